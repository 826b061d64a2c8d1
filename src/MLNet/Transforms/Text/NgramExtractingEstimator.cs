using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Learns which n-grams of keys occur, and turns vectors of keys into counts of n-grams.</summary>
public sealed class NgramExtractingEstimator : IEstimator<NgramExtractingTransformer>
{
    internal const int DefaultMaximum = 10000000;

    private readonly IReadOnlyList<InputOutputColumnPair> _columns;
    private readonly NgramRule _rule;

    internal NgramExtractingEstimator(IReadOnlyList<InputOutputColumnPair> columns, NgramRule rule)
    {
        _columns = columns;
        _rule = rule;
    }

    /// <summary>What the value of an n-gram in a vector is.</summary>
    public enum WeightingCriteria
    {
        /// <summary>How often it occurs.</summary>
        Tf = 0,

        /// <summary>If it occurs: the logarithm of the number of rows learned from over the number of those in which it occurs.</summary>
        Idf = 1,

        /// <summary>The product of the two.</summary>
        TfIdf = 2,
    }

    /// <inheritdoc/>
    public NgramExtractingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column[] columns = [.. _columns.Select(pair => NgramExtractingTransformer.Check(InputColumn.Get(input.Schema, pair.InputColumnName, NgramExtractingTransformer.Kind)))];
        NgramLearner[] learners = [.. columns.Select(_ => new NgramLearner(_rule))];
        using DataViewRowCursor cursor = input.GetRowCursor(columns.DistinctBy(column => column.Index));
        Func<ReadOnlySpan<uint>>[] readers = [.. columns.Select(column => KeySequences.Reader(cursor, column))];
        while (cursor.MoveNext())
            for (int i = 0; i < readers.Length; i++) learners[i].Add(readers[i]());
        return new NgramExtractingTransformer(_columns, [.. learners.Select(learner => learner.Learn())]);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(pair =>
        {
            SchemaShape.Column input = inputSchema.Get(pair.InputColumnName, NgramExtractingTransformer.Kind);
            if (input.Kind == SchemaShape.Column.VectorKind.Scalar || !input.IsKey) throw InputColumn.Mismatch(NgramExtractingTransformer.Kind, input.Name, NgramExtractingTransformer.Expected, input.TypeText);
            bool named = input.Annotations.Find(AnnotationNames.KeyValues) is { ItemType: TextDataViewType };
            return new SchemaShape.Column(pair.OutputColumnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false,
                new SchemaShape(named ? [new(AnnotationNames.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false)] : []));
        }));
    }
}

/// <summary>Which n-grams are learned and how they are weighed.</summary>
internal sealed record NgramRule
{
    public NgramRule(int length, int skip, bool allLengths, NgramExtractingEstimator.WeightingCriteria weighting, params int[] maxima)
    {
        NgramReader.Check(length, skip);
        if (!Enum.IsDefined(weighting)) throw new ArgumentOutOfRangeException(nameof(weighting), weighting, "There is no such weighting.");
        if (maxima.Length > (allLengths ? length : 1) || maxima.Any(most => most < 0) || maxima is [.., 0])
            throw new ArgumentException($"The most n-grams to learn are given for each length, 1 to {length}, or only for the longest.", "maximumNgramsCount");
        Length = length;
        Skip = skip;
        Weighting = weighting;
        int last = maxima.Length == 0 ? NgramExtractingEstimator.DefaultMaximum : maxima[^1];
        Maxima = [.. Enumerable.Range(0, length).Select(i => !allLengths ? i == length - 1 ? last : 0 : i < maxima.Length ? maxima[i] : last)];
    }

    public int Length { get; }

    public int Skip { get; }

    public NgramExtractingEstimator.WeightingCriteria Weighting { get; }

    /// <summary>The most n-grams of each length.</summary>
    public int[] Maxima { get; }
}

/// <summary>Collects the n-grams of a column, and in how many rows each occurs.</summary>
internal sealed class NgramLearner(NgramRule rule)
{
    private readonly NgramTable _table = new();
    private readonly NgramReader _reader = new(rule.Length, rule.Skip);
    private readonly int[] _counts = new int[rule.Length];
    private readonly List<long> _rows = [];
    private readonly List<long> _last = [];
    private long _row;

    public void Add(ReadOnlySpan<uint> keys)
    {
        _row++;
        _reader.Read(keys, Visit);
    }

    // A vector type of known size has at least one slot, so a column without n-grams gives one that never occurs.
    public NgramSlots Learn()
    {
        if (_table.Count == 0)
        {
            _table.Add(new uint[rule.Length + 1]);
            _rows.Add(_row);
        }
        return new(rule.Length, rule.Skip, rule.Weighting, _table,
            rule.Weighting == NgramExtractingEstimator.WeightingCriteria.Tf ? null : [.. _rows.Select(rows => (float)Math.Log((double)_row / rows))]);
    }

    private void Visit(ReadOnlySpan<uint> ngram)
    {
        int number = -1, length = ngram.Length - 1;
        if (rule.Maxima[length] > 0) number = _table.Find(ngram);
        if (number < 0)
        {
            if (_counts[length] >= rule.Maxima[length]) return;
            number = _table.Add(ngram);
            _counts[length]++;
            _rows.Add(0);
            _last.Add(0);
        }
        if (_last[number] == _row) return;
        _last[number] = _row;
        _rows[number]++;
    }
}
