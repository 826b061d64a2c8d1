using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Problems with several classes: evaluation, cross-validation and trainers.</summary>
public sealed class MulticlassClassificationCatalog : TrainCatalogBase
{
    internal MulticlassClassificationCatalog(IHostEnvironment environment) : base(environment) => Trainers = new MulticlassClassificationTrainers(this);

    /// <summary>The trainers.</summary>
    public MulticlassClassificationTrainers Trainers { get; }

    /// <summary>Compares scores with labels.</summary>
    /// <param name="data">Data with scores.</param>
    /// <param name="labelColumnName">The label: a key, or a zero-based number of type Single.</param>
    /// <param name="scoreColumnName">The scores: a vector with a probability for each class, in the order of the label's keys.</param>
    /// <param name="predictedLabelColumnName">Not read: the highest score is the prediction.</param>
    /// <param name="topKPredictionCount">The k of the top-k accuracies; 0 for none.</param>
    public MulticlassClassificationMetrics Evaluate(IDataView data, string labelColumnName = "Label", string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel", int topKPredictionCount = 0)
        => MulticlassEvaluation.Run(Environment, data, labelColumnName, scoreColumnName, topKPredictionCount);

    /// <summary>Trains and evaluates on each fold of a cross-validation.</summary>
    /// <param name="data">The data.</param>
    /// <param name="estimator">Fitted on the other folds each time; must make a Score column.</param>
    /// <param name="numberOfFolds">The number of folds.</param>
    /// <param name="labelColumnName">The label.</param>
    /// <param name="samplingKeyColumnName">A column whose equal values stay in the same fold.</param>
    /// <param name="seed">The seed of the folds; null takes the context's.</param>
    public IReadOnlyList<CrossValidationResult<MulticlassClassificationMetrics>> CrossValidate(IDataView data, IEstimator<ITransformer> estimator,
        int numberOfFolds = 5, string labelColumnName = "Label", string? samplingKeyColumnName = null, int? seed = null)
        => CrossValidate(data, estimator, numberOfFolds, samplingKeyColumnName, seed, scored => Evaluate(scored, labelColumnName));

    /// <summary>The trainers, as extension methods.</summary>
    public sealed class MulticlassClassificationTrainers : CatalogInstantiatorBase
    {
        internal MulticlassClassificationTrainers(MulticlassClassificationCatalog owner) : base(owner) { }
    }
}
