using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Two-class problems: evaluation, cross-validation and trainers.</summary>
public sealed class BinaryClassificationCatalog : TrainCatalogBase
{
    internal BinaryClassificationCatalog(IHostEnvironment environment) : base(environment)
    {
        Trainers = new BinaryClassificationTrainers(this);
        Calibrators = new CalibratorsCatalog(this);
    }

    /// <summary>The trainers.</summary>
    public BinaryClassificationTrainers Trainers { get; }

    /// <summary>What turns scores into probabilities.</summary>
    public CalibratorsCatalog Calibrators { get; }

    /// <summary>The model with another threshold: scores above it are positive.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="model">The transformer.</param>
    /// <param name="threshold">The threshold of the score.</param>
    public BinaryPredictionTransformer<TModel> ChangeModelThreshold<TModel>(BinaryPredictionTransformer<TModel> model, float threshold) where TModel : class
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Threshold == threshold ? model : new BinaryPredictionTransformer<TModel>(model.Model, model.FeatureColumnName, threshold);
    }

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

    /// <summary>What turns scores into probabilities.</summary>
    public sealed class CalibratorsCatalog : CatalogInstantiatorBase
    {
        internal CalibratorsCatalog(BinaryClassificationCatalog owner) : base(owner) { }

        /// <summary>Learns 1 / (1 + exp(slope x score + offset)).</summary>
        /// <param name="labelColumnName">The label, Boolean.</param>
        /// <param name="scoreColumnName">The score.</param>
        /// <param name="exampleWeightColumnName">How much each row counts, Single; null where all count the same.</param>
        public PlattCalibratorEstimator Platt(string labelColumnName = "Label", string scoreColumnName = "Score", string? exampleWeightColumnName = null)
            => new(Owner.Environment, labelColumnName, scoreColumnName, exampleWeightColumnName);

        /// <summary>1 / (1 + exp(slope x score + offset)), with both known.</summary>
        /// <param name="slope">The factor of the score; negative where higher scores are more likely positive.</param>
        /// <param name="offset">What is added to the scaled score.</param>
        /// <param name="scoreColumnName">The score.</param>
        public FixedPlattCalibratorEstimator Platt(double slope, double offset, string scoreColumnName = "Score") => new(Owner.Environment, slope, offset, scoreColumnName);

        /// <summary>Learns the share of positive rows in each of 200 bins of scores.</summary>
        /// <param name="labelColumnName">The label, Boolean.</param>
        /// <param name="scoreColumnName">The score.</param>
        public NaiveCalibratorEstimator Naive(string labelColumnName = "Label", string scoreColumnName = "Score") => new(Owner.Environment, labelColumnName, scoreColumnName);

        /// <summary>Learns probabilities that never fall as scores rise.</summary>
        /// <param name="labelColumnName">The label, Boolean.</param>
        /// <param name="scoreColumnName">The score.</param>
        /// <param name="exampleWeightColumnName">How much each row counts, Single; null where all count the same.</param>
        public IsotonicCalibratorEstimator Isotonic(string labelColumnName = "Label", string scoreColumnName = "Score", string? exampleWeightColumnName = null)
            => new(Owner.Environment, labelColumnName, scoreColumnName, exampleWeightColumnName);
    }

    /// <summary>The trainers, as extension methods.</summary>
    public sealed class BinaryClassificationTrainers : CatalogInstantiatorBase
    {
        internal BinaryClassificationTrainers(BinaryClassificationCatalog owner) : base(owner) { }
    }
}
