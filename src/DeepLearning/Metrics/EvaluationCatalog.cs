using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>Everything about a classifier's test that ML.NET's metrics leave out.</summary>
/// <param name="Scores">The probabilities, row by row.</param>
/// <param name="Outcomes">Truth and predictions, for intervals and comparisons.</param>
/// <param name="Figures">Precision, recall and F1 of each class and averaged, correlation, kappa.</param>
/// <param name="Roc">ROC curves, each class against the others.</param>
/// <param name="PrecisionRecall">Curves of precision over recall.</param>
/// <param name="Calibration">How far probabilities can be trusted.</param>
/// <param name="BrierScore">The mean squared distance of the probabilities from what was true.</param>
public sealed record ClassificationDetails(ClassScoreTable Scores, ClassOutcomes Outcomes, ClassificationFigures Figures, ClassCurves Roc, ClassCurves PrecisionRecall,
    CalibrationCurve Calibration, double BrierScore)
{
    /// <summary>Works everything out.</summary>
    public static ClassificationDetails Of(ClassScoreTable scores)
    {
        ClassOutcomes outcomes = scores.ToOutcomes();
        return new ClassificationDetails(scores, outcomes, ClassificationFigures.Of(outcomes.Confusion(), scores.Labels), ClassCurves.Roc(scores), ClassCurves.PrecisionRecall(scores),
            scores.Calibration(), scores.BrierScore());
    }
}

/// <summary>Adds to ML.NET's catalogs what their metrics leave out.</summary>
public static class EvaluationCatalog
{
    /// <summary>Looks closely at a multiclass model's results: <c>mlContext.MulticlassClassification.EvaluateInDetail(scored)</c>.</summary>
    /// <exception cref="DatasetException">A column is missing or of another type, or a label is missing.</exception>
    public static ClassificationDetails EvaluateInDetail(this MulticlassClassificationCatalog catalog, IDataView scored, string labelColumnName = "Label", string scoreColumnName = "Score")
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return ClassificationDetails.Of(ClassScoreTable.Read(scored, labelColumnName, scoreColumnName));
    }

    /// <summary>Looks closely at a binary model's results: <c>mlContext.BinaryClassification.EvaluateInDetail(scored)</c>.</summary>
    public static ClassificationDetails EvaluateInDetail(this BinaryClassificationCatalog catalog, IDataView scored, string labelColumnName = "Label", string probabilityColumnName = "Probability",
        string negative = "False", string positive = "True")
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return ClassificationDetails.Of(ClassScoreTable.ReadBinary(scored, labelColumnName, probabilityColumnName, negative, positive));
    }

    /// <summary>The true and predicted numbers of a regression's results: <c>mlContext.Regression.Outcomes(scored)</c>.</summary>
    public static NumberOutcomes Outcomes(this RegressionCatalog catalog, IDataView scored, string labelColumnName = "Label", string scoreColumnName = "Score")
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new NumberOutcomes([.. scored.GetColumn<float>(labelColumnName).Select(v => (double)v)], [.. scored.GetColumn<float>(scoreColumnName).Select(v => (double)v)]);
    }

    /// <summary>How well clusters are separated: <c>mlContext.Clustering.Separation(scored)</c>.</summary>
    public static ClusteringSeparation Separation(this ClusteringCatalog catalog, IDataView scored, string featureColumnName = "Features", string predictedLabelColumnName = "PredictedLabel")
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return ClusteringSeparation.Of([.. scored.GetColumn<float[]>(featureColumnName)], [.. scored.GetColumn<uint>(predictedLabelColumnName).Select(key => (int)key)]);
    }
}
