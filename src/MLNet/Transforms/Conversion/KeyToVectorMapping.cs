using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms;

/// <summary>Turns keys into indicator vectors (one-hot), or vectors of keys into counts.</summary>
public sealed class KeyToVectorMappingEstimator : TrivialEstimator<KeyToVectorMappingTransformer>
{
    internal KeyToVectorMappingEstimator(IReadOnlyList<InputOutputColumnPair> columns, bool outputCountVector)
        : base(new KeyToVectorMappingTransformer(columns, outputCountVector)) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(Transformer.Columns.Select(pair =>
        {
            SchemaShape.Column input = inputSchema.Get(pair.InputColumnName, KeyToVectorMappingTransformer.Kind);
            if (!input.IsKey) throw InputColumn.Mismatch(KeyToVectorMappingTransformer.Kind, input.Name, "a key or a vector of keys", input.TypeText);
            bool counts = Transformer.Counts || input.Kind == SchemaShape.Column.VectorKind.Scalar;
            SchemaShape.Column.VectorKind kind = counts ? SchemaShape.Column.VectorKind.Vector : input.Kind;
            List<SchemaShape.Column> annotations = [];
            if (!Transformer.Counts || input.Kind == SchemaShape.Column.VectorKind.Scalar)
                annotations.Add(new(AnnotationNames.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false));
            if (input.Annotations.Find(AnnotationNames.KeyValues) is { ItemType: TextDataViewType } && kind == SchemaShape.Column.VectorKind.Vector)
                annotations.Add(new(AnnotationNames.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false));
            if (!Transformer.Counts && kind == SchemaShape.Column.VectorKind.Vector)
                annotations.Add(new(AnnotationNames.CategoricalSlotRanges, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Int32, false));
            return new SchemaShape.Column(pair.OutputColumnName, kind, NumberDataViewType.Single, false, new SchemaShape(annotations));
        }));
    }
}

/// <summary>Turns keys into indicator or count vectors; made by <see cref="KeyToVectorMappingEstimator"/>.</summary>
public sealed class KeyToVectorMappingTransformer : OneToOneTransformerBase, IOnnxConvertible
{
    internal const string Kind = "MapKeyToVector";

    internal KeyToVectorMappingTransformer(IReadOnlyList<InputOutputColumnPair> columns, bool counts) : base(columns) => Counts = counts;

    internal bool Counts { get; }

    internal static KeyToVectorMappingTransformer Load(ModelReader reader) => new(reader.Columns(), reader.Flag("counts"));

    void IOnnxConvertible.Convert(OnnxConversion conversion)
    {
        foreach (InputOutputColumnPair pair in Columns)
        {
            DataViewSchema.Column input = conversion.Column(pair.InputColumnName, Kind);
            int count = (int)AnnotationNames.KeyOf(input.Type)!.Count;
            // Key 0 is missing; its indicator is cut off.
            Value indicators = conversion.Flat(pair.InputColumnName, Kind).Cast(ElementType.Int64).OneHot(count + 1).Slice(2, 1);
            bool sum = Counts || input.Type is not VectorDataViewType;
            conversion.Set(pair.OutputColumnName, sum ? indicators.ReduceSum([1], keepDims: false) : indicators);
        }
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.Set("counts", Counts);
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        KeyDataViewType key = AnnotationNames.KeyOf(input.Type) ?? throw InputColumn.Mismatch(Kind, input.Name, "a key or a vector of keys", input.Type.ToString()!);
        if (key.Count > int.MaxValue) throw InputColumn.Mismatch(Kind, input.Name, $"a key with at most {int.MaxValue} members", key.ToString());
        int count = (int)key.Count;
        VectorDataViewType type = input.Type is VectorDataViewType vector && !Counts ? new VectorDataViewType(NumberDataViewType.Single, vector.Size, count)
            : new VectorDataViewType(NumberDataViewType.Single, count);
        DataViewSchema.Annotations.Builder annotations = new();
        if (!Counts || input.Type is not VectorDataViewType) annotations.AddPrimitiveValue(AnnotationNames.IsNormalized, BooleanDataViewType.Instance, true);
        if (input.HasKeyValues() && type.IsKnownSize) annotations.AddTexts(AnnotationNames.SlotNames, SlotNames(input));
        int items = (input.Type as VectorDataViewType)?.Size ?? 1;
        if (!Counts && type.IsKnownSize)
            annotations.Add(AnnotationNames.CategoricalSlotRanges, new VectorDataViewType(NumberDataViewType.Int32, items, 2), (ref VBuffer<int> value) => value = new(2 * items, SlotRanges(items, count)));
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, type, annotations.ToAnnotations());
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
    {
        int count = (int)AnnotationNames.KeyOf(input.Type)!.Count;
        Delegate keys = KeyReader.Getter(row, input, static key => key);
        if (keys is ValueGetter<ulong> single)
        {
            ulong key = 0;
            return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                single(ref key);
                bool known = key - 1 < (ulong)count;
                VBufferEditor<float> editor = VBufferEditor.Create(ref value, count, known ? 1 : 0, requireIndicesOnDense: true);
                if (known) (editor.Values[0], editor.Indices[0]) = (1, (int)(key - 1));
                value = editor.Commit();
            });
        }
        ValueGetter<VBuffer<ulong>> several = (ValueGetter<VBuffer<ulong>>)keys;
        VBuffer<ulong> vector = default;
        SlotCounter counter = new();
        return Counts
            ? (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                several(ref vector);
                counter.Clear();
                foreach (ulong key in vector.GetValues())
                    if (key - 1 < (ulong)count) counter.Add((int)(key - 1));
                counter.Write(ref value, count);
            })
            : (ref VBuffer<float> value) =>
            {
                several(ref vector);
                ReadOnlySpan<ulong> items = vector.GetValues();
                VBufferEditor<float> editor = VBufferEditor.Create(ref value, checked(vector.Length * count), items.Length, requireIndicesOnDense: true);
                int stored = 0;
                for (int i = 0; i < items.Length; i++)
                {
                    if (items[i] - 1 >= (ulong)count) continue;
                    editor.Indices[stored] = (vector.IsDense ? i : vector.GetIndices()[i]) * count + (int)(items[i] - 1);
                    editor.Values[stored++] = 1;
                }
                value = editor.CommitTruncated(stored);
            };
    }

    private List<ReadOnlyMemory<char>> SlotNames(DataViewSchema.Column input)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        input.GetKeyValues(ref values);
        return input.Type is not VectorDataViewType || Counts ? [.. values.DenseValues()] : PairedNames.Of(input, [.. values.DenseValues().Select(value => value.ToString())]);
    }

    // First and last slot of each item's indicator.
    private static int[] SlotRanges(int items, int count) => [.. Enumerable.Range(0, items).SelectMany(i => new[] { i * count, (i + 1) * count - 1 })];
}
