namespace Microsoft.ML.Transforms;

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
