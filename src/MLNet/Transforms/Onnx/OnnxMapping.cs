using Microsoft.ML.Data;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>An ONNX model bound to the columns of a data view.</summary>
internal sealed class OnnxMapping : BatchMapping
{
    private const int LargestBatch = 64;
    private const long LargestBatchElements = 1 << 22;
    private readonly ColumnGraph _graph;
    private readonly OnnxInputColumn[] _columns;

    public OnnxMapping(ColumnGraph graph, DataViewSchema input)
        : base(input, [.. graph.Outputs.Select((o, i) => new MappedColumn(new DataViewSchema.DetachedColumn(o.Column, o.Type, OnnxSlotNames.Read(graph.Graph, o.Column, o.Type)), Places(graph, i, input)))])
    {
        _graph = graph;
        _columns = [.. graph.Inputs.Select(i => new OnnxInputColumn(i, input[i.Column], RowShape(i, input[i.Column], graph.Reader)))];
        // A row that is several of the model's rows at once is scored by itself.
        BatchSize = !graph.All.IsRowByRow && _columns.All(c => c.Shape[0] == 1)
            ? (int)Math.Clamp(LargestBatchElements / Math.Max(1, _columns.Max(c => c.Shape.Skip(1).Aggregate(1L, (n, d) => n * Math.Max(1, d)))), 1, LargestBatch)
            : 1;
    }

    public override int BatchSize { get; }

    protected override BatchScorer CreateScorer(DataViewRow input, bool[] active, int capacity)
    {
        OnnxProgram program = _graph.ProgramFor(active);
        OnnxInput[] inputs = [.. program.Inputs.Select(name => OnnxInput.Create(input, _columns.First(c => c.Input.Name == name), capacity))];
        return new OnnxScorer(program, inputs, active, _graph.Outputs, capacity > 1);
    }

    private static int[] Places(ColumnGraph graph, int output, DataViewSchema schema)
    {
        OnnxProgram program = graph.ProgramFor([.. graph.Outputs.Select((_, o) => o == output)]);
        return [.. program.Inputs.Select(name => InputColumn.Get(schema, graph.Inputs.First(i => i.Name == name).Column, graph.Reader).Index)];
    }

    // The dimensions of one row; at most one is 0: it follows from the vector's length.
    public static int[] RowShape(OnnxColumn input, DataViewSchema.Column column, string reader)
    {
        DataViewType item = column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;
        if (item.RawType != input.Item.RawType) throw InputColumn.Mismatch(reader, input.Column, input.Type.ToString()!, column.Type.ToString()!);
        if (!input.Shape.IsRanked)
            throw new ArgumentOutOfRangeException("inputSchema", $"The model does not say how many dimensions its input '{input.Name}' has. Give its shape in a shapeDictionary.");
        // The first dimension counts rows when the model leaves it open; a column holds one.
        int[] dims = [.. OnnxShapes.WithRows(input.Value.Graph, input.Shape, 1).ToArray().Select(d => d.IsKnown ? d.Value : 0)];
        if (dims.Count(d => d == 0) > 1)
            throw new ArgumentOutOfRangeException("inputSchema", $"Input '{input.Name}' has shape {input.Shape}; only one dimension beside the first may be open. Give its shape in a shapeDictionary.");
        double all = dims.Where(d => d > 0).Aggregate(1.0, (n, d) => n * d);
        if (all > int.MaxValue) throw new ArgumentOutOfRangeException("inputSchema", $"Input '{input.Name}' has shape {input.Shape}, which is more than a row can hold ({int.MaxValue} values).");
        int known = (int)all;
        int length = column.Type is VectorDataViewType { IsKnownSize: true } sized ? sized.Size : column.Type is VectorDataViewType ? 0 : 1;
        if (length > 0 && (length % known != 0 || (dims.Length == 0 && length != 1) || (length != known && dims.Length > 0 && !dims.Contains(0) && input.Shape[0].IsKnown)))
            throw new ArgumentOutOfRangeException("inputSchema", $"Input shape mismatch: the model's input '{input.Name}' has the shape {input.Shape}, which is {known} "
                + $"value{(known == 1 ? "" : "s")} a row, but column '{column.Name}' is {column.Type}, which is {length}.");
        // As in ML.NET, a vector that is a multiple of the model's shape is that many rows at once.
        if (length > 0 && !dims.Contains(0) && dims.Length > 0) dims[0] *= length / known;
        return dims;
    }
}

/// <summary>Scores batches of rows with an ONNX model.</summary>
internal sealed class OnnxScorer(OnnxProgram program, OnnxInput[] inputs, bool[] active, IReadOnlyList<OnnxColumn> outputs, bool batched) : BatchScorer
{
    private readonly Tensor[] _tensors = new Tensor[inputs.Length];
    private readonly Tensor?[] _results = new Tensor?[active.Count(a => a)];
    private int _count;

    public override void Read(int slot)
    {
        foreach (OnnxInput input in inputs) input.Read(slot);
    }

    public override void Score(int count)
    {
        _count = count;
        for (int i = 0; i < inputs.Length; i++) _tensors[i] = inputs[i].Tensor(count);
        if (count > 1 && program.Rows is { } rows)
        {
            rows.Run(_tensors, _results);
            return;
        }
        using Execution execution = program.Executor.Start(_tensors);
        for (int o = 0; o < _results.Length; o++)
        {
            Tensor output = execution.Output(o);
            if (_results[o] is not { } kept || kept.Shape != output.Shape || kept.Type != output.Type) _results[o] = output.Clone();
            else output.CopyTo(kept);
        }
    }

    public override Delegate CreateGetter(int computed, RowSlot slot)
    {
        OnnxColumn column = outputs[computed];
        int place = active.Take(computed).Count(a => a);
        return column.Structure is { } structure ? structure.Getter(() => _results[place]!, batched ? slot : null)
            : column.Item.Raw.Accept(new OnnxGetter(column, slot, () => _results[place]!, () => _count));
    }
}
