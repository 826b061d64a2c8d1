namespace MlNetDeepLearning.DeepLearning;

/// <summary>How far predicted numbers are from the true ones. A residual is true minus predicted.</summary>
/// <param name="RSquared">The part of the true numbers' variance that is explained; 1 is perfect, 0 no better than their mean; NaN where all are the same.</param>
/// <param name="MeanAbsoluteError">The mean size of the residuals.</param>
/// <param name="RootMeanSquaredError">The root of the mean squared residual.</param>
/// <param name="MeanAbsolutePercentageError">The mean of |residual| / |true| as a fraction; a true 0 counts as the smallest step above it (2^-52), as in scikit-learn.</param>
/// <param name="SymmetricPercentageError">The mean of 2 |residual| / (|true| + |predicted|) as a fraction, 0 to 2; 0 where both are 0.</param>
/// <param name="MeanError">The mean residual: above 0 where predictions are too low.</param>
public sealed record RegressionFigures(double RSquared, double MeanAbsoluteError, double RootMeanSquaredError, double MeanAbsolutePercentageError,
    double SymmetricPercentageError, double MeanError)
{
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>The median size of the residuals.</summary>
    public double MedianAbsoluteError { get; private init; }

    /// <summary>The largest size of a residual.</summary>
    public double MaxError { get; private init; }

    /// <summary>Works the figures out.</summary>
    /// <param name="truth">The true numbers.</param>
    /// <param name="predicted">The predicted numbers.</param>
    /// <param name="weights">How often each row counts; empty for once. Median and maximum look at rows that count at all.</param>
    public static RegressionFigures Of(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted, ReadOnlySpan<int> weights = default)
    {
        if (truth.Length != predicted.Length) throw new ArgumentException($"There are {truth.Length} true numbers and {predicted.Length} predicted ones.", nameof(predicted));
        double total = 0, mean = 0, absolute = 0, squared = 0, percentage = 0, symmetric = 0, sum = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            double weight = weights.IsEmpty ? 1 : weights[i], residual = truth[i] - predicted[i], size = Math.Abs(residual);
            total += weight;
            mean += weight * truth[i];
            absolute += weight * size;
            squared += weight * residual * residual;
            percentage += weight * size / Math.Max(Math.Abs(truth[i]), Epsilon);
            symmetric += size == 0 ? 0 : weight * 2 * size / (Math.Abs(truth[i]) + Math.Abs(predicted[i]));
            sum += weight * residual;
        }
        mean /= total;
        double variance = 0;
        for (int i = 0; i < truth.Length; i++) variance += (weights.IsEmpty ? 1 : weights[i]) * (truth[i] - mean) * (truth[i] - mean);
        var figures = new RegressionFigures(variance > 0 ? 1 - squared / variance : double.NaN, absolute / total, Math.Sqrt(squared / total), percentage / total, symmetric / total, sum / total);
        // Resampling asks a thousand times for what does not need the sorted residuals.
        return weights.IsEmpty ? figures with { MedianAbsoluteError = Median(truth, predicted), MaxError = Largest(truth, predicted) } : figures;
    }

    /// <summary>The numbers below which the given parts of the values lie, between two values in proportion.</summary>
    /// <param name="values">The values, in any order; those that are not numbers are left out.</param>
    /// <param name="parts">The parts, 0 to 1.</param>
    public static double[] Quantiles(IEnumerable<double> values, params ReadOnlySpan<double> parts)
    {
        double[] sorted = [.. values.Where(v => !double.IsNaN(v)).Order()];
        var result = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            double place = parts[i] * (sorted.Length - 1);
            int low = (int)Math.Floor(place);
            result[i] = sorted.Length == 0 ? double.NaN : low + 1 < sorted.Length ? sorted[low] + (place - low) * (sorted[low + 1] - sorted[low]) : sorted[^1];
        }
        return result;
    }

    private static double Median(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted)
    {
        var sizes = new double[truth.Length];
        for (int i = 0; i < sizes.Length; i++) sizes[i] = Math.Abs(truth[i] - predicted[i]);
        return Quantiles(sizes, 0.5)[0];
    }

    private static double Largest(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted)
    {
        double largest = 0;
        for (int i = 0; i < truth.Length; i++) largest = Math.Max(largest, Math.Abs(truth[i] - predicted[i]));
        return largest;
    }
}
