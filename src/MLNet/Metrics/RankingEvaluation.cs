using System.Globalization;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>Computes the metrics of ranking in one pass over the data, whose groups must be together.</summary>
internal sealed class RankingEvaluation
{
    private readonly double[] _gains;
    private readonly double[] _dcg;
    private readonly double[] _ndcg;
    private readonly List<(float Score, int Label)> _group = [];
    private int _groups;

    private RankingEvaluation(RankingEvaluatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.DcgTruncationLevel <= 0) throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(options.DcgTruncationLevel)} must be at least 1.");
        _gains = [.. (options.LabelGains ?? "").Split(',').Select(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double gain) ? gain
            : throw new ArgumentException($"{nameof(options.LabelGains)} is '{options.LabelGains}'; expected numbers with commas between, such as \"0,3,7,15,31\".", nameof(options)))];
        _dcg = new double[options.DcgTruncationLevel];
        _ndcg = new double[options.DcgTruncationLevel];
    }

    public static RankingMetrics Run(IHostEnvironment environment, IDataView data, RankingEvaluatorOptions options, string labelName, string groupName, string scoreName)
    {
        RankingEvaluation evaluation = new(options);
        DataViewSchema.Column label = EvaluationColumns.Get(data, labelName, "label"), group = EvaluationColumns.Get(data, groupName, "group"), score = EvaluationColumns.Get(data, scoreName, "score");
        if (label.Type is not KeyDataViewType && label.Type != NumberDataViewType.Single) throw EvaluationColumns.Mismatch("label", label, "a key or Single");
        if (score.Type != NumberDataViewType.Single) throw EvaluationColumns.Mismatch("score", score, "Single");
        if (group.Type is VectorDataViewType) throw EvaluationColumns.Mismatch("group", group, "a key (MapValueToKey makes one)");
        long unlabeled = 0, badScores = 0;
        using (DataViewRowCursor cursor = data.GetRowCursor(new[] { label, group, score }.DistinctBy(column => column.Index)))
        {
            Func<float> getLabel = EvaluationColumns.Label(cursor, label), getScore = EvaluationColumns.Score(cursor, score);
            Func<bool> isNew = group.Type.Raw.Accept(new GroupWatch(cursor, group));
            while (cursor.MoveNext())
            {
                if (isNew()) evaluation.EndGroup();
                float truth = getLabel(), value = getScore();
                if (float.IsNaN(truth)) unlabeled++;
                else if (float.IsNaN(value)) badScores++;
                else if (truth < 0 || truth != (int)truth || truth >= evaluation._gains.Length)
                    throw new InvalidOperationException($"Row {cursor.Position}: the label is {truth}, but there are gains for 0 to {evaluation._gains.Length - 1} only ({nameof(options.LabelGains)} is '{options.LabelGains}').");
                else evaluation._group.Add((value, (int)truth));
            }
        }
        evaluation.EndGroup();
        EvaluationColumns.WarnOfSkipped(environment, nameof(RankingCatalog), unlabeled, badScores);
        return new RankingMetrics([.. evaluation._dcg.Select(sum => sum / evaluation._groups)], [.. evaluation._ndcg.Select(sum => sum / evaluation._groups)]);
    }

    private void EndGroup()
    {
        if (_group.Count == 0) return;
        _groups++;
        // Of rows with the same score the less relevant come first, so that a model gains nothing by giving all the same.
        int[] order = [.. _group.OrderByDescending(row => row.Score).ThenBy(row => row.Label).Select(row => row.Label)];
        int[] best = [.. _group.Select(row => row.Label).OrderDescending()];
        double dcg = 0, most = 0;
        for (int place = 0; place < _dcg.Length; place++)
        {
            if (place < order.Length)
            {
                double discount = 1 / Math.Log(2 + place);
                dcg += _gains[order[place]] * discount;
                most += _gains[best[place]] * discount;
            }
            _dcg[place] += dcg;
            _ndcg[place] += most > 0 ? dcg / most : 0;
        }
        _group.Clear();
    }

    /// <summary>Tells where a new group begins.</summary>
    private sealed class GroupWatch(DataViewRow row, DataViewSchema.Column column) : IRawTypeVisitor<Func<bool>>
    {
        public Func<bool> Visit<T>()
        {
            ValueGetter<T> get = row.GetGetter<T>(column);
            IEqualityComparer<T> equality = ItemValues.Equality<T>();
            T current = default!, before = default!;
            bool first = true;
            return () =>
            {
                get(ref current);
                bool isNew = first || !equality.Equals(current, before);
                first = false;
                before = current;
                return isNew;
            };
        }
    }
}
