using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Learns how to bring number columns to a common scale. Missing values do not count.</summary>
public sealed class NormalizingEstimator : IEstimator<NormalizingTransformer>
{
    private readonly IReadOnlyList<InputOutputColumnPair> _columns;
    private readonly NormalizationKind _kind;
    private readonly bool _fixZero;
    private readonly long _maximumExampleCount;

    internal NormalizingEstimator(IReadOnlyList<InputOutputColumnPair> columns, NormalizationKind kind, bool fixZero, long maximumExampleCount)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumExampleCount, 2);
        _columns = columns;
        _kind = kind;
        _fixZero = fixZero;
        _maximumExampleCount = maximumExampleCount;
    }

    /// <inheritdoc/>
    public NormalizingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column[] columns = [.. _columns.Select(pair => InputColumn.Get(input.Schema, pair.InputColumnName, NormalizingTransformer.Kind))];
        foreach (DataViewSchema.Column column in columns)
            if (!ColumnNormalizer.Fits(column.Type))
                throw InputColumn.Mismatch(NormalizingTransformer.Kind, column.Name, "Single, Double or a vector of known size of these", column.Type.ToString()!);
        SlotStatistics[][] statistics = [.. columns.Select(column => Enumerable.Range(0, (column.Type as VectorDataViewType)?.Size ?? 1).Select(_ => new SlotStatistics()).ToArray())];
        using (DataViewRowCursor cursor = input.GetRowCursor(columns.DistinctBy(column => column.Index)))
        {
            Action[] readers = [.. columns.Select((column, i) => ItemMapping.ItemOf(column.Type) == NumberDataViewType.Single
                ? Reader<float>(cursor, column, statistics[i], static value => value) : Reader<double>(cursor, column, statistics[i], static value => value))];
            for (long row = 0; row < _maximumExampleCount && cursor.MoveNext(); row++)
                foreach (Action read in readers) read();
        }
        return new NormalizingTransformer(_columns, [.. columns.Select((column, i)
            => new ColumnNormalizer(column.Type, _kind, [.. statistics[i].Select(slot => SlotScaling.Of(in slot, _kind, _fixZero))]))]);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(pair =>
        {
            SchemaShape.Column input = inputSchema.Get(pair.InputColumnName, NormalizingTransformer.Kind);
            if (input.Kind == SchemaShape.Column.VectorKind.VariableVector || input.IsKey || !ColumnNormalizer.Fits(input.ItemType))
                throw InputColumn.Mismatch(NormalizingTransformer.Kind, input.Name, "Single, Double or a vector of known size of these", input.TypeText);
            return new SchemaShape.Column(pair.OutputColumnName, input.Kind, input.ItemType, false, new SchemaShape(
                [.. input.Annotations.Where(annotation => annotation.Name == AnnotationNames.SlotNames),
                new(AnnotationNames.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false)]));
        }));
    }

    private static Action Reader<T>(DataViewRow row, DataViewSchema.Column column, SlotStatistics[] slots, Func<T, double> number)
    {
        if (column.Type is not VectorDataViewType)
        {
            ValueGetter<T> get = row.GetGetter<T>(column);
            T item = default!;
            return () =>
            {
                get(ref item);
                slots[0].Add(number(item));
            };
        }
        ValueGetter<VBuffer<T>> getVector = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> vector = default, dense = default;
        return () =>
        {
            getVector(ref vector);
            vector.CopyToDense(ref dense);
            ReadOnlySpan<T> items = dense.GetValues();
            for (int i = 0; i < items.Length; i++) slots[i].Add(number(items[i]));
        };
    }
}
