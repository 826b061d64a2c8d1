namespace Microsoft.ML.Calibrators;

/// <summary>Cuts the range of scores into bins of equal width; the probability in a bin is the share of its rows that are positive.</summary>
public sealed class NaiveCalibrator : ICalibrator
{
    internal const int BinCount = 200;

    private readonly float[] _shares;

    /// <summary>The width of a bin.</summary>
    public readonly float BinSize;

    /// <summary>Where the first bin begins.</summary>
    public readonly float Min;

    internal NaiveCalibrator(float min, float binSize, float[] shares)
    {
        Min = min;
        BinSize = binSize;
        _shares = shares;
    }

    /// <summary>The probability in each bin.</summary>
    public IReadOnlyList<float> BinProbs => _shares;

    /// <inheritdoc/>
    public float PredictProbability(float output) => float.IsNaN(output) ? output : _shares[BinOf(output, Min, BinSize, _shares.Length)];

    internal static NaiveCalibrator Train(IReadOnlyList<CalibrationRow> rows)
    {
        float min = rows.Min(row => row.Score), size = (rows.Max(row => row.Score) - min) / BinCount;
        float[] positives = new float[BinCount], all = new float[BinCount];
        foreach (CalibrationRow row in rows)
        {
            int bin = BinOf(row.Score, min, size, BinCount);
            all[bin]++;
            if (row.Positive) positives[bin]++;
        }
        return new NaiveCalibrator(min, size, [.. positives.Zip(all, (some, count) => count == 0 ? 0 : some / count)]);
    }

    private static int BinOf(float score, float min, float size, int count) => size > 0 ? (int)Math.Clamp((score - min) / size, 0, count - 1) : 0;
}
