using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Keeps the slots in which enough rows have a value.</summary>
public sealed class CountFeatureSelectingEstimator : IEstimator<ITransformer>
{
    private const string Kind = "SelectFeaturesBasedOnCount";
    private const string Expected = "Single, Double, text or a vector of known size of these";

    private readonly IReadOnlyList<InputOutputColumnPair> _columns;
    private readonly long _count;

    internal CountFeatureSelectingEstimator(IReadOnlyList<InputOutputColumnPair> columns, long count)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        _columns = columns;
        _count = count;
    }

    /// <inheritdoc/>
    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column[] columns = SlotSelection.Columns(input, _columns, Kind, Fits, Expected);
        long[][] counts = [.. columns.Select(column => new long[SlotSelection.SlotsOf(column)])];
        using DataViewRowCursor cursor = input.GetRowCursor(columns.DistinctBy(column => column.Index));
        Action[] readers = [.. columns.Select((column, i) => ItemMapping.ItemOf(column.Type)!.Raw.Accept(new Counter(cursor, column, counts[i])))];
        while (cursor.MoveNext())
            foreach (Action read in readers) read();
        return new SlotSelectingTransformer(_columns, [.. counts.Select(column => Enumerable.Range(0, column.Length).Where(slot => column[slot] >= _count).ToArray())]);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => SlotSelection.GetOutputSchema(inputSchema, _columns, Kind, column => Fits(column.ItemType) && !column.IsKey, Expected);

    private static bool Fits(DataViewType item) => item == NumberDataViewType.Single || item == NumberDataViewType.Double || item is TextDataViewType;

    private sealed class Counter(DataViewRow row, DataViewSchema.Column column, long[] counts) : IRawTypeVisitor<Action>
    {
        public Action Visit<T>()
        {
            IEqualityComparer<T> equality = ItemValues.Equality<T>();
            Delegate getter = Getters.Of(row, column);
            T item = default!;
            VBuffer<T> vector = default;
            return () =>
            {
                if (getter is ValueGetter<T> get)
                {
                    get(ref item);
                    if (Counts(item)) counts[0]++;
                    return;
                }
                ((ValueGetter<VBuffer<T>>)getter)(ref vector);
                ReadOnlySpan<T> items = vector.GetValues();
                ReadOnlySpan<int> indices = vector.GetIndices();
                for (int i = 0; i < items.Length; i++)
                    if (Counts(items[i])) counts[vector.IsDense ? i : indices[i]]++;
            };

            bool Counts(T value) => !ItemValues.IsMissing(in value, isKey: false) && !equality.Equals(value, default!);
        }
    }
}
