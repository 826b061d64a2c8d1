using Microsoft.ML.Trainers;

namespace Microsoft.ML;

/// <summary>The trainer that clusters around means.</summary>
public static class KMeansClusteringExtensions
{
    /// <summary>Puts rows into clusters around means.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="featureColumnName">The features, a vector of Single.</param>
    /// <param name="exampleWeightColumnName">How much each row counts, Single; null where all count the same.</param>
    /// <param name="numberOfClusters">The number of clusters.</param>
    public static KMeansTrainer KMeans(this ClusteringCatalog.ClusteringTrainers catalog, string featureColumnName = "Features", string? exampleWeightColumnName = null, int numberOfClusters = 5)
        => new(catalog.Owner.Environment, new KMeansTrainer.Options
        {
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            NumberOfClusters = numberOfClusters,
        });

    /// <summary>Puts rows into clusters around means.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    public static KMeansTrainer KMeans(this ClusteringCatalog.ClusteringTrainers catalog, KMeansTrainer.Options options)
        => new(catalog.Owner.Environment, options ?? throw new ArgumentNullException(nameof(options)));
}
