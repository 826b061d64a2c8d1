using Microsoft.ML.Trainers;

namespace Microsoft.ML;

public static partial class StandardTrainersCatalog
{
    /// <summary>A linear regression, by stochastic dual coordinate ascent.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label, Single.</param>
    /// <param name="featureColumnName">The features, a vector of Single.</param>
    /// <param name="exampleWeightColumnName">How much each row counts, Single; null where all count the same.</param>
    /// <param name="lossFunction">The loss; null for <see cref="SquaredLoss"/>.</param>
    /// <param name="l2Regularization">The L2 regularization beside the mean loss; null finds one that goes with the number of rows.</param>
    /// <param name="l1Regularization">What weights must be beyond, as a multiple of L2, not to become 0; null finds one that goes with the number of features.</param>
    /// <param name="maximumNumberOfIterations">How often the rows are gone through at most; null finds a number that goes with theirs.</param>
    public static SdcaRegressionTrainer Sdca(this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features",
        string? exampleWeightColumnName = null, ISupportSdcaRegressionLoss? lossFunction = null,
        float? l2Regularization = null, float? l1Regularization = null, int? maximumNumberOfIterations = null)
        => new(catalog.Owner.Environment, new SdcaRegressionTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            LossFunction = lossFunction,
            L2Regularization = l2Regularization,
            L1Regularization = l1Regularization,
            MaximumNumberOfIterations = maximumNumberOfIterations,
        });

    /// <summary>A linear regression, by stochastic dual coordinate ascent.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    public static SdcaRegressionTrainer Sdca(this RegressionCatalog.RegressionTrainers catalog,
        SdcaRegressionTrainer.Options options)
        => new(catalog.Owner.Environment, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>A linear regression, by online gradient descent.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label, Single.</param>
    /// <param name="featureColumnName">The features, a vector of Single.</param>
    /// <param name="lossFunction">The loss; null for <see cref="SquaredLoss"/>.</param>
    /// <param name="learningRate">How far each step goes.</param>
    /// <param name="decreaseLearningRate">Whether the steps get shorter with their number.</param>
    /// <param name="l2Regularization">The L2 regularization beside the mean loss.</param>
    /// <param name="numberOfIterations">How often the rows are gone through.</param>
    public static OnlineGradientDescentTrainer OnlineGradientDescent(this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features",
        IRegressionLoss? lossFunction = null, float learningRate = 0.1f, bool decreaseLearningRate = true, float l2Regularization = 0f, int numberOfIterations = 1)
        => new(catalog.Owner.Environment, new OnlineGradientDescentTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            LossFunction = lossFunction,
            LearningRate = learningRate,
            DecreaseLearningRate = decreaseLearningRate,
            L2Regularization = l2Regularization,
            NumberOfIterations = numberOfIterations,
        });

    /// <summary>A linear regression, by online gradient descent.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    public static OnlineGradientDescentTrainer OnlineGradientDescent(this RegressionCatalog.RegressionTrainers catalog,
        OnlineGradientDescentTrainer.Options options)
        => new(catalog.Owner.Environment, options ?? throw new ArgumentNullException(nameof(options)));

    /// <summary>A model of counts, whose logarithms are linear in the features, by limited-memory BFGS.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label, Single.</param>
    /// <param name="featureColumnName">The features, a vector of Single.</param>
    /// <param name="exampleWeightColumnName">How much each row counts, Single; null where all count the same.</param>
    /// <param name="l1Regularization">The L1 regularization beside the sum of losses; it makes weights 0.</param>
    /// <param name="l2Regularization">The L2 regularization beside the sum of losses.</param>
    /// <param name="optimizationTolerance">Ends the training where the mean loss hardly improves any more.</param>
    /// <param name="historySize">How many steps are remembered to tell the curvature from.</param>
    /// <param name="enforceNonNegativity">Whether the weights are kept from going below 0.</param>
    public static LbfgsPoissonRegressionTrainer LbfgsPoissonRegression(this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features",
        string? exampleWeightColumnName = null, float l1Regularization = 1f, float l2Regularization = 1f,
        float optimizationTolerance = 1E-07f, int historySize = 20, bool enforceNonNegativity = false)
        => new(catalog.Owner.Environment, new LbfgsPoissonRegressionTrainer.Options
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

    /// <summary>A model of counts, whose logarithms are linear in the features, by limited-memory BFGS.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options.</param>
    public static LbfgsPoissonRegressionTrainer LbfgsPoissonRegression(this RegressionCatalog.RegressionTrainers catalog,
        LbfgsPoissonRegressionTrainer.Options options)
        => new(catalog.Owner.Environment, options ?? throw new ArgumentNullException(nameof(options)));
}
