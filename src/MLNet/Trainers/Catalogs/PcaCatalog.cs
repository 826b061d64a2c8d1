using Microsoft.ML.Trainers;

namespace Microsoft.ML;

/// <summary>Principal components.</summary>
public static partial class PcaCatalog
{
    /// <summary>Finds unusual rows: those that are far from the directions in which the others differ.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="featureColumnName">The features, a vector of Single.</param>
    /// <param name="exampleWeightColumnName">How much each row counts, Single; null where all count the same.</param>
    /// <param name="rank">The number of directions that are usual.</param>
    /// <param name="oversampling">How many more directions are tried to find them.</param>
    /// <param name="ensureZeroMean">Whether the mean is taken off first.</param>
    /// <param name="seed">The seed of the random directions; null takes the context's.</param>
    public static RandomizedPcaTrainer RandomizedPca(this AnomalyDetectionCatalog.AnomalyDetectionTrainers catalog, string featureColumnName = "Features",
        string? exampleWeightColumnName = null, int rank = 20, int oversampling = 20, bool ensureZeroMean = true, int? seed = null)
        => new(catalog.Owner.Environment, new RandomizedPcaTrainer.Options
        {
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            Rank = rank,
            Oversampling = oversampling,
            EnsureZeroMean = ensureZeroMean,
            Seed = seed,
        });

    /// <summary>Finds unusual rows: those that are far from the directions in which the others differ.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    public static RandomizedPcaTrainer RandomizedPca(this AnomalyDetectionCatalog.AnomalyDetectionTrainers catalog, RandomizedPcaTrainer.Options options)
        => new(catalog.Owner.Environment, options ?? throw new ArgumentNullException(nameof(options)));
}
