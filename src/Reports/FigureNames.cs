namespace MlNetDeepLearning.Reports;

/// <summary>What a figure of a report is called and means.</summary>
/// <param name="Title">What people call it.</param>
/// <param name="Meaning">What it says, in a line.</param>
/// <param name="IsPart">Whether it is a part of a whole, shown as a percentage.</param>
/// <param name="HigherIsBetter">Which way is better; null where neither is.</param>
public sealed record FigureName(string Title, string Meaning, bool IsPart = false, bool? HigherIsBetter = true)
{
    private static readonly Dictionary<string, FigureName> Known = new()
    {
        ["accuracy"] = new("Accuracy", "The part of the examples that is predicted right.", true),
        ["macroAccuracy"] = new("Macro accuracy", "The mean recall of the classes: the accuracy if all were equally frequent.", true),
        ["macroPrecision"] = new("Macro precision", "The mean precision of the classes.", true),
        ["macroRecall"] = new("Macro recall", "The mean recall of the classes.", true),
        ["macroF1"] = new("Macro F1", "The mean F1 of the classes.", true),
        ["weightedF1"] = new("Weighted F1", "The mean F1 of the classes, weighted by their examples.", true),
        ["precision"] = new("Precision", "Of those predicted positive, the part that is.", true),
        ["recall"] = new("Recall", "Of the positive ones, the part that is found.", true),
        ["f1"] = new("F1", "The harmonic mean of precision and recall.", true),
        ["matthewsCorrelation"] = new("Matthews correlation", "The correlation of truth and prediction: 0 for guessing, 1 for perfect."),
        ["cohenKappa"] = new("Cohen's kappa", "The agreement beyond chance: 0 for guessing, 1 for perfect."),
        ["logLoss"] = new("Log-loss", "The mean of -ln of the true class's probability, in nats.", HigherIsBetter: false),
        ["logLossReduction"] = new("Log-loss reduction", "How much better than the classes' frequencies the probabilities are.", true),
        ["brierScore"] = new("Brier score", "The mean squared distance of the probabilities from the truth.", HigherIsBetter: false),
        ["expectedCalibrationError"] = new("Calibration error", "How far probabilities are from frequencies on average.", true, false),
        ["rocAuc"] = new("ROC AUC", "How likely a positive example is ranked above a negative one (mean over the classes)."),
        ["averagePrecision"] = new("Average precision", "The area under precision over recall (mean over the classes)."),
        ["rSquared"] = new("R²", "The part of the variance that is explained: 1 for perfect, 0 for predicting the mean."),
        ["rootMeanSquaredError"] = new("RMSE", "The root of the mean squared error, in the label's unit.", HigherIsBetter: false),
        ["meanAbsoluteError"] = new("MAE", "The mean size of the errors, in the label's unit.", HigherIsBetter: false),
        ["medianAbsoluteError"] = new("Median error", "Half of the errors are smaller.", HigherIsBetter: false),
        ["maxError"] = new("Largest error", "The size of the largest error.", HigherIsBetter: false),
        ["meanAbsolutePercentageError"] = new("MAPE", "The mean error as a part of the true value; meaningless near true values of 0.", true, false),
        ["symmetricPercentageError"] = new("sMAPE", "The mean error as a part of the mean of true and predicted value.", true, false),
        ["meanError"] = new("Mean error", "True minus predicted: above 0 where predictions are too low.", HigherIsBetter: null),
        ["meanAbsoluteScaledError"] = new("MASE", "The mean error over that of repeating the last value; below 1 is better than that.", HigherIsBetter: false),
        ["silhouette"] = new("Silhouette", "How much nearer rows are to their own group than to the next, -1 to 1."),
        ["daviesBouldin"] = new("Davies-Bouldin index", "How wide groups are for their distance.", HigherIsBetter: false),
        ["calinskiHarabasz"] = new("Calinski-Harabasz index", "The variance between groups over that within."),
        ["adjustedRandIndex"] = new("Adjusted Rand index", "The agreement with the known classes beyond chance."),
        ["vMeasure"] = new("V-measure", "The agreement with the known classes as information."),
        ["averageDistance"] = new("Mean distance", "The mean distance of rows from their group's centre.", HigherIsBetter: false),
        ["purity"] = new("Purity", "The part of the rows that are of their group's most frequent class.", true),
    };

    /// <summary>Names a figure; an unknown one is called as it is.</summary>
    public static FigureName Of(string name) => Known.GetValueOrDefault(name)
        ?? (name.StartsWith("top", StringComparison.Ordinal) && name.EndsWith("Accuracy", StringComparison.Ordinal) && name.Length > 11
            ? new($"Top-{name[3..^8]} accuracy", $"The part of the examples whose true class is among the {name[3..^8]} likeliest.", true)
            : new(name, "", HigherIsBetter: null));

    /// <summary>The figure as text.</summary>
    public string Text(double value) => IsPart ? Html.Percent(value) : Html.Number(value);
}
