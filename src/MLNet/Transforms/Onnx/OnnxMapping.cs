using Microsoft.ML.Data;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>An ONNX model bound to the columns of a data view.</summary>
internal sealed class OnnxMapping : BatchMapping
{
    private const int LargestBatch = 64;
    private const long LargestBatchElements = 1 << 22;
    private readonly OnnxTransformer _transformer;
    private readonly DataViewSchema.Column[] _columns;

    public OnnxMapping(OnnxTransformer transformer, DataViewSchema input)
        : base(input, [.. transformer.Outputs.Select(o => new MappedColumn(new DataViewSchema.DetachedColumn(o.Name, o.Type, null), Places(transformer, input)))])
    {
        _transformer = transformer;
        _columns = [.. transformer.Inputs.Select(i => input[i.Name])];
        Shapes = [.. transformer.Inputs.Select((input, i) => RowShape(input, _columns[i]))];
        BatchSize = IsBatched(transformer)
            ? (int)Math.Clamp(LargestBatchElements / Math.Max(1, Shapes.Max(s => s.Skip(1).Aggregate(1L, (n, d) => n * Math.Max(1, d)))), 1, LargestBatch)
            : 1;
    }

    public override int BatchSize { get; }

    /// <summary>The dimensions of each input for one row; at most one is 0: it follows from the vector's length.</summary>
    public int[][] Shapes { get; }

    protected override BatchScorer CreateScorer(DataViewRow input, bool[] active, int capacity) =>
        new OnnxScorer(_transformer, [.. _columns.Select((c, i) => OnnxInput.Create(input, c, _transformer.Inputs[i], Shapes[i], capacity))]);

    private static int[] Places(OnnxTransformer transformer, DataViewSchema input) =>
        [.. transformer.Inputs.Select(i => InputColumn.Get(input, i.Name, nameof(OnnxTransformer)).Index)];

    // Rows go together when every input and output counts them with the same open first dimension and nothing else is open.
    private static bool IsBatched(OnnxTransformer transformer)
    {
        Dim[] first = [.. transformer.Inputs.Concat(transformer.Outputs).Select(c => c.Shape.Rank == 0 ? (Dim)1 : c.Shape[0])];
        return first.Length > 0 && !first[0].IsKnown && first.All(d => d == first[0]) && transformer.Inputs.All(i => i.Item is not TextDataViewType)
            && transformer.Inputs.All(i => Enumerable.Range(1, i.Shape.Rank - 1).All(d => i.Shape[d].IsKnown));
    }

    private static int[] RowShape(OnnxColumn input, DataViewSchema.Column column)
    {
        DataViewType item = column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;
        if (item.RawType != input.Item.RawType || (item is KeyDataViewType != input.Item is KeyDataViewType && item.RawType != typeof(uint)))
            throw InputColumn.Mismatch(nameof(OnnxTransformer), input.Name, input.Type.ToString()!, column.Type.ToString()!);
        int[] dims = [.. Enumerable.Range(0, input.Shape.Rank).Select(d => input.Shape[d].IsKnown ? input.Shape[d].Value : d == 0 ? 1 : 0)];
        if (dims.Count(d => d == 0) > 1)
            throw new ArgumentOutOfRangeException("inputSchema", $"Input '{input.Name}' has shape {input.Shape}; only one dimension beside the first may be open. Give its shape in a shapeDictionary.");
        int known = dims.Where(d => d > 0).Aggregate(1, (n, d) => n * d);
        int length = column.Type is VectorDataViewType { IsKnownSize: true } sized ? sized.Size : column.Type is VectorDataViewType ? 0 : 1;
        if (length > 0 && length % known != 0)
            throw new ArgumentOutOfRangeException("inputSchema", $"Input shape mismatch: input '{input.Name}' has shape {string.Join(',', dims)}, but column '{column.Name}' has {length} values.");
        // As in ML.NET, a vector that is a multiple of the model's shape is that many rows at once.
        if (length > 0 && !dims.Contains(0) && dims.Length > 0 && length != known) dims[0] *= length / known;
        return dims;
    }
}

/// <summary>Scores batches of rows with an ONNX model.</summary>
internal sealed class OnnxScorer(OnnxTransformer transformer, OnnxInput[] inputs) : BatchScorer
{
    private readonly Tensor[] _tensors = new Tensor[inputs.Length];
    private readonly Tensor?[] _results = new Tensor?[transformer.Outputs.Count];
    private int _count;

    public override void Read(int slot)
    {
        foreach (OnnxInput input in inputs) input.Read(slot);
    }

    public override void Score(int count)
    {
        _count = count;
        for (int i = 0; i < inputs.Length; i++) _tensors[i] = inputs[i].Tensor(count);
        using Execution execution = transformer.Executor.Start(_tensors);
        for (int o = 0; o < _results.Length; o++)
        {
            Tensor output = execution.Output(o);
            if (_results[o] is not { } kept || kept.Shape != output.Shape) _results[o] = output.Clone();
            else output.CopyTo(kept);
        }
    }

    public override Delegate CreateGetter(int computed, RowSlot slot)
    {
        OnnxColumn column = transformer.Outputs[computed];
        return column.Item.Raw.Accept(new OnnxGetter(column, slot, () => _results[computed]!, () => _count));
    }
}
