using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Computes the metrics of anomaly detection.</summary>
internal static class AnomalyDetectionEvaluation
{
    public static AnomalyDetectionMetrics Run(IHostEnvironment environment, IDataView data, string labelName, string scoreName, int falsePositiveCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(falsePositiveCount);
        DataViewSchema.Column label = EvaluationColumns.Get(data, labelName, "label"), score = EvaluationColumns.Get(data, scoreName, "score");
        if (label.Type is not (BooleanDataViewType or KeyDataViewType) && label.Type != NumberDataViewType.Single && label.Type != NumberDataViewType.Double)
            throw EvaluationColumns.Mismatch("label", label, "Boolean, Single, Double or a key");
        if (score.Type != NumberDataViewType.Single) throw EvaluationColumns.Mismatch("score", score, "Single");
        List<(float Score, bool Positive)> rows = [];
        long unlabeled = 0, badScores = 0;
        using (DataViewRowCursor cursor = data.GetRowCursor([label, score]))
        {
            Func<float> getLabel = EvaluationColumns.Label(cursor, label), getScore = EvaluationColumns.Score(cursor, score);
            while (cursor.MoveNext())
            {
                float truth = getLabel(), value = getScore();
                if (float.IsNaN(truth)) unlabeled++;
                else if (float.IsNaN(value)) badScores++;
                else rows.Add((value, truth > 0));
            }
        }
        EvaluationColumns.WarnOfSkipped(environment, nameof(AnomalyDetectionCatalog), unlabeled, badScores);
        (float Score, bool Positive)[] ordered = [.. rows.OrderByDescending(row => row.Score)];
        double anomalies = ordered.Count(row => row.Positive), found = 0, usual = 0;
        foreach ((_, bool positive) in ordered)
        {
            if (positive) found++;
            else if (++usual > falsePositiveCount) break;
        }
        return new AnomalyDetectionMetrics(BinaryEvaluation.RocArea(ordered, anomalies, ordered.Length - anomalies),
            anomalies == 0 || anomalies == ordered.Length ? double.NaN : found / anomalies);
    }
}
