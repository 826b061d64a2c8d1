using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>Reads the rows of a data view into memory and checks them.</summary>
internal static class RowReader
{
    /// <summary>The rows: features, and a target for each (the class as Int64, or a number as Float32).</summary>
    public sealed record Rows(FeatureTable Features, Tensor Targets);

    public static VectorDataViewType FeatureType(DataViewSchema schema, string name)
    {
        DataViewSchema.Column column = Column(schema, name, "features");
        return column.Type is VectorDataViewType { IsKnownSize: true } type && type.ItemType == NumberDataViewType.Single ? type
            : throw new DatasetException($"Column '{name}' is {column.Type}, but a network takes a vector of Single of known size. Concatenate numbers, or extract pixels from pictures, into it.");
    }

    public static IReadOnlyList<string> KeyLabels(DataViewSchema schema, string name)
    {
        DataViewSchema.Column column = Column(schema, name, "the label");
        if (column.Type is not KeyDataViewType key)
            throw new DatasetException($"Label column '{name}' is {column.Type}, but a classifier takes a key. Append Conversion.MapValueToKey before the trainer.");
        if (column.Annotations.Schema.GetColumnOrNull("KeyValues") is not { Type: VectorDataViewType values })
            return [.. Enumerable.Range(1, checked((int)key.Count)).Select(k => k.ToString())];
        if (values.ItemType is TextDataViewType)
        {
            VBuffer<ReadOnlyMemory<char>> texts = default;
            column.GetKeyValues(ref texts);
            return [.. texts.DenseValues().Select(t => t.ToString())];
        }
        if (values.ItemType == NumberDataViewType.Single)
        {
            VBuffer<float> numbers = default;
            column.GetKeyValues(ref numbers);
            return [.. numbers.DenseValues().Select(v => v.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        }
        return [.. Enumerable.Range(1, checked((int)key.Count)).Select(k => k.ToString())];
    }

    public static Rows ReadClasses(IDataView data, NeuralNetworkOptions options, int classes)
    {
        DataViewSchema.Column label = Column(data.Schema, options.LabelColumnName, "the label");
        return Read<uint, long>(data, options, label, (key, row) => key >= 1 && key <= classes ? key - 1
            : throw new DatasetException($"Row {row}: the label in column '{label.Name}' is {(key == 0 ? "missing" : $"key {key}, but there are {classes} classes")}. Filter such rows out, or map labels with the same MapValueToKey."));
    }

    public static Rows ReadBooleans(IDataView data, NeuralNetworkOptions options) =>
        Read<bool, float>(data, options, Typed(data.Schema, options.LabelColumnName, BooleanDataViewType.Instance), (value, _) => value ? 1 : 0);

    public static Rows ReadNumbers(IDataView data, NeuralNetworkOptions options) =>
        Read<float, float>(data, options, Typed(data.Schema, options.LabelColumnName, NumberDataViewType.Single), (value, row) => float.IsFinite(value) ? value
            : throw new DatasetException($"Row {row}: the label in column '{options.LabelColumnName}' is {value}. Filter such rows out."));

    private static Rows Read<TLabel, TTarget>(IDataView data, NeuralNetworkOptions options, DataViewSchema.Column label, Func<TLabel, long, TTarget> convert)
        where TTarget : unmanaged
    {
        DataViewSchema.Column column = Column(data.Schema, options.FeatureColumnName, "features");
        var table = new FeatureTable(FeatureType(data.Schema, column.Name).Size);
        List<TTarget> targets = [];
        using DataViewRowCursor cursor = data.GetRowCursor([column, label]);
        ValueGetter<VBuffer<float>> getFeatures = cursor.GetGetter<VBuffer<float>>(column);
        ValueGetter<TLabel> getLabel = cursor.GetGetter<TLabel>(label);
        VBuffer<float> features = default;
        TLabel value = default!;
        var dense = new float[table.Size];
        for (long row = 0; cursor.MoveNext(); row++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            getFeatures(ref features);
            getLabel(ref value);
            targets.Add(convert(value, row));
            features.CopyTo(dense);
            if (dense.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            {
                int slot = Array.FindIndex(dense, f => !float.IsFinite(f));
                throw new DatasetException($"Row {row}: slot {slot} of column '{column.Name}' is {dense[slot]}. Append ReplaceMissingValues before the trainer, or filter such rows out.");
            }
            table.Add(dense);
        }
        if (targets.Count == 0) throw new DatasetException("There are no rows to train on.");
        return new Rows(table, Tensor.Of<TTarget>([targets.Count], [.. targets]));
    }

    private static DataViewSchema.Column Typed(DataViewSchema schema, string name, DataViewType type)
    {
        DataViewSchema.Column column = Column(schema, name, "the label");
        return column.Type.Equals(type) ? column : throw new DatasetException($"Label column '{name}' is {column.Type}, but {type} is needed. Append Conversion.ConvertType before the trainer.");
    }

    private static DataViewSchema.Column Column(DataViewSchema schema, string name, string what) => schema.GetColumnOrNull(name)
        ?? throw new DatasetException($"There is no column '{name}' for {what}. The columns are: {string.Join(", ", schema.Select(c => c.Name))}.");

    /// <summary>The dimensions of a vector type, at least one.</summary>
    public static int[] Dimensions(VectorDataViewType type)
    {
        ImmutableArray<int> dims = type.Dimensions;
        return dims.IsDefaultOrEmpty || dims.Any(d => d <= 0) ? [type.Size] : [.. dims];
    }
}
