using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Two-class problems: evaluation, cross-validation and trainers.</summary>
public sealed class BinaryClassificationCatalog : TrainCatalogBase
{
    internal BinaryClassificationCatalog(IHostEnvironment environment) : base(environment) => Trainers = new BinaryClassificationTrainers(this);

    /// <summary>The trainers.</summary>
    public BinaryClassificationTrainers Trainers { get; }

    /// <summary>Compares scores and probabilities with labels.</summary>
    /// <param name="data">Data with scores.</param>
    /// <param name="labelColumnName">The label: Boolean, a number (positive above 0) or a key with two members (positive the second).</param>
    /// <param name="scoreColumnName">The score; above 0 means positive.</param>
    /// <param name="probabilityColumnName">The probability of the positive class.</param>
    /// <param name="predictedLabelColumnName">Not read: the score decides.</param>
    public CalibratedBinaryClassificationMetrics Evaluate(IDataView data, string labelColumnName = "Label", string scoreColumnName = "Score",
        string probabilityColumnName = "Probability", string predictedLabelColumnName = "PredictedLabel")
        => new(BinaryEvaluation.Run(Environment, data, labelColumnName, scoreColumnName, probabilityColumnName));

    /// <summary>Compares scores with labels.</summary>
    /// <param name="data">Data with scores.</param>
    /// <param name="labelColumnName">The label: Boolean, a number (positive above 0) or a key with two members (positive the second).</param>
    /// <param name="scoreColumnName">The score; above 0 means positive.</param>
    /// <param name="predictedLabelColumnName">Not read: the score decides.</param>
    public BinaryClassificationMetrics EvaluateNonCalibrated(IDataView data, string labelColumnName = "Label", string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel")
        => new(BinaryEvaluation.Run(Environment, data, labelColumnName, scoreColumnName, null));

    /// <summary>Trains and evaluates with probabilities on each fold of a cross-validation.</summary>
    /// <param name="data">The data.</param>
    /// <param name="estimator">Fitted on the other folds each time; must make Score and Probability columns.</param>
    /// <param name="numberOfFolds">The number of folds.</param>
    /// <param name="labelColumnName">The label.</param>
    /// <param name="samplingKeyColumnName">A column whose equal values stay in the same fold.</param>
    /// <param name="seed">The seed of the folds; null takes the context's.</param>
    public IReadOnlyList<CrossValidationResult<CalibratedBinaryClassificationMetrics>> CrossValidate(IDataView data, IEstimator<ITransformer> estimator,
        int numberOfFolds = 5, string labelColumnName = "Label", string? samplingKeyColumnName = null, int? seed = null)
        => CrossValidate(data, estimator, numberOfFolds, samplingKeyColumnName, seed, scored => Evaluate(scored, labelColumnName));

    /// <summary>Trains and evaluates without probabilities on each fold of a cross-validation.</summary>
    /// <param name="data">The data.</param>
    /// <param name="estimator">Fitted on the other folds each time; must make a Score column.</param>
    /// <param name="numberOfFolds">The number of folds.</param>
    /// <param name="labelColumnName">The label.</param>
    /// <param name="samplingKeyColumnName">A column whose equal values stay in the same fold.</param>
    /// <param name="seed">The seed of the folds; null takes the context's.</param>
    public IReadOnlyList<CrossValidationResult<BinaryClassificationMetrics>> CrossValidateNonCalibrated(IDataView data, IEstimator<ITransformer> estimator,
        int numberOfFolds = 5, string labelColumnName = "Label", string? samplingKeyColumnName = null, int? seed = null)
        => CrossValidate(data, estimator, numberOfFolds, samplingKeyColumnName, seed, scored => EvaluateNonCalibrated(scored, labelColumnName));

    /// <summary>The trainers, as extension methods.</summary>
    public sealed class BinaryClassificationTrainers : CatalogInstantiatorBase
    {
        internal BinaryClassificationTrainers(BinaryClassificationCatalog owner) : base(owner) { }
    }
}
