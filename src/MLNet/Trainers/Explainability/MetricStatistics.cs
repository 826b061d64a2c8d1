namespace Microsoft.ML.Data;

/// <summary>Mean and spread of a metric over repetitions.</summary>
public sealed class MetricStatistics
{
    private readonly double _squares;

    internal MetricStatistics(IEnumerable<double> values)
    {
        double[] all = [.. values];
        Count = all.Length;
        Mean = Count == 0 ? 0 : all.Sum() / Count;
        _squares = all.Sum(value => (value - Mean) * (value - Mean));
    }

    /// <summary>The mean.</summary>
    public double Mean { get; }

    /// <summary>The standard deviation of the values, estimated with one degree of freedom less; 0 for fewer than two.</summary>
    public double StandardDeviation => Count < 2 ? 0 : Math.Sqrt(_squares / (Count - 1));

    /// <summary>The standard error of the mean.</summary>
    public double StandardError => Count == 0 ? 0 : StandardDeviation / Math.Sqrt(Count);

    /// <summary>The number of values.</summary>
    public int Count { get; }
}

/// <summary>How the metrics of regression change over repetitions.</summary>
public sealed class RegressionMetricsStatistics
{
    internal RegressionMetricsStatistics(IReadOnlyList<RegressionMetrics> metrics, RegressionMetrics baseline)
    {
        MeanAbsoluteError = new(metrics.Select(one => one.MeanAbsoluteError - baseline.MeanAbsoluteError));
        MeanSquaredError = new(metrics.Select(one => one.MeanSquaredError - baseline.MeanSquaredError));
        RootMeanSquaredError = new(metrics.Select(one => one.RootMeanSquaredError - baseline.RootMeanSquaredError));
        LossFunction = new(metrics.Select(one => one.LossFunction - baseline.LossFunction));
        RSquared = new(metrics.Select(one => one.RSquared - baseline.RSquared));
    }

    /// <summary>Of the mean absolute error.</summary>
    public MetricStatistics MeanAbsoluteError { get; }

    /// <summary>Of the mean squared error.</summary>
    public MetricStatistics MeanSquaredError { get; }

    /// <summary>Of the root of the mean squared error.</summary>
    public MetricStatistics RootMeanSquaredError { get; }

    /// <summary>Of the mean of the loss function.</summary>
    public MetricStatistics LossFunction { get; }

    /// <summary>Of the coefficient of determination.</summary>
    public MetricStatistics RSquared { get; }
}

/// <summary>How the metrics of binary classification change over repetitions.</summary>
public sealed class BinaryClassificationMetricsStatistics
{
    internal BinaryClassificationMetricsStatistics(IReadOnlyList<BinaryClassificationMetrics> metrics, BinaryClassificationMetrics baseline)
    {
        AreaUnderRocCurve = new(metrics.Select(one => one.AreaUnderRocCurve - baseline.AreaUnderRocCurve));
        Accuracy = new(metrics.Select(one => one.Accuracy - baseline.Accuracy));
        PositivePrecision = new(metrics.Select(one => one.PositivePrecision - baseline.PositivePrecision));
        PositiveRecall = new(metrics.Select(one => one.PositiveRecall - baseline.PositiveRecall));
        NegativePrecision = new(metrics.Select(one => one.NegativePrecision - baseline.NegativePrecision));
        NegativeRecall = new(metrics.Select(one => one.NegativeRecall - baseline.NegativeRecall));
        F1Score = new(metrics.Select(one => one.F1Score - baseline.F1Score));
        AreaUnderPrecisionRecallCurve = new(metrics.Select(one => one.AreaUnderPrecisionRecallCurve - baseline.AreaUnderPrecisionRecallCurve));
    }

    /// <summary>Of the area under the ROC curve.</summary>
    public MetricStatistics AreaUnderRocCurve { get; }

    /// <summary>Of the accuracy.</summary>
    public MetricStatistics Accuracy { get; }

    /// <summary>Of the precision of the positive class.</summary>
    public MetricStatistics PositivePrecision { get; }

    /// <summary>Of the recall of the positive class.</summary>
    public MetricStatistics PositiveRecall { get; }

    /// <summary>Of the precision of the negative class.</summary>
    public MetricStatistics NegativePrecision { get; }

    /// <summary>Of the recall of the negative class.</summary>
    public MetricStatistics NegativeRecall { get; }

    /// <summary>Of the harmonic mean of precision and recall.</summary>
    public MetricStatistics F1Score { get; }

    /// <summary>Of the area under the curve of precision over recall.</summary>
    public MetricStatistics AreaUnderPrecisionRecallCurve { get; }
}

/// <summary>How the metrics of multiclass classification change over repetitions.</summary>
public sealed class MulticlassClassificationMetricsStatistics
{
    internal MulticlassClassificationMetricsStatistics(IReadOnlyList<MulticlassClassificationMetrics> metrics, MulticlassClassificationMetrics baseline)
    {
        MicroAccuracy = new(metrics.Select(one => one.MicroAccuracy - baseline.MicroAccuracy));
        MacroAccuracy = new(metrics.Select(one => one.MacroAccuracy - baseline.MacroAccuracy));
        LogLoss = new(metrics.Select(one => one.LogLoss - baseline.LogLoss));
        LogLossReduction = new(metrics.Select(one => one.LogLossReduction - baseline.LogLossReduction));
        TopKAccuracy = new(metrics.Select(one => one.TopKAccuracy - baseline.TopKAccuracy));
        PerClassLogLoss = [.. Enumerable.Range(0, baseline.PerClassLogLoss.Count).Select(i => new MetricStatistics(metrics.Select(one => one.PerClassLogLoss[i] - baseline.PerClassLogLoss[i])))];
    }

    /// <summary>Of the share of rows that are right.</summary>
    public MetricStatistics MicroAccuracy { get; }

    /// <summary>Of the mean over the classes of the share of their rows that are right.</summary>
    public MetricStatistics MacroAccuracy { get; }

    /// <summary>Of the log-loss.</summary>
    public MetricStatistics LogLoss { get; }

    /// <summary>Of the reduction of the log-loss.</summary>
    public MetricStatistics LogLossReduction { get; }

    /// <summary>Of the top-k accuracy.</summary>
    public MetricStatistics TopKAccuracy { get; }

    /// <summary>Of the log-loss of each class.</summary>
    public IReadOnlyList<MetricStatistics> PerClassLogLoss { get; }
}

/// <summary>How the metrics of ranking change over repetitions.</summary>
public sealed class RankingMetricsStatistics
{
    internal RankingMetricsStatistics(IReadOnlyList<RankingMetrics> metrics, RankingMetrics baseline)
    {
        DiscountedCumulativeGains = Each(metrics, baseline, one => one.DiscountedCumulativeGains);
        NormalizedDiscountedCumulativeGains = Each(metrics, baseline, one => one.NormalizedDiscountedCumulativeGains);
    }

    /// <summary>Of the discounted cumulative gain of the first n, for each n from 1 on.</summary>
    public IReadOnlyList<MetricStatistics> DiscountedCumulativeGains { get; }

    /// <summary>Of the normalized discounted cumulative gain of the first n, for each n from 1 on.</summary>
    public IReadOnlyList<MetricStatistics> NormalizedDiscountedCumulativeGains { get; }

    private static MetricStatistics[] Each(IReadOnlyList<RankingMetrics> metrics, RankingMetrics baseline, Func<RankingMetrics, IReadOnlyList<double>> gains)
        => [.. Enumerable.Range(0, gains(baseline).Count).Select(i => new MetricStatistics(metrics.Select(one => gains(one)[i] - gains(baseline)[i])))];
}
