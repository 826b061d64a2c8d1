namespace Microsoft.ML.Data;

/// <summary>How well scores find unusual rows.</summary>
public sealed class AnomalyDetectionMetrics
{
    internal AnomalyDetectionMetrics(double areaUnderRocCurve, double detectionRate)
    {
        AreaUnderRocCurve = areaUnderRocCurve;
        DetectionRateAtFalsePositiveCount = detectionRate;
    }

    /// <summary>The area under the ROC curve: how likely an anomaly has a higher score than another row, ties counting half. NaN where one of both is absent.</summary>
    public double AreaUnderRocCurve { get; }

    /// <summary>The share of the anomalies that come, by score, before the usual row that is one too many; how many may come before is an argument of the evaluation.</summary>
    public double DetectionRateAtFalsePositiveCount { get; }
}
