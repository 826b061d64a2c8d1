using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Runtime.Quantization;

/// <summary>What calibration learns of one value: its extremes in the first pass, then a histogram between them.</summary>
internal sealed class ValueRange
{
    private const int Bins = 2048;
    private readonly long[] _bins = new long[Bins];
    private long _count;

    public float Low { get; private set; }

    public float High { get; private set; }

    /// <summary>Widens the extremes; numbers that are not finite do not count.</summary>
    public void Widen(Tensor tensor)
    {
        foreach (float x in tensor.AsSpan<float>())
        {
            if (!float.IsFinite(x)) continue;
            if (x < Low) Low = x;
            if (x > High) High = x;
        }
    }

    /// <summary>Counts numbers between the extremes.</summary>
    public void Count(Tensor tensor)
    {
        float width = (High - Low) / Bins;
        if (!(width > 0)) return;
        foreach (float x in tensor.AsSpan<float>())
        {
            // Zero is exact in any range, and after a Relu there are so many that they would hide the rest.
            if (!float.IsFinite(x) || x == 0) continue;
            _bins[Math.Clamp((int)((x - Low) / width), 0, Bins - 1)]++;
            _count++;
        }
    }

    /// <summary>The range to quantize; it has 0 in it.</summary>
    public (float Low, float High) Choose(QuantizationOptions options)
    {
        if (_count == 0) return (Low, High);
        return options.Method == CalibrationMethod.Percentile ? Percentile(options.Percentile) : Entropy();
    }

    private (float, float) Percentile(double percent)
    {
        float width = (High - Low) / Bins;
        // A value that is never negative has its outliers on one side only.
        double outside = _count * (1 - percent / 100) / (Low < 0 && High > 0 ? 2 : 1);
        int first = 0, last = Bins - 1;
        for (long sum = _bins[first]; first < last && sum <= outside; sum += _bins[++first]) { }
        for (long sum = _bins[last]; last > first && sum <= outside; sum += _bins[--last]) { }
        return (Low < 0 ? Math.Min(0, Low + first * width) : 0, High > 0 ? Math.Max(0, Low + (last + 1) * width) : 0);
    }

    // Migacz, "8-bit inference with TensorRT" (GTC 2017): what is beyond a limit counts to the outermost step, and the limit is chosen whose steps
    // keep the distribution best. Here the distribution is that of magnitudes.
    private (float, float) Entropy()
    {
        const int steps = 128;
        float width = (High - Low) / Bins, limit = Math.Max(-Low, High), step = limit / Bins;
        var magnitudes = new double[Bins];
        for (int b = 0; b < Bins; b++)
            magnitudes[Math.Clamp((int)(Math.Abs(Low + (b + 0.5f) * width) / step), 0, Bins - 1)] += _bins[b];
        int best = Bins;
        double least = double.PositiveInfinity;
        for (int used = steps; used <= Bins; used += 8)
        {
            double divergence = Divergence(magnitudes, used, steps);
            if (divergence < least) (least, best) = (divergence, used);
        }
        float chosen = best * step;
        return (Math.Max(Low, -chosen), Math.Min(High, chosen));
    }

    private static double Divergence(double[] magnitudes, int used, int steps)
    {
        double total = 0, beyond = 0, kept = 0, divergence = 0;
        for (int b = 0; b < magnitudes.Length; b++)
        {
            total += magnitudes[b];
            if (b >= used) beyond += magnitudes[b];
            else kept += magnitudes[b];
        }
        if (kept == 0) return double.PositiveInfinity;
        for (int s = 0; s < steps; s++)
        {
            int first = (int)((long)s * used / steps), last = (int)((long)(s + 1) * used / steps), filled = 0;
            double sum = 0;
            for (int b = first; b < last; b++)
            {
                sum += magnitudes[b];
                if (magnitudes[b] > 0) filled++;
            }
            for (int b = first; b < last; b++)
            {
                double p = (magnitudes[b] + (b == used - 1 ? beyond : 0)) / total;
                if (p == 0) continue;
                double q = magnitudes[b] > 0 ? sum / filled / kept : 1e-9;
                divergence += p * Math.Log(p / q);
            }
        }
        return divergence;
    }
}
