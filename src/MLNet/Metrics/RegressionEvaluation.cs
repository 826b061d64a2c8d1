using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Computes the metrics of regression in one pass over the data.</summary>
internal static class RegressionEvaluation
{
    public static RegressionMetrics Run(IHostEnvironment environment, IDataView data, string labelName, string scoreName)
    {
        DataViewSchema.Column label = EvaluationColumns.Get(data, labelName, "label"), score = EvaluationColumns.Get(data, scoreName, "score");
        if (label.Type != NumberDataViewType.Single && label.Type != NumberDataViewType.Double) throw EvaluationColumns.Mismatch("label", label, "Single or Double");
        if (score.Type != NumberDataViewType.Single) throw EvaluationColumns.Mismatch("score", score, "Single");

        long unlabeled = 0, badScores = 0, rows = 0;
        double absolute = 0, squared = 0, mean = 0, spread = 0;
        using (DataViewRowCursor cursor = data.GetRowCursor([label, score]))
        {
            Func<float> getLabel = EvaluationColumns.Label(cursor, label), getScore = EvaluationColumns.Score(cursor, score);
            while (cursor.MoveNext())
            {
                double truth = getLabel(), value = getScore();
                if (double.IsNaN(truth)) unlabeled++;
                else if (!double.IsFinite(value)) badScores++;
                else
                {
                    rows++;
                    absolute += Math.Abs(truth - value);
                    squared += (truth - value) * (truth - value);
                    // Welford's update keeps the spread exact where labels are large and close together.
                    double distance = truth - mean;
                    mean += distance / rows;
                    spread += distance * (truth - mean);
                }
            }
        }
        EvaluationColumns.WarnOfSkipped(environment, nameof(RegressionCatalog), unlabeled, badScores);
        return rows == 0 ? new RegressionMetrics(0, 0, 0) : new RegressionMetrics(absolute / rows, squared / rows, 1 - squared / spread);
    }
}
