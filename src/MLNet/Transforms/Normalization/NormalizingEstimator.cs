using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Learns how to bring number columns to a common scale. Missing values do not count.</summary>
public sealed class NormalizingEstimator : IEstimator<NormalizingTransformer>
{
    private const string Expected = "Single, Double or a vector of known size of these";

    private readonly IReadOnlyList<InputOutputColumnPair> _columns;
    private readonly NormalizationRule _rule;

    internal NormalizingEstimator(IReadOnlyList<InputOutputColumnPair> columns, NormalizationRule rule)
    {
        ArgumentNullException.ThrowIfNull(columns);
        rule.Check();
        _columns = columns;
        _rule = rule;
    }

    /// <inheritdoc/>
    public NormalizingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column[] columns = [.. _columns.Select(pair => InputColumn.Get(input.Schema, pair.InputColumnName, NormalizingTransformer.Kind))];
        foreach (DataViewSchema.Column column in columns)
            if (!ColumnNormalizer.Fits(column.Type))
                throw InputColumn.Mismatch(NormalizingTransformer.Kind, column.Name, Expected, column.Type.ToString()!);
        DataViewSchema.Column[] labels = _rule.Kind == NormalizationKind.SupervisedBinning ? [InputColumn.Get(input.Schema, _rule.LabelColumnName, NormalizingTransformer.Kind)] : [];
        SlotLearner[] learners = [.. columns.Select(column => SlotLearner.Of(_rule, (column.Type as VectorDataViewType)?.Size ?? 1))];
        using (DataViewRowCursor cursor = input.GetRowCursor(columns.Concat(labels).DistinctBy(column => column.Index)))
        {
            Func<int> label = labels.Length == 0 ? static () => 0 : LabelNumbers.Reader(cursor, labels[0]);
            Action<int>[] readers = [.. columns.Select((column, i) => ItemMapping.ItemOf(column.Type) == NumberDataViewType.Single
                ? Reader<float>(cursor, column, learners[i], static value => value) : Reader<double>(cursor, column, learners[i], static value => value))];
            for (long row = 0; row < _rule.MaximumExampleCount && cursor.MoveNext(); row++)
            {
                int known = label();
                foreach (Action<int> read in readers) read(known);
            }
        }
        return new NormalizingTransformer(_columns, [.. columns.Select((column, i) => new ColumnNormalizer(column.Type, learners[i].Learn()))]);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(pair =>
        {
            SchemaShape.Column input = inputSchema.Get(pair.InputColumnName, NormalizingTransformer.Kind);
            if (input.Kind == SchemaShape.Column.VectorKind.VariableVector || input.IsKey || !ColumnNormalizer.Fits(input.ItemType))
                throw InputColumn.Mismatch(NormalizingTransformer.Kind, input.Name, Expected, input.TypeText);
            return new SchemaShape.Column(pair.OutputColumnName, input.Kind, input.ItemType, false, new SchemaShape(
                [.. input.Annotations.Where(annotation => annotation.Name == AnnotationNames.SlotNames),
                new(AnnotationNames.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false)]));
        }));
    }

    private static Action<int> Reader<T>(DataViewRow row, DataViewSchema.Column column, SlotLearner learner, Func<T, double> number)
    {
        if (column.Type is not VectorDataViewType)
        {
            ValueGetter<T> get = row.GetGetter<T>(column);
            T item = default!;
            return label =>
            {
                get(ref item);
                learner.Add(0, number(item), label);
            };
        }
        ValueGetter<VBuffer<T>> getVector = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> vector = default, dense = default;
        return label =>
        {
            getVector(ref vector);
            vector.CopyToDense(ref dense);
            ReadOnlySpan<T> items = dense.GetValues();
            for (int i = 0; i < items.Length; i++) learner.Add(i, number(items[i]), label);
        };
    }
}
