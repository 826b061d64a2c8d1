using System.Globalization;
using MlNetDeepLearning.DeepLearning;

namespace MlNetDeepLearning.Reports;

/// <summary>Writes <c>report.html</c>: one file that needs no other and no script, for any screen, light or dark, and for paper.</summary>
public static class HtmlReport
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["accuracy"] = "Accuracy",
        ["macroAccuracy"] = "Macro accuracy",
        ["logLoss"] = "Log-loss",
        ["logLossReduction"] = "Log-loss reduction",
    };

    /// <summary>Writes a report to a file.</summary>
    public static void Write(ClassificationReport report, string path)
    {
        string temporary = path + ".part";
        File.WriteAllText(temporary, ToText(report));
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The page as text.</summary>
    public static string ToText(ClassificationReport report)
    {
        var html = new Html();
        html.Raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
            .Element("title", report.Title).Raw("<style>").Raw(ReportStyle.Css).Raw("</style></head><body><main>")
            .Element("h1", report.Title)
            .Element("p", $"{report.Run.Pipeline}, {report.Run.Started.ToString("d MMMM yyyy HH:mm", CultureInfo.InvariantCulture)}; {report.Data.Form} in {report.Data.Path}: " +
                $"{report.Data.Train:N0} for training, {report.Data.Validation:N0} for validation, {report.Data.Test:N0} for the test.", "class=\"lead\"");
        foreach (string note in report.Notes) html.Element("p", note, "class=\"note\"");
        Cards(html, report);
        if (report.History.Count > 0) Curves(html, report.History);
        html.Element("h2", "Confusion matrix");
        ConfusionTable.Draw(html, [.. report.Classes.Select(c => c.Label)], report.ConfusionMatrix);
        html.Element("h2", "Classes").Table("Figures on the test set", ["Class", "Precision", "Recall", "F1", "Examples"],
            report.Classes.Append(report.MacroAverage).Append(report.WeightedAverage).Select(Row));
        if (report.Mistakes.Count > 0) Mistakes(html, report.Mistakes);
        if (report.Model is { } model)
            html.Element("h2", "Network").Element("p", $"{model.Name}: input {model.Input}, {model.Parameters:N0} parameters.", "class=\"lead\"").Element("pre", model.Summary);
        html.Element("h2", "Run").Raw("<div class=\"wrap\">")
            .Table("Options in effect", ["Option", "Value"], report.Run.Options.Select(o => (IReadOnlyList<string>)[o.Key, o.Value]))
            .Table("Environment", ["What", "Version"], report.Run.Versions.Select(v => (IReadOnlyList<string>)[v.Key, v.Value]))
            .Raw("</div>")
            .Element("p", $"Seed {report.Run.Seed}; {Duration(report.Run.Seconds)} in all, {Duration(report.Run.TrainingSeconds)} of it training.", "class=\"lead\"");
        return html.Raw("</main></body></html>\n").ToString();
    }

    private static void Cards(Html html, ClassificationReport report)
    {
        html.Raw("<div class=\"cards\">");
        foreach ((string name, double value) in report.Metrics)
        {
            bool part = name.Contains("ccuracy", StringComparison.Ordinal);
            html.Raw("<div class=\"card\">").Element("b", part ? Html.Percent(value) : Html.Number(value))
                .Element("span", Names.GetValueOrDefault(name) ?? (name.StartsWith("top", StringComparison.Ordinal) ? $"Among the first {name[3..^8]}" : name)).Raw("</div>");
        }
        html.Raw("<div class=\"card\">").Element("b", Html.Percent(report.MacroAverage.F1)).Element("span", "Macro F1").Raw("</div></div>");
    }

    private static void Curves(Html html, IReadOnlyList<EpochInfo> history)
    {
        html.Element("h2", "Training").Raw("<div class=\"charts\">");
        LineChart.Draw(html, "Loss by epoch",
            [new Series("training", "a", [.. history.Select(e => e.Loss)]), new Series("validation", "b", [.. history.Select(e => e.ValidationLoss ?? double.NaN)])], percent: false);
        LineChart.Draw(html, "Accuracy by epoch",
            [new Series("training", "a", [.. history.Select(e => e.Accuracy ?? double.NaN)]), new Series("validation", "b", [.. history.Select(e => e.ValidationAccuracy ?? double.NaN)])], percent: true);
        LineChart.Draw(html, "Learning rate by epoch", [new Series("learning rate", "c", [.. history.Select(e => e.LearningRate)])], percent: false);
        html.Raw("</div><details><summary>The curves as a table</summary>").Table("Training, epoch by epoch",
            ["Epoch", "Loss", "Accuracy", "Validation loss", "Validation accuracy", "Learning rate", "Seconds"],
            history.Select(e => (IReadOnlyList<string>)[e.Epoch.ToString(CultureInfo.InvariantCulture), Html.Number(e.Loss), Html.Percent(e.Accuracy ?? double.NaN), Html.Number(e.ValidationLoss ?? double.NaN),
                Html.Percent(e.ValidationAccuracy ?? double.NaN), Html.Number(e.LearningRate), Html.Number(e.Seconds)])).Raw("</details>");
    }

    private static void Mistakes(Html html, IReadOnlyList<MistakeInfo> mistakes)
    {
        html.Element("h2", "The mistakes it was surest of").Raw("<div class=\"gallery\">");
        foreach (MistakeInfo mistake in mistakes)
        {
            html.Raw("<div class=\"card\">");
            if (mistake.Thumbnail is not null) html.Raw("<img loading=\"lazy\" src=\"").Text(mistake.Thumbnail).Raw("\" alt=\"").Text($"{mistake.Label}, predicted as {mistake.Predicted}").Raw("\">");
            html.Raw("<div>").Text($"{mistake.Label} → {mistake.Predicted}").Raw("</div>")
                .Element("small", $"{Html.Percent(mistake.Probability)} sure; {Html.Percent(mistake.LabelProbability)} for {mistake.Label}")
                .Element("small", Path.GetFileName(mistake.Name)).Raw("</div>");
        }
        html.Raw("</div>");
    }

    private static IReadOnlyList<string> Row(ClassFigures c) => [c.Label, Html.Percent(c.Precision), Html.Percent(c.Recall), Html.Percent(c.F1), Html.Number(c.Support)];

    private static string Duration(double seconds) => seconds < 90
        ? seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s"
        : $"{(int)seconds / 60} min {(int)seconds % 60} s";
}
