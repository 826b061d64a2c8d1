namespace MlNetDeepLearning.DeepLearning;

/// <summary>The rows whose probabilities lie in one interval.</summary>
/// <param name="Low">The interval's lower end, excluded but for 0.</param>
/// <param name="High">Its upper end, included.</param>
/// <param name="Confidence">The mean of the probabilities; NaN without rows.</param>
/// <param name="Frequency">The part of the rows in which what was predicted is true; NaN without rows.</param>
/// <param name="Count">The number of rows.</param>
public sealed record CalibrationBin(double Low, double High, double Confidence, double Frequency, int Count);

/// <summary>Whether probabilities mean what they say: of the rows given 80 %, four in five should be right.</summary>
/// <param name="Bins">Intervals of equal width from 0 to 1.</param>
/// <param name="ExpectedError">The expected calibration error (Naeini et al. 2015): the mean distance of confidence and frequency, bins weighted by their rows.</param>
/// <param name="MaximumError">The largest such distance.</param>
public sealed record CalibrationCurve(IReadOnlyList<CalibrationBin> Bins, double ExpectedError, double MaximumError)
{
    /// <summary>Works the curve out.</summary>
    /// <param name="probabilities">The probability given to something, row by row.</param>
    /// <param name="happened">Whether it is so.</param>
    /// <param name="bins">The number of intervals.</param>
    public static CalibrationCurve Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> happened, int bins = 10)
    {
        if (probabilities.Length != happened.Length) throw new ArgumentException($"There are {probabilities.Length} probabilities for {happened.Length} rows.", nameof(happened));
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        double[] sums = new double[bins], hits = new double[bins];
        var counts = new int[bins];
        for (int i = 0; i < probabilities.Length; i++)
        {
            int bin = Math.Clamp((int)Math.Ceiling(probabilities[i] * bins) - 1, 0, bins - 1);
            sums[bin] += probabilities[i];
            counts[bin]++;
            if (happened[i]) hits[bin]++;
        }
        CalibrationBin[] result = [.. counts.Select((n, b) => new CalibrationBin((double)b / bins, (b + 1.0) / bins, sums[b] / n, hits[b] / n, n))];
        CalibrationBin[] filled = [.. result.Where(b => b.Count > 0)];
        double expected = filled.Length == 0 ? double.NaN : filled.Sum(b => b.Count * Math.Abs(b.Confidence - b.Frequency)) / probabilities.Length;
        return new CalibrationCurve(result, expected, filled.Length == 0 ? double.NaN : filled.Max(b => Math.Abs(b.Confidence - b.Frequency)));
    }
}
