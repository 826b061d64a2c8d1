namespace MlNetDeepLearning.DeepLearning;

/// <summary>What a scorer does at every threshold: a ROC curve or one of precision over recall.</summary>
/// <param name="X">The part of the negatives above the threshold (ROC), or the recall; rising.</param>
/// <param name="Y">The part of the positives above it (ROC), or the precision.</param>
/// <param name="Area">The area under a ROC curve, or the average precision; NaN where a class is absent.</param>
public sealed record ScoreCurve(IReadOnlyList<double> X, IReadOnlyList<double> Y, double Area)
{
    /// <summary>The ROC curve from (0, 0) to (1, 1), with a point for each different score.</summary>
    public static ScoreCurve Roc(ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores)
    {
        (double[] hits, double[] alarms) = Cumulate(truth, scores);
        double positives = hits[^1], negatives = alarms[^1], area = 0;
        if (positives == 0 || negatives == 0) return new ScoreCurve([], [], double.NaN);
        for (int i = 1; i < hits.Length; i++) area += (alarms[i] - alarms[i - 1]) * (hits[i] + hits[i - 1]) / 2;
        return new ScoreCurve([.. alarms.Select(a => a / negatives)], [.. hits.Select(h => h / positives)], area / (positives * negatives));
    }

    /// <summary>
    /// Precision over recall from recall 0 on, with a point for each different score. The area is the average precision, sum of precision times the step
    /// of recall, which does not interpolate: straight lines between points promise too much (Davis and Goadrich 2006).
    /// </summary>
    public static ScoreCurve PrecisionRecall(ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores)
    {
        (double[] hits, double[] alarms) = Cumulate(truth, scores);
        double positives = hits[^1], area = 0;
        if (positives == 0) return new ScoreCurve([], [], double.NaN);
        var precision = new double[hits.Length];
        precision[0] = 1;
        for (int i = 1; i < hits.Length; i++)
        {
            precision[i] = hits[i] / (hits[i] + alarms[i]);
            area += (hits[i] - hits[i - 1]) * precision[i];
        }
        return new ScoreCurve([.. hits.Select(h => h / positives)], precision, area / positives);
    }

    /// <summary>The mean of ROC curves over all their places of X; the area is that under the mean.</summary>
    public static ScoreCurve MeanRoc(IReadOnlyList<ScoreCurve> curves)
    {
        ScoreCurve[] known = [.. curves.Where(c => c.X.Count > 0)];
        if (known.Length == 0) return new ScoreCurve([], [], double.NaN);
        // Where a curve rises straight up it has two heights; the mean starts from 0 and takes the upper one everywhere.
        double[] x = [0, .. known.SelectMany(c => c.X).Distinct().Order()], y = new double[x.Length];
        foreach (ScoreCurve curve in known)
            for (int i = 1, at = 0; i < x.Length; i++) y[i] += curve.At(x[i], ref at) / known.Length;
        double area = 0;
        for (int i = 1; i < x.Length; i++) area += (x[i] - x[i - 1]) * (y[i] + y[i - 1]) / 2;
        return new ScoreCurve(x, y, area);
    }

    /// <summary>The mean of curves of precision over recall at recalls from 0 to 1; the area is the mean of their average precisions.</summary>
    public static ScoreCurve MeanPrecisionRecall(IReadOnlyList<ScoreCurve> curves, int places = 101)
    {
        ScoreCurve[] known = [.. curves.Where(c => c.X.Count > 0)];
        if (known.Length == 0) return new ScoreCurve([], [], double.NaN);
        double[] x = [.. Enumerable.Range(0, places).Select(i => i / (places - 1.0))], y = new double[places];
        foreach (ScoreCurve curve in known)
            for (int i = 0, at = 0; i < places; i++) y[i] += curve.At(x[i], ref at) / known.Length;
        return new ScoreCurve(x, y, known.Average(c => c.Area));
    }

    /// <summary>The curve with at most so many points, those on straight stretches left out first; the area stays.</summary>
    public ScoreCurve Thin(int most)
    {
        List<int> keep = [];
        for (int i = 0; i < X.Count; i++)
            if (i == 0 || i == X.Count - 1 || (X[i] - X[i - 1]) * (Y[i + 1] - Y[i]) != (X[i + 1] - X[i]) * (Y[i] - Y[i - 1])) keep.Add(i);
        if (keep.Count > most)
        {
            // Evenly spaced along the curve's length.
            double[] along = new double[keep.Count];
            for (int k = 1; k < keep.Count; k++) along[k] = along[k - 1] + Math.Abs(X[keep[k]] - X[keep[k - 1]]) + Math.Abs(Y[keep[k]] - Y[keep[k - 1]]);
            var chosen = new List<int> { keep[0] };
            for (int k = 1; k < keep.Count - 1; k++)
                if (along[k] >= chosen.Count * along[^1] / (most - 1)) chosen.Add(keep[k]);
            chosen.Add(keep[^1]);
            keep = chosen;
        }
        return new ScoreCurve([.. keep.Select(i => X[i])], [.. keep.Select(i => Y[i])], Area);
    }

    private double At(double x, ref int at)
    {
        while (at + 1 < X.Count && X[at + 1] <= x) at++;
        if (at + 1 == X.Count || X[at + 1] == X[at]) return Y[at];
        return Y[at] + (x - X[at]) / (X[at + 1] - X[at]) * (Y[at + 1] - Y[at]);
    }

    // Positives and negatives at or above each different score, from the highest; the first place is above all scores.
    private static (double[] Hits, double[] Alarms) Cumulate(ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores)
    {
        if (truth.Length != scores.Length) throw new ArgumentException($"There are {scores.Length} scores for {truth.Length} rows.", nameof(scores));
        double[] keys = scores.ToArray();
        bool[] positive = truth.ToArray();
        Array.Sort(keys, positive);
        List<double> hits = [0], alarms = [0];
        double hit = 0, alarm = 0;
        for (int i = keys.Length - 1; i >= 0; i--)
        {
            if (positive[i]) hit++;
            else alarm++;
            if (i > 0 && keys[i - 1] == keys[i]) continue;
            hits.Add(hit);
            alarms.Add(alarm);
        }
        return ([.. hits], [.. alarms]);
    }
}
