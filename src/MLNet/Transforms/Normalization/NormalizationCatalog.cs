using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Transforms that bring number columns to a common scale.</summary>
public static class NormalizationCatalog
{
    /// <summary>Scales a column by its smallest and largest values.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column to normalize; null for the output's name.</param>
    /// <param name="maximumExampleCount">The number of rows to learn from.</param>
    /// <param name="fixZero">Whether 0 stays 0: values come to lie between -1 and 1; otherwise between 0 and 1.</param>
    public static NormalizingEstimator NormalizeMinMax(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        long maximumExampleCount = 1000000000, bool fixZero = true)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), NormalizationKind.MinMax, fixZero, maximumExampleCount);

    /// <summary>Scales columns by their smallest and largest values.</summary>
    public static NormalizingEstimator NormalizeMinMax(this TransformsCatalog catalog, InputOutputColumnPair[] columns,
        long maximumExampleCount = 1000000000, bool fixZero = true)
        => new(columns, NormalizationKind.MinMax, fixZero, maximumExampleCount);

    /// <summary>Scales a column by its mean and variance.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column to normalize; null for the output's name.</param>
    /// <param name="maximumExampleCount">The number of rows to learn from.</param>
    /// <param name="fixZero">Whether 0 stays 0: values are divided by their root mean square; otherwise the mean is taken off and they are divided by the standard deviation.</param>
    /// <param name="useCdf">Whether values become the normal probability of being below them.</param>
    public static NormalizingEstimator NormalizeMeanVariance(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        long maximumExampleCount = 1000000000, bool fixZero = true, bool useCdf = false)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), useCdf ? NormalizationKind.MeanVarianceCdf : NormalizationKind.MeanVariance, fixZero, maximumExampleCount);

    /// <summary>Scales columns by their means and variances.</summary>
    public static NormalizingEstimator NormalizeMeanVariance(this TransformsCatalog catalog, InputOutputColumnPair[] columns,
        long maximumExampleCount = 1000000000, bool fixZero = true, bool useCdf = false)
        => new(columns, useCdf ? NormalizationKind.MeanVarianceCdf : NormalizationKind.MeanVariance, fixZero, maximumExampleCount);
}
