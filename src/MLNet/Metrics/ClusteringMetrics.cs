namespace Microsoft.ML.Data;

/// <summary>How well clusters hold together, and how well they agree with labels.</summary>
public sealed class ClusteringMetrics
{
    internal ClusteringMetrics(double normalizedMutualInformation, double averageDistance, double daviesBouldinIndex)
    {
        NormalizedMutualInformation = normalizedMutualInformation;
        AverageDistance = averageDistance;
        DaviesBouldinIndex = daviesBouldinIndex;
    }

    /// <summary>What the clusters say about the labels, as a share of the labels' entropy: 1 where they tell all. NaN without labels, or with one class.</summary>
    public double NormalizedMutualInformation { get; }

    /// <summary>The mean of each row's smallest score; for k-means the squared distance to the nearest mean.</summary>
    public double AverageDistance { get; }

    /// <summary>
    /// The mean over the clusters of how much the worst other one overlaps: (mean distance of the rows of one from their mean + that of the other) / distance of their means.
    /// Davies and Bouldin (1979). 0 without features.
    /// </summary>
    public double DaviesBouldinIndex { get; }
}
