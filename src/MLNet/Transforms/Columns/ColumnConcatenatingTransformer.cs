using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;
using Microsoft.ML.Transforms;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Data;

/// <summary>Joins columns into one vector column; made by <see cref="ColumnConcatenatingEstimator"/>.</summary>
public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase, IOnnxConvertible
{
    internal const string Kind = "Concatenate";

    private readonly string _output;
    private readonly string[] _inputs;
    private readonly string[] _names;

    /// <summary>Makes the transformer.</summary>
    /// <param name="output">The new column.</param>
    /// <param name="inputs">The columns to join.</param>
    /// <param name="names">What the columns are called in the names of the slots; null for their own names.</param>
    internal ColumnConcatenatingTransformer(string output, string[] inputs, string[]? names = null)
    {
        if (names is not null && names.Length != inputs.Length) throw new ArgumentException($"There are {inputs.Length} columns and {names.Length} names.", nameof(names));
        _output = output;
        _inputs = inputs;
        _names = names ?? inputs;
    }

    internal static ColumnConcatenatingTransformer Load(ModelReader reader)
        => new(reader.Text("output"), reader.Texts("inputs"), reader.Has("names") ? reader.Guard(() => reader.Texts("names")) : null);

    void IOnnxConvertible.Convert(OnnxConversion conversion) => conversion.Set(_output, _inputs is [var only]
        ? conversion.Value(only, Kind)
        : conversion.Graph.Concat(1, [.. _inputs.Select(name => conversion.Flat(name, Kind))]));

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Set("output", _output);
        writer.Texts("inputs", _inputs);
        if (_names != _inputs) writer.Texts("names", _names);
    }

    private protected override RowMapping Bind(DataViewSchema input)
    {
        DataViewSchema.Column[] columns = [.. _inputs.Select(name => InputColumn.Get(input, name, Kind))];
        PrimitiveDataViewType item = ItemMapping.ItemOf(columns[0].Type)
            ?? throw InputColumn.Mismatch(Kind, columns[0].Name, "a primitive type or a vector", columns[0].Type.ToString()!);
        foreach (DataViewSchema.Column column in columns)
            if (ItemMapping.ItemOf(column.Type)?.Equals(item) != true)
                throw InputColumn.Mismatch(Kind, column.Name, $"{item} or a vector of it, as in '{columns[0].Name}'", column.Type.ToString()!);
        bool variable = columns.Any(column => column.Type is VectorDataViewType { IsKnownSize: false });
        VectorDataViewType type = columns is [{ Type: VectorDataViewType same }] ? same
            : new VectorDataViewType(item, variable ? 0 : columns.Sum(column => (column.Type as VectorDataViewType)?.Size ?? 1));
        DataViewSchema.Annotations annotations = columns is [{ Type: VectorDataViewType }] ? columns[0].Annotations : ConcatenatedAnnotations.Of(columns, _names, variable);
        return new Mapping(input, new DataViewSchema.DetachedColumn(_output, type, annotations), columns, item);
    }

    private sealed class Mapping(DataViewSchema input, DataViewSchema.DetachedColumn output, DataViewSchema.Column[] columns, PrimitiveDataViewType item)
        : RowMapping(input, [new MappedColumn(output, [.. columns.Select(column => column.Index)])])
    {
        public override Delegate?[] CreateGetters(DataViewRow row, bool[] active) => [active[0] ? item.Raw.Accept(new Joiner(row, columns)) : null];
    }

    private sealed class Joiner(DataViewRow row, DataViewSchema.Column[] columns) : IRawTypeVisitor<Delegate>
    {
        public Delegate Visit<T>()
        {
            ValueGetter<VBuffer<T>>[] getters = [.. columns.Select(column => column.Type is VectorDataViewType ? row.GetGetter<VBuffer<T>>(column) : Single(row.GetGetter<T>(column)))];
            VBuffer<T>[] parts = new VBuffer<T>[getters.Length];
            return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
            {
                int length = 0, count = 0;
                for (int i = 0; i < parts.Length; i++)
                {
                    getters[i](ref parts[i]);
                    length += parts[i].Length;
                    count += parts[i].GetValues().Length;
                }
                VBufferEditor<T> editor = VBufferEditor.Create(ref value, length, count);
                int start = 0, place = 0;
                foreach (ref readonly VBuffer<T> part in parts.AsSpan())
                {
                    ReadOnlySpan<T> items = part.GetValues();
                    items.CopyTo(editor.Values[place..]);
                    if (count < length)
                        for (int i = 0; i < items.Length; i++) editor.Indices[place + i] = start + (part.IsDense ? i : part.GetIndices()[i]);
                    start += part.Length;
                    place += items.Length;
                }
                value = editor.Commit();
            });
        }

        private static ValueGetter<VBuffer<T>> Single<T>(ValueGetter<T> get)
        {
            T[] item = new T[1];
            return (ref VBuffer<T> value) =>
            {
                get(ref item[0]);
                value = new VBuffer<T>(1, item);
            };
        }
    }
}
