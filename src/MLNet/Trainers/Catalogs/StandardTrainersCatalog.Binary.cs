using Microsoft.ML.Trainers;

namespace Microsoft.ML;

/// <summary>Linear trainers, Naive Bayes, and models of several classes that are made of models of two.</summary>
public static partial class StandardTrainersCatalog
{
    /// <summary>A logistic regression, by stochastic dual coordinate ascent.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label, Boolean.</param>
    /// <param name="featureColumnName">The features, a vector of Single.</param>
    /// <param name="exampleWeightColumnName">How much each row counts, Single; null where all count the same.</param>
    /// <param name="l2Regularization">The L2 regularization beside the mean loss; null finds one that goes with the number of rows.</param>
    /// <param name="l1Regularization">What weights must be beyond, as a multiple of L2, not to become 0; null finds one that goes with the number of features.</param>
    /// <param name="maximumNumberOfIterations">How often the rows are gone through at most; null finds a number that goes with theirs.</param>
    public static SdcaLogisticRegressionBinaryTrainer SdcaLogisticRegression(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features",
        string? exampleWeightColumnName = null, float? l2Regularization = null, float? l1Regularization = null, int? maximumNumberOfIterations = null)
        => new(catalog.Owner.Environment, new SdcaLogisticRegressionBinaryTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L2Regularization = l2Regularization,
            L1Regularization = l1Regularization,
            MaximumNumberOfIterations = maximumNumberOfIterations,
        });

    /// <summary>A logistic regression, by stochastic dual coordinate ascent.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    public static SdcaLogisticRegressionBinaryTrainer SdcaLogisticRegression(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        SdcaLogisticRegressionBinaryTrainer.Options options)
        => new(catalog.Owner.Environment, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>A linear model of two classes without probabilities, by stochastic dual coordinate ascent.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label, Boolean.</param>
    /// <param name="featureColumnName">The features, a vector of Single.</param>
    /// <param name="exampleWeightColumnName">How much each row counts, Single; null where all count the same.</param>
    /// <param name="lossFunction">The loss; null for <see cref="LogLoss"/>.</param>
    /// <param name="l2Regularization">The L2 regularization beside the mean loss; null finds one that goes with the number of rows.</param>
    /// <param name="l1Regularization">What weights must be beyond, as a multiple of L2, not to become 0; null finds one that goes with the number of features.</param>
    /// <param name="maximumNumberOfIterations">How often the rows are gone through at most; null finds a number that goes with theirs.</param>
    public static SdcaNonCalibratedBinaryTrainer SdcaNonCalibrated(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features",
        string? exampleWeightColumnName = null, ISupportSdcaClassificationLoss? lossFunction = null,
        float? l2Regularization = null, float? l1Regularization = null, int? maximumNumberOfIterations = null)
        => new(catalog.Owner.Environment, new SdcaNonCalibratedBinaryTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            LossFunction = lossFunction,
            L2Regularization = l2Regularization,
            L1Regularization = l1Regularization,
            MaximumNumberOfIterations = maximumNumberOfIterations,
        });

    /// <summary>A linear model of two classes without probabilities, by stochastic dual coordinate ascent.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    public static SdcaNonCalibratedBinaryTrainer SdcaNonCalibrated(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        SdcaNonCalibratedBinaryTrainer.Options options)
        => new(catalog.Owner.Environment, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>A logistic regression, by limited-memory BFGS.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label, Boolean.</param>
    /// <param name="featureColumnName">The features, a vector of Single.</param>
    /// <param name="exampleWeightColumnName">How much each row counts, Single; null where all count the same.</param>
    /// <param name="l1Regularization">The L1 regularization beside the sum of losses; it makes weights 0.</param>
    /// <param name="l2Regularization">The L2 regularization beside the sum of losses.</param>
    /// <param name="optimizationTolerance">Ends the training where the mean loss hardly improves any more.</param>
    /// <param name="historySize">How many steps are remembered to tell the curvature from.</param>
    /// <param name="enforceNonNegativity">Whether the weights are kept from going below 0.</param>
    public static LbfgsLogisticRegressionBinaryTrainer LbfgsLogisticRegression(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features",
        string? exampleWeightColumnName = null, float l1Regularization = 1f, float l2Regularization = 1f,
        float optimizationTolerance = 1E-07f, int historySize = 20, bool enforceNonNegativity = false)
        => new(catalog.Owner.Environment, new LbfgsLogisticRegressionBinaryTrainer.Options
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

    /// <summary>A logistic regression, by limited-memory BFGS.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    public static LbfgsLogisticRegressionBinaryTrainer LbfgsLogisticRegression(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        LbfgsLogisticRegressionBinaryTrainer.Options options)
        => new(catalog.Owner.Environment, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>A linear model of two classes, by the averaged perceptron.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label, Boolean.</param>
    /// <param name="featureColumnName">The features, a vector of Single.</param>
    /// <param name="lossFunction">The loss; null for <see cref="HingeLoss"/>.</param>
    /// <param name="learningRate">How far each step goes.</param>
    /// <param name="decreaseLearningRate">Whether the steps get shorter with their number.</param>
    /// <param name="l2Regularization">The L2 regularization beside the mean loss.</param>
    /// <param name="numberOfIterations">How often the rows are gone through.</param>
    public static AveragedPerceptronTrainer AveragedPerceptron(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features",
        IClassificationLoss? lossFunction = null, float learningRate = 1f, bool decreaseLearningRate = false, float l2Regularization = 0f, int numberOfIterations = 10)
        => new(catalog.Owner.Environment, new AveragedPerceptronTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            LossFunction = lossFunction,
            LearningRate = learningRate,
            DecreaseLearningRate = decreaseLearningRate,
            L2Regularization = l2Regularization,
            NumberOfIterations = numberOfIterations,
        });

    /// <summary>A linear model of two classes, by the averaged perceptron.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    public static AveragedPerceptronTrainer AveragedPerceptron(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        AveragedPerceptronTrainer.Options options)
        => new(catalog.Owner.Environment, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>A logistic regression, by stochastic gradient descent.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label, Boolean.</param>
    /// <param name="featureColumnName">The features, a vector of Single.</param>
    /// <param name="exampleWeightColumnName">How much each row counts, Single; null where all count the same.</param>
    /// <param name="numberOfIterations">How often the rows are gone through.</param>
    /// <param name="learningRate">How far each step goes.</param>
    /// <param name="l2Regularization">The L2 regularization beside the mean loss.</param>
    public static SgdCalibratedTrainer SgdCalibrated(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features",
        string? exampleWeightColumnName = null, int numberOfIterations = 20, double learningRate = 0.01, float l2Regularization = 1E-06f)
        => new(catalog.Owner.Environment, new SgdCalibratedTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            NumberOfIterations = numberOfIterations,
            LearningRate = learningRate,
            L2Regularization = l2Regularization,
        });

    /// <summary>A logistic regression, by stochastic gradient descent.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    public static SgdCalibratedTrainer SgdCalibrated(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        SgdCalibratedTrainer.Options options)
        => new(catalog.Owner.Environment, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>A linear model of two classes without probabilities, by stochastic gradient descent.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label, Boolean.</param>
    /// <param name="featureColumnName">The features, a vector of Single.</param>
    /// <param name="exampleWeightColumnName">How much each row counts, Single; null where all count the same.</param>
    /// <param name="lossFunction">The loss; null for <see cref="LogLoss"/>.</param>
    /// <param name="numberOfIterations">How often the rows are gone through.</param>
    /// <param name="learningRate">How far each step goes.</param>
    /// <param name="l2Regularization">The L2 regularization beside the mean loss.</param>
    public static SgdNonCalibratedTrainer SgdNonCalibrated(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features",
        string? exampleWeightColumnName = null, IClassificationLoss? lossFunction = null, int numberOfIterations = 20, double learningRate = 0.01,
        float l2Regularization = 1E-06f)
        => new(catalog.Owner.Environment, new SgdNonCalibratedTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            LossFunction = lossFunction ?? new LogLoss(),
            NumberOfIterations = numberOfIterations,
            LearningRate = learningRate,
            L2Regularization = l2Regularization,
        });

    /// <summary>A linear model of two classes without probabilities, by stochastic gradient descent.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    public static SgdNonCalibratedTrainer SgdNonCalibrated(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        SgdNonCalibratedTrainer.Options options)
        => new(catalog.Owner.Environment, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>A linear support vector machine, by the Pegasos algorithm.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label, Boolean.</param>
    /// <param name="featureColumnName">The features, a vector of Single.</param>
    /// <param name="exampleWeightColumnName">How much each row counts, Single; null where all count the same.</param>
    /// <param name="numberOfIterations">How often the rows are gone through.</param>
    public static LinearSvmTrainer LinearSvm(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features",
        string? exampleWeightColumnName = null, int numberOfIterations = 1)
        => new(catalog.Owner.Environment, new LinearSvmTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            NumberOfIterations = numberOfIterations,
        });

    /// <summary>A linear support vector machine, by the Pegasos algorithm.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    public static LinearSvmTrainer LinearSvm(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        LinearSvmTrainer.Options options)
        => new(catalog.Owner.Environment, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>A support vector machine that is linear in each region of a tree, with all regions learned together.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label, Boolean.</param>
    /// <param name="featureColumnName">The features, a vector of Single.</param>
    /// <param name="exampleWeightColumnName">How much each row counts, Single; null where all count the same.</param>
    /// <param name="numberOfIterations">How often the rows are gone through.</param>
    /// <param name="treeDepth">The depth of the tree of models.</param>
    /// <param name="useBias">Whether the models have biases.</param>
    /// <param name="useCachedData">Whether the rows are kept in memory.</param>
    public static LdSvmTrainer LdSvm(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features",
        string? exampleWeightColumnName = null, int numberOfIterations = 15000, int treeDepth = 3, bool useBias = true, bool useCachedData = true)
        => new(catalog.Owner.Environment, new LdSvmTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            NumberOfIterations = numberOfIterations,
            TreeDepth = treeDepth,
            UseBias = useBias,
            Cache = useCachedData,
        });

    /// <summary>A support vector machine that is linear in each region of a tree, with all regions learned together.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    public static LdSvmTrainer LdSvm(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        LdSvmTrainer.Options options)
        => new(catalog.Owner.Environment, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>A model that gives each row the share of the positive class: what every other must be better than.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label, Boolean.</param>
    /// <param name="exampleWeightColumnName">How much each row counts, Single; null where all count the same.</param>
    public static PriorTrainer Prior(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label", string? exampleWeightColumnName = null)
        => new(catalog.Owner.Environment, labelColumnName, exampleWeightColumnName);
}
