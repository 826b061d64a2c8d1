namespace MlNetDeepLearning.Imaging;

/// <summary>
/// For each target position along one axis: which source positions it is a weighted sum of. Position t covers the source from
/// start + t * scale to start + (t + 1) * scale; a filter is stretched by the scale where that is above 1, so nothing is skipped.
/// Weights sum to 1; near the borders they are spread over the pixels there are.
/// </summary>
internal sealed class ResampleWeights
{
    /// <summary>The fraction bits of <see cref="Fixed"/>: 8-bit sums with overshoot of either sign still fit into 32 bits.</summary>
    public const int FractionBits = 22;

    private ResampleWeights(int target, int taps)
    {
        Taps = taps;
        First = new int[target];
        Count = new int[target];
        Float = new float[(long)target * taps];
        Fixed = new int[(long)target * taps];
    }

    /// <summary>The distance in <see cref="Float"/> and <see cref="Fixed"/> from one target position to the next.</summary>
    public int Taps { get; }

    /// <summary>The first source position of each target position.</summary>
    public int[] First { get; }

    /// <summary>The number of source positions of each target position.</summary>
    public int[] Count { get; }

    public float[] Float { get; }

    public int[] Fixed { get; }

    public static ResampleWeights Of(int source, int target, double start, double length, ResizeFilter filter)
    {
        double scale = length / target, stretch = Math.Max(scale, 1);
        double support = stretch * filter switch
        {
            ResizeFilter.Bilinear => 1.0,
            ResizeFilter.Bicubic => 2.0,
            _ => 0.5,
        };
        if (filter == ResizeFilter.Area) support = scale / 2;
        var result = new ResampleWeights(target, filter == ResizeFilter.Nearest ? 1 : (int)Math.Min(Math.Ceiling(support) * 2 + 1, source));
        double[] weights = new double[result.Taps];
        for (int t = 0; t < target; t++)
        {
            double center = start + (t + 0.5) * scale;
            int first, count;
            if (filter == ResizeFilter.Nearest)
            {
                (first, count) = (Math.Clamp((int)Math.Floor(center), 0, source - 1), 1);
                weights[0] = 1;
            }
            else if (filter == ResizeFilter.Area)
            {
                double low = Math.Clamp(center - support, 0, source), high = Math.Clamp(center + support, 0, source);
                first = Math.Min((int)low, source - 1);
                count = Math.Clamp((int)Math.Ceiling(high) - first, 1, Math.Min(result.Taps, source - first));
                for (int i = 0; i < count; i++) weights[i] = Math.Max(0, Math.Min(high, first + i + 1) - Math.Max(low, first + i));
            }
            else
            {
                first = Math.Max((int)(center - support + 0.5), 0);
                count = Math.Min((int)(center + support + 0.5), source) - first;
                for (int i = 0; i < count; i++)
                {
                    double x = Math.Abs((first + i - center + 0.5) / stretch);
                    weights[i] = filter == ResizeFilter.Bilinear ? Triangle(x) : Cubic(x);
                }
            }
            result.Set(t, first, weights.AsSpan(0, count));
        }
        return result;
    }

    private void Set(int t, int first, Span<double> weights)
    {
        First[t] = first;
        Count[t] = weights.Length;
        double sum = 0;
        foreach (double weight in weights) sum += weight;
        for (int i = 0; i < weights.Length; i++)
        {
            double weight = weights[i] / sum;
            Float[t * Taps + i] = (float)weight;
            Fixed[t * Taps + i] = (int)Math.Round(weight * (1 << FractionBits), MidpointRounding.AwayFromZero);
        }
    }

    private static double Triangle(double x) => x < 1 ? 1 - x : 0;

    private static double Cubic(double x)
    {
        const double A = -0.5;
        if (x < 1) return ((A + 2) * x - (A + 3)) * x * x + 1;
        return x < 2 ? A * (((x - 5) * x + 8) * x - 4) : 0;
    }
}
