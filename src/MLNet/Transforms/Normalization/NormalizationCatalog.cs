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
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), new(NormalizationKind.MinMax, maximumExampleCount, fixZero));

    /// <summary>Scales columns by their smallest and largest values.</summary>
    public static NormalizingEstimator NormalizeMinMax(this TransformsCatalog catalog, InputOutputColumnPair[] columns,
        long maximumExampleCount = 1000000000, bool fixZero = true)
        => new(columns, new(NormalizationKind.MinMax, maximumExampleCount, fixZero));

    /// <summary>Scales a column by its mean and variance.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column to normalize; null for the output's name.</param>
    /// <param name="maximumExampleCount">The number of rows to learn from.</param>
    /// <param name="fixZero">Whether 0 stays 0: values are divided by their root mean square; otherwise the mean is taken off and they are divided by the standard deviation.</param>
    /// <param name="useCdf">Whether values become the normal probability of being below them.</param>
    public static NormalizingEstimator NormalizeMeanVariance(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        long maximumExampleCount = 1000000000, bool fixZero = true, bool useCdf = false)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), MeanVariance(maximumExampleCount, fixZero, useCdf));

    /// <summary>Scales columns by their means and variances.</summary>
    public static NormalizingEstimator NormalizeMeanVariance(this TransformsCatalog catalog, InputOutputColumnPair[] columns,
        long maximumExampleCount = 1000000000, bool fixZero = true, bool useCdf = false)
        => new(columns, MeanVariance(maximumExampleCount, fixZero, useCdf));

    /// <summary>Scales a column by mean and variance of the logarithms of its positive values.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column to normalize; null for the output's name.</param>
    /// <param name="maximumExampleCount">The number of rows to learn from.</param>
    /// <param name="useCdf">Whether values become the normal probability that logarithms lie below theirs; otherwise mean and deviation of the logarithms are applied to the values as they are.</param>
    public static NormalizingEstimator NormalizeLogMeanVariance(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        long maximumExampleCount = 1000000000, bool useCdf = true)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), LogMeanVariance(maximumExampleCount, false, useCdf));

    /// <summary>Scales columns by means and variances of the logarithms of their positive values.</summary>
    public static NormalizingEstimator NormalizeLogMeanVariance(this TransformsCatalog catalog, InputOutputColumnPair[] columns,
        long maximumExampleCount = 1000000000, bool useCdf = true)
        => new(columns, LogMeanVariance(maximumExampleCount, false, useCdf));

    /// <summary>Scales a column by mean and variance of the logarithms of its positive values.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="fixZero">Whether 0 stays 0, where <paramref name="useCdf"/> is not set.</param>
    /// <param name="inputColumnName">The column to normalize; null for the output's name.</param>
    /// <param name="maximumExampleCount">The number of rows to learn from.</param>
    /// <param name="useCdf">Whether values become the normal probability that logarithms lie below theirs.</param>
    public static NormalizingEstimator NormalizeLogMeanVariance(this TransformsCatalog catalog, string outputColumnName, bool fixZero, string? inputColumnName = null,
        long maximumExampleCount = 1000000000, bool useCdf = true)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), LogMeanVariance(maximumExampleCount, fixZero, useCdf));

    /// <summary>Scales columns by means and variances of the logarithms of their positive values.</summary>
    public static NormalizingEstimator NormalizeLogMeanVariance(this TransformsCatalog catalog, InputOutputColumnPair[] columns, bool fixZero,
        long maximumExampleCount = 1000000000, bool useCdf = true)
        => new(columns, LogMeanVariance(maximumExampleCount, fixZero, useCdf));

    /// <summary>Puts the values of a column into bins of equal numbers of values.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column to normalize; null for the output's name.</param>
    /// <param name="maximumExampleCount">The number of rows to learn from.</param>
    /// <param name="fixZero">Whether 0 stays 0.</param>
    /// <param name="maximumBinCount">The most bins.</param>
    public static NormalizingEstimator NormalizeBinning(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        long maximumExampleCount = 1000000000, bool fixZero = true, int maximumBinCount = 1024)
        => catalog.NormalizeBinning([new InputOutputColumnPair(outputColumnName, inputColumnName)], maximumExampleCount, fixZero, maximumBinCount);

    /// <summary>Puts the values of columns into bins of equal numbers of values.</summary>
    public static NormalizingEstimator NormalizeBinning(this TransformsCatalog catalog, InputOutputColumnPair[] columns,
        long maximumExampleCount = 1000000000, bool fixZero = true, int maximumBinCount = 1024)
        => new(columns, new(NormalizationKind.Binning, maximumExampleCount, fixZero) { MaximumBinCount = maximumBinCount });

    /// <summary>Puts the values of a column into bins that tell as much of the label as possible.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column to normalize; null for the output's name.</param>
    /// <param name="labelColumnName">The label: a key, a number, a truth value or text.</param>
    /// <param name="maximumExampleCount">The number of rows to learn from.</param>
    /// <param name="fixZero">Whether 0 stays 0.</param>
    /// <param name="maximumBinCount">The most bins.</param>
    /// <param name="mininimumExamplesPerBin">A bin with fewer examples is not divided.</param>
    public static NormalizingEstimator NormalizeSupervisedBinning(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        string labelColumnName = "Label", long maximumExampleCount = 1000000000, bool fixZero = true, int maximumBinCount = 1024, int mininimumExamplesPerBin = 10)
        => catalog.NormalizeSupervisedBinning([new InputOutputColumnPair(outputColumnName, inputColumnName)], labelColumnName, maximumExampleCount, fixZero, maximumBinCount, mininimumExamplesPerBin);

    /// <summary>Puts the values of columns into bins that tell as much of the label as possible.</summary>
    public static NormalizingEstimator NormalizeSupervisedBinning(this TransformsCatalog catalog, InputOutputColumnPair[] columns,
        string labelColumnName = "Label", long maximumExampleCount = 1000000000, bool fixZero = true, int maximumBinCount = 1024, int mininimumExamplesPerBin = 10)
        => new(columns, new(NormalizationKind.SupervisedBinning, maximumExampleCount, fixZero)
        {
            LabelColumnName = labelColumnName,
            MaximumBinCount = maximumBinCount,
            MinimumExamplesPerBin = mininimumExamplesPerBin,
        });

    /// <summary>Scales a column by its range, centered on the median.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column to normalize; null for the output's name.</param>
    /// <param name="maximumExampleCount">The number of rows to learn from.</param>
    /// <param name="centerData">Whether the median is taken off.</param>
    /// <param name="quantileMin">With <paramref name="quantileMax"/>: the part of the range, in percent, that becomes the unit.</param>
    /// <param name="quantileMax">See <paramref name="quantileMin"/>.</param>
    public static NormalizingEstimator NormalizeRobustScaling(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        long maximumExampleCount = 1000000000, bool centerData = true, uint quantileMin = 25, uint quantileMax = 75)
        => catalog.NormalizeRobustScaling([new InputOutputColumnPair(outputColumnName, inputColumnName)], maximumExampleCount, centerData, quantileMin, quantileMax);

    /// <summary>Scales columns by their ranges, centered on the medians.</summary>
    public static NormalizingEstimator NormalizeRobustScaling(this TransformsCatalog catalog, InputOutputColumnPair[] columns,
        long maximumExampleCount = 1000000000, bool centerData = true, uint quantileMin = 25, uint quantileMax = 75)
        => new(columns, new(NormalizationKind.RobustScaling, maximumExampleCount)
        {
            CenterData = centerData,
            QuantileRange = quantileMax > 100 ? -1 : ((double)quantileMax - quantileMin) / 100,
        });

    /// <summary>Divides each vector by its norm.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column of vectors; null for the output's name.</param>
    /// <param name="norm">The norm.</param>
    /// <param name="ensureZeroMean">Whether the mean of each vector's items is taken off first.</param>
    public static LpNormNormalizingEstimator NormalizeLpNorm(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        LpNormNormalizingEstimatorBase.NormFunction norm = LpNormNormalizingEstimatorBase.NormFunction.L2, bool ensureZeroMean = false)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), norm, ensureZeroMean);

    /// <summary>Brings each vector to the same contrast.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">The column of vectors; null for the output's name.</param>
    /// <param name="ensureZeroMean">Whether the mean of each vector's items is taken off first.</param>
    /// <param name="ensureUnitStandardDeviation">Whether vectors are divided by the standard deviation of their items, instead of by their length.</param>
    /// <param name="scale">A factor for the result.</param>
    public static GlobalContrastNormalizingEstimator NormalizeGlobalContrast(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        bool ensureZeroMean = true, bool ensureUnitStandardDeviation = false, float scale = 1f)
        => new(InputOutputColumnPair.One(outputColumnName, inputColumnName), ensureZeroMean, ensureUnitStandardDeviation, scale);

    private static NormalizationRule MeanVariance(long maximumExampleCount, bool fixZero, bool useCdf)
        => new(useCdf ? NormalizationKind.MeanVarianceCdf : NormalizationKind.MeanVariance, maximumExampleCount, fixZero);

    private static NormalizationRule LogMeanVariance(long maximumExampleCount, bool fixZero, bool useCdf)
        => new(useCdf ? NormalizationKind.LogMeanVarianceCdf : NormalizationKind.LogMeanVariance, maximumExampleCount, fixZero);
}
