using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Computes the metrics of binary classification in one pass over the data.</summary>
internal sealed class BinaryEvaluation
{
    private readonly List<(float Score, bool Positive)> _scored = [];
    private double _truePositive, _falsePositive, _trueNegative, _falseNegative;
    private double _logLoss, _lossRows, _lossPositives;

    public sealed record Result(double Accuracy, double PositivePrecision, double PositiveRecall, double NegativePrecision, double NegativeRecall,
        double AreaUnderRocCurve, double AreaUnderPrecisionRecallCurve, double LogLoss, double LogLossReduction, double Entropy, ConfusionMatrix ConfusionMatrix);

    public static Result Run(IHostEnvironment environment, IDataView data, string labelName, string scoreName, string? probabilityName)
    {
        DataViewSchema.Column label = EvaluationColumns.Get(data, labelName, "label"), score = EvaluationColumns.Get(data, scoreName, "score");
        DataViewSchema.Column? probability = probabilityName is null ? null : EvaluationColumns.Get(data, probabilityName, "probability");
        if (label.Type is not (BooleanDataViewType or KeyDataViewType { Count: 2 }) && label.Type != NumberDataViewType.Single && label.Type != NumberDataViewType.Double)
            throw EvaluationColumns.Mismatch("label", label, "Boolean, Single, Double or a key with two members");
        if (score.Type != NumberDataViewType.Single) throw EvaluationColumns.Mismatch("score", score, "Single");
        if (probability is { } known && known.Type != NumberDataViewType.Single) throw EvaluationColumns.Mismatch("probability", known, "Single");

        BinaryEvaluation evaluation = new();
        long unlabeled = 0, badScores = 0;
        using (DataViewRowCursor cursor = data.GetRowCursor(probability is { } third ? [label, score, third] : [label, score]))
        {
            Func<float> getLabel = EvaluationColumns.Label(cursor, label), getScore = EvaluationColumns.Score(cursor, score);
            Func<float> getProbability = probability is { } column ? EvaluationColumns.Score(cursor, column) : static () => float.NaN;
            while (cursor.MoveNext())
            {
                float truth = getLabel(), value = getScore();
                if (!float.IsFinite(value)) badScores++;
                else if (float.IsNaN(truth)) unlabeled++;
                else evaluation.Add(truth > 0, value, getProbability());
            }
        }
        EvaluationColumns.WarnOfSkipped(environment, nameof(BinaryClassificationCatalog), unlabeled, badScores);
        return evaluation.Finish(Names(label));
    }

    private void Add(bool positive, float score, float probability)
    {
        _scored.Add((score, positive));
        if (score > 0)
        {
            if (positive) _truePositive++;
            else _falsePositive++;
        }
        else if (positive) _falseNegative++;
        else _trueNegative++;
        _logLoss -= Math.Log2(positive ? probability : 1.0 - probability);
        if (float.IsNaN(probability)) return;
        _lossRows++;
        if (positive) _lossPositives++;
    }

    private Result Finish(string[] names)
    {
        double positives = _truePositive + _falseNegative, negatives = _trueNegative + _falsePositive, rows = positives + negatives;
        double positivePrecision = Share(_truePositive, _truePositive + _falsePositive), positiveRecall = Share(_truePositive, positives);
        double negativePrecision = Share(_trueNegative, _trueNegative + _falseNegative), negativeRecall = Share(_trueNegative, negatives);
        double logLoss = double.IsNaN(_logLoss) ? double.NaN : Share(_logLoss, _lossRows);
        double prior = Entropy(_lossPositives / _lossRows);
        ConfusionMatrix matrix = new([[_truePositive, _falseNegative], [_falsePositive, _trueNegative]], [positivePrecision, negativePrecision],
            [positiveRecall, negativeRecall], names, binary: true);
        // One order, highest scores first, serves both areas; it is stable, so equal scores stay in the order of the rows.
        (float Score, bool Positive)[] ordered = [.. _scored.OrderByDescending(row => row.Score)];
        return new Result((_truePositive + _trueNegative) / rows, positivePrecision, positiveRecall, negativePrecision, negativeRecall, RocArea(ordered, positives, negatives),
            PrecisionRecallArea(ordered, positives), logLoss, _lossRows == 0 ? 0 : (prior - logLoss) / prior, Entropy(positives / rows), matrix);
    }

    // The Mann-Whitney statistic: pairs of a positive and a negative row in the right order, equal scores counting half.
    public static double RocArea((float Score, bool Positive)[] ordered, double positives, double negatives)
    {
        double pairs = 0, above = 0;
        for (int start = 0, end; start < ordered.Length; start = end)
        {
            double tiedPositives = 0, tiedNegatives = 0;
            for (end = start; end < ordered.Length && ordered[end].Score == ordered[start].Score; end++)
            {
                if (ordered[end].Positive) tiedPositives++;
                else tiedNegatives++;
            }
            pairs += tiedNegatives * (above + tiedPositives / 2);
            above += tiedPositives;
        }
        return pairs / (positives * negatives);
    }

    private static double PrecisionRecallArea((float Score, bool Positive)[] ordered, double positives)
    {
        double area = 0, found = 0, precision = 1;
        for (int i = 0; i < ordered.Length; i++)
        {
            double before = precision;
            if (ordered[i].Positive) found++;
            precision = found / (i + 1);
            if (ordered[i].Positive) area += (before + precision) / 2 / positives;
        }
        return area;
    }

    private static double Share(double part, double whole) => whole > 0 ? part / whole : 0;

    private static double Entropy(double share)
        => double.IsNaN(share) ? double.NaN : share is <= 0 or >= 1 ? 0 : -share * Math.Log2(share) - (1 - share) * Math.Log2(1 - share);

    private static string[] Names(DataViewSchema.Column label)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        if (!label.HasKeyValues()) return ["positive", "negative"];
        label.GetKeyValues(ref values);
        return [values.GetItemOrDefault(1).ToString(), values.GetItemOrDefault(0).ToString()];
    }
}
