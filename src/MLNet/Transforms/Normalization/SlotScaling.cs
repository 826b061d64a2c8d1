namespace Microsoft.ML.Transforms;

/// <summary>Which rule a column is normalized by.</summary>
internal enum NormalizationKind
{
    MinMax,
    MeanVariance,
    MeanVarianceCdf,
}

/// <summary>
/// What is done with the values of one slot: (value - <paramref name="Offset"/>) x <paramref name="Scale"/>, or, for the distribution
/// function, the normal probability of being below the value, with mean <paramref name="Offset"/> and standard deviation 1 / <paramref name="Scale"/>.
/// </summary>
internal readonly record struct SlotScaling(double Offset, double Scale)
{
    public static SlotScaling Of(in SlotStatistics slot, NormalizationKind kind, bool fixZero)
    {
        if (slot.Count == 0) return default;
        if (kind == NormalizationKind.MinMax)
        {
            if (fixZero) return new SlotScaling(0, Inverse(Math.Max(Math.Abs(slot.Minimum), Math.Abs(slot.Maximum))));
            return slot.Maximum > slot.Minimum ? new SlotScaling(slot.Minimum, Inverse(slot.Maximum - slot.Minimum)) : default;
        }
        // To leave 0 where it is, values are measured by their distance from 0 instead of from the mean.
        if (fixZero && kind == NormalizationKind.MeanVariance) return new SlotScaling(0, Inverse(Math.Sqrt(slot.Variance + slot.Mean * slot.Mean)));
        double deviation = Math.Sqrt(slot.Variance);
        return deviation > 0 || kind == NormalizationKind.MeanVarianceCdf ? new SlotScaling(slot.Mean, Inverse(deviation)) : default;
    }

    public double Linear(double value) => (value - Offset) * Scale;

    public double Probability(double value) => Scale == 0
        ? value < Offset ? 0 : value > Offset ? 1 : value == Offset ? 0.5 : double.NaN
        : (1 + ErrorFunction.Of((value - Offset) * Scale / Math.Sqrt(2))) / 2;

    private static double Inverse(double value) => value > 0 ? 1 / value : 0;
}

/// <summary>The error function.</summary>
internal static class ErrorFunction
{
    /// <summary>erf(x) to about 15 digits: the Taylor series near 0, the continued fraction of erfc beyond (Abramowitz and Stegun 7.1.6, 7.1.14).</summary>
    public static double Of(double x)
    {
        double size = Math.Abs(x);
        if (double.IsNaN(x)) return x;
        if (size > 6) return Math.Sign(x);
        if (size < 2.5)
        {
            double term = x, sum = x;
            for (int n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
            {
                term *= 2 * x * x / (2 * n + 1);
                sum += term;
            }
            return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
        }
        double fraction = 0;
        for (int n = 60; n > 0; n--) fraction = n / 2.0 / (size + fraction);
        return Math.Sign(x) * (1 - Math.Exp(-x * x) / Math.Sqrt(Math.PI) / (size + fraction));
    }
}
