using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Explanations of predictions.</summary>
public static class ExplainabilityCatalog
{
    /// <summary>Adds the column FeatureContributions: for each row what its features add to the model's score.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="predictionTransformer">The model.</param>
    /// <param name="numberOfPositiveContributions">How many of the largest parts above 0 are given.</param>
    /// <param name="numberOfNegativeContributions">How many of the largest parts below 0 are given.</param>
    /// <param name="normalize">Whether the parts are divided by the largest magnitude.</param>
    public static FeatureContributionCalculatingEstimator CalculateFeatureContribution(this TransformsCatalog catalog,
        ISingleFeaturePredictionTransformer<ICalculateFeatureContribution> predictionTransformer, int numberOfPositiveContributions = 10,
        int numberOfNegativeContributions = 10, bool normalize = true)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(predictionTransformer);
        return new(new FeatureContributionCalculatingTransformer(predictionTransformer.Model.FeatureContributionCalculator.Model, predictionTransformer.FeatureColumnName,
            numberOfPositiveContributions, numberOfNegativeContributions, normalize));
    }

    /// <summary>Adds the column FeatureContributions: for each row what its features add to the score of a calibrated model, before calibration.</summary>
    /// <typeparam name="TModelParameters">The model.</typeparam>
    /// <typeparam name="TCalibrator">The calibrator.</typeparam>
    /// <param name="catalog">The catalog.</param>
    /// <param name="predictionTransformer">The calibrated model.</param>
    /// <param name="numberOfPositiveContributions">How many of the largest parts above 0 are given.</param>
    /// <param name="numberOfNegativeContributions">How many of the largest parts below 0 are given.</param>
    /// <param name="normalize">Whether the parts are divided by the largest magnitude.</param>
    public static FeatureContributionCalculatingEstimator CalculateFeatureContribution<TModelParameters, TCalibrator>(this TransformsCatalog catalog,
        ISingleFeaturePredictionTransformer<CalibratedModelParametersBase<TModelParameters, TCalibrator>> predictionTransformer,
        int numberOfPositiveContributions = 10, int numberOfNegativeContributions = 10, bool normalize = true)
        where TModelParameters : class, ICalculateFeatureContribution where TCalibrator : class, ICalibrator
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(predictionTransformer);
        return new(new FeatureContributionCalculatingTransformer(predictionTransformer.Model.SubModel.FeatureContributionCalculator.Model, predictionTransformer.FeatureColumnName,
            numberOfPositiveContributions, numberOfNegativeContributions, normalize));
    }
}
