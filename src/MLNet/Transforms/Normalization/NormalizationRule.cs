namespace Microsoft.ML.Transforms;

/// <summary>Which rule a column is normalized by.</summary>
internal enum NormalizationKind
{
    MinMax,
    MeanVariance,
    MeanVarianceCdf,
    LogMeanVariance,
    LogMeanVarianceCdf,
    RobustScaling,
    Binning,
    SupervisedBinning,
}

/// <summary>How columns are normalized.</summary>
internal sealed record NormalizationRule(NormalizationKind Kind, long MaximumExampleCount, bool FixZero = false)
{
    public int MaximumBinCount { get; init; } = 1024;

    public int MinimumExamplesPerBin { get; init; } = 10;

    public string LabelColumnName { get; init; } = "Label";

    public bool CenterData { get; init; } = true;

    /// <summary>The part of the range between smallest and largest value that becomes the unit.</summary>
    public double QuantileRange { get; init; } = 0.5;

    public bool OfLogarithms => Kind is NormalizationKind.LogMeanVariance or NormalizationKind.LogMeanVarianceCdf;

    public void Check()
    {
        if (MaximumExampleCount < 2) throw new ArgumentOutOfRangeException("maximumExampleCount", MaximumExampleCount, "Learn from at least 2 rows.");
        if (MaximumBinCount < 2) throw new ArgumentOutOfRangeException("maximumBinCount", MaximumBinCount, "There are at least 2 bins.");
        if (MinimumExamplesPerBin < 1) throw new ArgumentOutOfRangeException("mininimumExamplesPerBin", MinimumExamplesPerBin, "A bin has at least one example.");
        if (QuantileRange <= 0) throw new ArgumentOutOfRangeException("quantileMax", "The upper quantile lies above the lower one, both between 0 and 100.");
    }
}
