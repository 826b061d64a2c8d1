using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Grouping of rows: evaluation, cross-validation and trainers.</summary>
public sealed class ClusteringCatalog : TrainCatalogBase
{
    internal ClusteringCatalog(IHostEnvironment environment) : base(environment) => Trainers = new ClusteringTrainers(this);

    /// <summary>The trainers.</summary>
    public ClusteringTrainers Trainers { get; }

    /// <summary>Says how well clusters hold together, and how well they agree with labels.</summary>
    /// <param name="data">Data with scores.</param>
    /// <param name="labelColumnName">The label, a key or Single; null where there is none.</param>
    /// <param name="scoreColumnName">The scores: a vector with the distance to each cluster.</param>
    /// <param name="featureColumnName">The features that were clustered; null leaves the Davies-Bouldin index out.</param>
    public ClusteringMetrics Evaluate(IDataView data, string? labelColumnName = null, string scoreColumnName = "Score", string? featureColumnName = null)
        => ClusteringEvaluation.Run(Environment, data, labelColumnName, scoreColumnName, featureColumnName);

    /// <summary>Trains and evaluates on each fold of a cross-validation.</summary>
    /// <param name="data">The data.</param>
    /// <param name="estimator">Fitted on the other folds each time; must make a Score column.</param>
    /// <param name="numberOfFolds">The number of folds.</param>
    /// <param name="labelColumnName">The label; null where there is none.</param>
    /// <param name="featuresColumnName">The features; null leaves the Davies-Bouldin index out.</param>
    /// <param name="samplingKeyColumnName">A column whose equal values stay in the same fold.</param>
    /// <param name="seed">The seed of the folds; null takes the context's.</param>
    public IReadOnlyList<CrossValidationResult<ClusteringMetrics>> CrossValidate(IDataView data, IEstimator<ITransformer> estimator, int numberOfFolds = 5,
        string? labelColumnName = null, string? featuresColumnName = null, string? samplingKeyColumnName = null, int? seed = null)
        => CrossValidate(data, estimator, numberOfFolds, samplingKeyColumnName, seed, scored => Evaluate(scored, labelColumnName, featureColumnName: featuresColumnName));

    /// <summary>The trainers, as extension methods.</summary>
    public sealed class ClusteringTrainers : CatalogInstantiatorBase
    {
        internal ClusteringTrainers(ClusteringCatalog owner) : base(owner) { }
    }
}
