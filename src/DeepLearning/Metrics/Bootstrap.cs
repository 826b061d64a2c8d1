using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>Where a figure lies with a certain confidence.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public readonly record struct ConfidenceInterval(double Low, double High)
{
    /// <summary>Whether a value lies inside, the ends included.</summary>
    public bool Contains(double value) => value >= Low && value <= High;
}

/// <summary>
/// Confidence intervals by the percentile bootstrap (Efron 1979): test rows are drawn again with replacement, and the figures of each such sample
/// worked out. The same seed gives the same intervals on any number of threads.
/// </summary>
public static class Bootstrap
{
    /// <summary>The intervals of all figures of some outcomes, by name; those that are not numbers in too many samples are NaN.</summary>
    /// <param name="outcomes">What was predicted and what was true.</param>
    /// <param name="confidence">How sure the intervals are, such as 0.95.</param>
    /// <param name="resamples">The number of samples.</param>
    /// <param name="seed">Determines the samples.</param>
    public static IReadOnlyDictionary<string, ConfidenceInterval> Intervals(Outcomes outcomes, double confidence = 0.95, int resamples = 1000, int seed = 1) =>
        Summarize(outcomes.FigureNames, Draw(outcomes.Count, resamples, seed, weights => outcomes.Figures(weights)), confidence);

    /// <summary>The intervals of the differences (second minus first) of the figures that two outcomes on the same rows share, each sample being drawn for both.</summary>
    /// <param name="first">One model's outcomes.</param>
    /// <param name="second">Another's, on the same rows in the same order.</param>
    /// <param name="confidence">How sure the intervals are, such as 0.95.</param>
    /// <param name="resamples">The number of samples.</param>
    /// <param name="seed">Determines the samples.</param>
    /// <exception cref="ArgumentException">The numbers of rows differ.</exception>
    public static IReadOnlyDictionary<string, ConfidenceInterval> Differences(Outcomes first, Outcomes second, double confidence = 0.95, int resamples = 1000, int seed = 1)
    {
        if (first.Count != second.Count) throw new ArgumentException($"One model was tested on {first.Count} rows, the other on {second.Count}; the same rows are needed.", nameof(second));
        string[] names = [.. first.FigureNames.Intersect(second.FigureNames)];
        int[] left = [.. names.Select(n => first.FigureNames.ToList().IndexOf(n))], right = [.. names.Select(n => second.FigureNames.ToList().IndexOf(n))];
        return Summarize(names, Draw(first.Count, resamples, seed, weights =>
        {
            double[] a = first.Figures(weights), b = second.Figures(weights);
            return [.. names.Select((_, i) => b[right[i]] - a[left[i]])];
        }), confidence);
    }

    private delegate double[] FiguresOf(ReadOnlySpan<int> weights);

    private static double[][] Draw(int rows, int resamples, int seed, FiguresOf figures)
    {
        var samples = new double[resamples][];
        if (rows == 0) return [];
        Parallel.For(0, resamples, sample =>
        {
            var random = new PhiloxSequence(new Philox((ulong)seed, (ulong)sample));
            var weights = new int[rows];
            for (int i = 0; i < rows; i++) weights[random.NextInt32(rows)]++;
            samples[sample] = figures(weights);
        });
        return samples;
    }

    private static Dictionary<string, ConfidenceInterval> Summarize(IReadOnlyList<string> names, double[][] samples, double confidence)
    {
        double tail = (1 - confidence) / 2;
        var intervals = new Dictionary<string, ConfidenceInterval>();
        for (int i = 0; i < names.Count; i++)
        {
            double[] values = [.. samples.Select(s => s[i]).Where(double.IsFinite)];
            double[] ends = values.Length * 2 > samples.Length ? RegressionFigures.Quantiles(values, tail, 1 - tail) : [double.NaN, double.NaN];
            intervals[names[i]] = new ConfidenceInterval(ends[0], ends[1]);
        }
        return intervals;
    }
}
