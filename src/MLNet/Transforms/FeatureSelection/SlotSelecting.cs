using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms;

/// <summary>Keeps some of the slots of vectors. A vector that loses all of them has one slot that is 0, and so is a single item that is dropped.</summary>
internal sealed class SlotSelectingTransformer : OneToOneTransformerBase, IOnnxConvertible
{
    public const string Kind = "SelectSlots";

    private readonly int[][] _kept;

    /// <summary>Makes the transformer.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="kept">For each column the slots that stay, ascending; of a single item slot 0.</param>
    public SlotSelectingTransformer(IReadOnlyList<InputOutputColumnPair> columns, int[][] kept) : base(columns) => _kept = kept;

    public static SlotSelectingTransformer Load(ModelReader reader)
    {
        int[][] kept = [.. reader.Children(ModelWriter.ColumnsName).Select(column => column.Ints("kept"))];
        foreach (int[] slots in kept)
            if (slots is [< 0, ..] || slots.Zip(slots.Skip(1)).Any(pair => pair.First >= pair.Second)) throw reader.Invalid("the slots to keep do not ascend");
        return new SlotSelectingTransformer(reader.Columns(), kept);
    }

    void IOnnxConvertible.Convert(OnnxConversion conversion)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            if (_kept[i].Length == 0) throw new NotSupportedException($"no slot of column '{Columns[i].InputColumnName}' is kept.");
            Value x = conversion.Flat(Columns[i].InputColumnName, Kind);
            conversion.Set(Columns[i].OutputColumnName, x.Gather(x.Graph.Constant(Tensor.Ints([.. _kept[i].Select(slot => (long)slot)])), axis: 1));
        }
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.EachColumn((column, i) => column.Set("kept", ValueFormat.WriteAll<int>(_kept[i])));
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        int[] kept = _kept[pair];
        DataViewSchema.Annotations.Builder annotations = new();
        annotations.Add(input.Annotations, name => name == AnnotationNames.IsNormalized || name == AnnotationNames.KeyValues);
        if (input.Type is not VectorDataViewType vector) return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, input.Type, annotations.ToAnnotations());
        if (kept.Length > 0 && kept[^1] >= vector.Size) throw InputColumn.Mismatch(Kind, input.Name, $"a vector of known size of at least {kept[^1] + 1} items", vector.ToString());
        if (input.HasSlotNames())
            annotations.AddTexts(AnnotationNames.SlotNames, Math.Max(1, kept.Length), () =>
            {
                VBuffer<ReadOnlyMemory<char>> names = default;
                input.GetSlotNames(ref names);
                return kept.Length == 0 ? new ReadOnlyMemory<char>[1] : [.. kept.Select(slot => names.GetItemOrDefault(slot))];
            });
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, new VectorDataViewType(vector.ItemType, Math.Max(1, kept.Length)), annotations.ToAnnotations());
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
        => ItemMapping.ItemOf(input.Type)!.Raw.Accept(new Getter(row, input, _kept[pair]));

    private sealed class Getter(DataViewRow row, DataViewSchema.Column input, int[] kept) : IRawTypeVisitor<Delegate>
    {
        public Delegate Visit<T>()
        {
            if (input.Type is not VectorDataViewType) return kept.Length > 0 ? row.GetGetter<T>(input) : (ValueGetter<T>)((ref T value) => value = default!);
            ValueGetter<VBuffer<T>> get = row.GetGetter<VBuffer<T>>(input);
            VBuffer<T> source = default;
            return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
            {
                get(ref source);
                ReadOnlySpan<T> items = source.GetValues();
                if (source.IsDense && kept.Length > 0)
                {
                    VBufferEditor<T> dense = VBufferEditor.Create(ref value, kept.Length);
                    for (int i = 0; i < kept.Length; i++) dense.Values[i] = items[kept[i]];
                    value = dense.Commit();
                    return;
                }
                // Both lists ascend, so they are gone through side by side.
                ReadOnlySpan<int> indices = source.GetIndices();
                VBufferEditor<T> editor = VBufferEditor.Create(ref value, Math.Max(1, kept.Length), Math.Min(indices.Length, kept.Length), requireIndicesOnDense: true);
                int count = 0;
                for (int i = 0, k = 0; i < indices.Length && k < kept.Length;)
                {
                    if (indices[i] == kept[k])
                    {
                        editor.Values[count] = items[i];
                        editor.Indices[count++] = k;
                    }
                    if (indices[i] <= kept[k]) i++;
                    else k++;
                }
                value = editor.CommitTruncated(count);
            });
        }
    }
}

/// <summary>What the estimators of <see cref="SlotSelectingTransformer"/> have in common.</summary>
internal static class SlotSelection
{
    public static SchemaShape GetOutputSchema(SchemaShape inputSchema, IReadOnlyList<InputOutputColumnPair> columns, string kind, Func<SchemaShape.Column, bool> fits, string expected)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(columns.Select(pair =>
        {
            SchemaShape.Column input = inputSchema.Get(pair.InputColumnName, kind);
            if (input.Kind == SchemaShape.Column.VectorKind.VariableVector || !fits(input)) throw InputColumn.Mismatch(kind, input.Name, expected, input.TypeText);
            return new SchemaShape.Column(pair.OutputColumnName, input.Kind, input.ItemType, input.IsKey,
                new SchemaShape(input.Annotations.Where(annotation => annotation.Name is AnnotationNames.SlotNames or AnnotationNames.IsNormalized or AnnotationNames.KeyValues)));
        }));
    }

    public static DataViewSchema.Column[] Columns(IDataView input, IReadOnlyList<InputOutputColumnPair> columns, string kind, Func<DataViewType, bool> fits, string expected)
        => [.. columns.Select(pair =>
        {
            DataViewSchema.Column column = InputColumn.Get(input.Schema, pair.InputColumnName, kind);
            return column.Type is not VectorDataViewType { IsKnownSize: false } && ItemMapping.ItemOf(column.Type) is { } item && fits(item) ? column
                : throw InputColumn.Mismatch(kind, column.Name, expected, column.Type.ToString()!);
        })];

    public static int SlotsOf(DataViewSchema.Column column) => (column.Type as VectorDataViewType)?.Size ?? 1;
}
