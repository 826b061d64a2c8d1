using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Microsoft.ML;

public static partial class StandardTrainersCatalog
{
    /// <summary>A linear model of several classes with probabilities, by stochastic dual coordinate ascent.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label, a key.</param>
    /// <param name="featureColumnName">The features, a vector of Single.</param>
    /// <param name="exampleWeightColumnName">How much each row counts, Single; null where all count the same.</param>
    /// <param name="l2Regularization">The L2 regularization beside the mean loss; null finds one that goes with the number of rows.</param>
    /// <param name="l1Regularization">What weights must be beyond, as a multiple of L2, not to become 0; null finds one that goes with the number of features.</param>
    /// <param name="maximumNumberOfIterations">How often the rows are gone through at most; null finds a number that goes with theirs.</param>
    public static SdcaMaximumEntropyMulticlassTrainer SdcaMaximumEntropy(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features",
        string? exampleWeightColumnName = null, float? l2Regularization = null, float? l1Regularization = null, int? maximumNumberOfIterations = null)
        => new(catalog.Owner.Environment, new SdcaMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L2Regularization = l2Regularization,
            L1Regularization = l1Regularization,
            MaximumNumberOfIterations = maximumNumberOfIterations,
        });

    /// <summary>A linear model of several classes with probabilities, by stochastic dual coordinate ascent.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    public static SdcaMaximumEntropyMulticlassTrainer SdcaMaximumEntropy(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        SdcaMaximumEntropyMulticlassTrainer.Options options)
        => new(catalog.Owner.Environment, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>A linear model of several classes without probabilities, by stochastic dual coordinate ascent.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label, a key.</param>
    /// <param name="featureColumnName">The features, a vector of Single.</param>
    /// <param name="exampleWeightColumnName">How much each row counts, Single; null where all count the same.</param>
    /// <param name="lossFunction">The loss of how far the true class is above another; null for <see cref="LogLoss"/>.</param>
    /// <param name="l2Regularization">The L2 regularization beside the mean loss; null finds one that goes with the number of rows.</param>
    /// <param name="l1Regularization">What weights must be beyond, as a multiple of L2, not to become 0; null finds one that goes with the number of features.</param>
    /// <param name="maximumNumberOfIterations">How often the rows are gone through at most; null finds a number that goes with theirs.</param>
    public static SdcaNonCalibratedMulticlassTrainer SdcaNonCalibrated(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features",
        string? exampleWeightColumnName = null, ISupportSdcaClassificationLoss? lossFunction = null,
        float? l2Regularization = null, float? l1Regularization = null, int? maximumNumberOfIterations = null)
        => new(catalog.Owner.Environment, new SdcaNonCalibratedMulticlassTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            Loss = lossFunction,
            L2Regularization = l2Regularization,
            L1Regularization = l1Regularization,
            MaximumNumberOfIterations = maximumNumberOfIterations,
        });

    /// <summary>A linear model of several classes without probabilities, by stochastic dual coordinate ascent.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    public static SdcaNonCalibratedMulticlassTrainer SdcaNonCalibrated(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        SdcaNonCalibratedMulticlassTrainer.Options options)
        => new(catalog.Owner.Environment, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>A maximum entropy model (multinomial logistic regression), by limited-memory BFGS.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label, a key.</param>
    /// <param name="featureColumnName">The features, a vector of Single.</param>
    /// <param name="exampleWeightColumnName">How much each row counts, Single; null where all count the same.</param>
    /// <param name="l1Regularization">The L1 regularization beside the sum of losses; it makes weights 0.</param>
    /// <param name="l2Regularization">The L2 regularization beside the sum of losses.</param>
    /// <param name="optimizationTolerance">Ends the training where the mean loss hardly improves any more.</param>
    /// <param name="historySize">How many steps are remembered to tell the curvature from.</param>
    /// <param name="enforceNonNegativity">Whether the weights are kept from going below 0.</param>
    public static LbfgsMaximumEntropyMulticlassTrainer LbfgsMaximumEntropy(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features",
        string? exampleWeightColumnName = null, float l1Regularization = 1f, float l2Regularization = 1f,
        float optimizationTolerance = 1E-07f, int historySize = 20, bool enforceNonNegativity = false)
        => new(catalog.Owner.Environment, new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L1Regularization = l1Regularization,
            L2Regularization = l2Regularization,
            OptimizationTolerance = optimizationTolerance,
            HistorySize = historySize,
            EnforceNonNegativity = enforceNonNegativity,
        });

    /// <summary>A maximum entropy model (multinomial logistic regression), by limited-memory BFGS.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    public static LbfgsMaximumEntropyMulticlassTrainer LbfgsMaximumEntropy(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        LbfgsMaximumEntropyMulticlassTrainer.Options options)
        => new(catalog.Owner.Environment, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>Naive Bayes over which features are above 0.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label, a key.</param>
    /// <param name="featureColumnName">The features, a vector of Single.</param>
    public static NaiveBayesMulticlassTrainer NaiveBayes(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features")
        => new(catalog.Owner.Environment, labelColumnName, featureColumnName);

    /// <summary>A model for each class that tells it from all others.</summary>
    /// <typeparam name="TModel">The model of two classes.</typeparam>
    /// <param name="catalog">The catalog.</param>
    /// <param name="binaryEstimator">Trains the model of two classes.</param>
    /// <param name="labelColumnName">The label, a key.</param>
    /// <param name="imputeMissingLabelsAsNegative">Whether rows without a label count as not of the class; otherwise they are left out.</param>
    /// <param name="calibrator">Makes probabilities of the scores where the trainer does not; null for a Platt calibrator.</param>
    /// <param name="maximumCalibrationExampleCount">How many rows the calibrator is trained on at most.</param>
    /// <param name="useProbabilities">Whether the scores are probabilities; otherwise they are those of the models.</param>
    public static OneVersusAllTrainer OneVersusAll<TModel>(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        ITrainerEstimator<BinaryPredictionTransformer<TModel>, TModel> binaryEstimator,
        string labelColumnName = "Label", bool imputeMissingLabelsAsNegative = false, IEstimator<ISingleFeaturePredictionTransformer<ICalibrator>>? calibrator = null,
        int maximumCalibrationExampleCount = 1000000000, bool useProbabilities = true) where TModel : class
        => new(catalog.Owner.Environment, BinaryTraining.Of(binaryEstimator, calibrator, maximumCalibrationExampleCount), labelColumnName, imputeMissingLabelsAsNegative, useProbabilities);

    /// <summary>A model for each pair of classes that tells the two from all others.</summary>
    /// <typeparam name="TModel">The model of two classes.</typeparam>
    /// <param name="catalog">The catalog.</param>
    /// <param name="binaryEstimator">Trains the model of two classes.</param>
    /// <param name="labelColumnName">The label, a key.</param>
    /// <param name="imputeMissingLabelsAsNegative">Whether rows without a label count as not of the class; otherwise they are left out.</param>
    /// <param name="calibrator">Makes probabilities of the scores where the trainer does not; null for a Platt calibrator.</param>
    /// <param name="maximumCalibrationExampleCount">How many rows the calibrator is trained on at most.</param>
    public static PairwiseCouplingTrainer PairwiseCoupling<TModel>(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        ITrainerEstimator<ISingleFeaturePredictionTransformer<TModel>, TModel> binaryEstimator,
        string labelColumnName = "Label", bool imputeMissingLabelsAsNegative = false, IEstimator<ISingleFeaturePredictionTransformer<ICalibrator>>? calibrator = null,
        int maximumCalibrationExampleCount = 1000000000) where TModel : class
        => new(catalog.Owner.Environment, BinaryTraining.Of(binaryEstimator, calibrator, maximumCalibrationExampleCount), labelColumnName, imputeMissingLabelsAsNegative);
}
