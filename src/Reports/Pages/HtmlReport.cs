using System.Globalization;

namespace MlNetDeepLearning.Reports;

/// <summary>Writes <c>report.html</c>: one file that needs no other and no script, for any screen, light or dark, and for paper.</summary>
public static class HtmlReport
{
    /// <summary>Writes a report to a file.</summary>
    public static void Write(RunReport report, string path) => WholeFile.Write(path, ToText(report));

    /// <summary>The page as text.</summary>
    public static string ToText(RunReport report)
    {
        var page = new Page(report.Title);
        page.Head.Element("p", $"{report.Run.Pipeline} · {report.Run.Started.ToString("d MMMM yyyy HH:mm", CultureInfo.InvariantCulture)} · " +
            $"{report.Data.Train:N0} training, {report.Data.Validation:N0} validation and {report.Data.Test:N0} test examples from {report.Data.Path}", "class=\"lead\"");
        foreach (string note in report.Notes) page.Head.Element("p", note, "class=\"note\"");
        FiguresSection.Cards(page.Head, report);
        page.Section("figures", "Figures", html => FiguresSection.Draw(html, report));
        if (report.History.Count > 0) page.Section("training", "Training", html => TrainingSection.Draw(html, report.History));
        if (report.ConfusionMatrix.Count > 0) page.Section("confusion", "Confusion matrix", html => ConfusionTable.Draw(html, [.. report.Classes.Select(c => c.Label)], report.ConfusionMatrix));
        if (report.Classes.Count > 0) page.Section("classes", "Classes", html => ClassesSection.Draw(html, report));
        if (report.Curves.Count > 0) page.Section("curves", "Thresholds", html => CurvesSection.Draw(html, report.Curves));
        if (report.Calibration is { } calibration) page.Section("calibration", "Calibration", html => CalibrationSection.Draw(html, calibration, report.Task == ReportTasks.Binary));
        if (report.Forecasts.Count > 0) page.Section("forecasts", "Forecasts", html => ForecastSection.Draw(html, report.Forecasts));
        if (report.Residuals is { } residuals) page.Section("residuals", "Errors", html => ResidualsSection.Draw(html, residuals));
        if (report.Clusters.Count > 0) page.Section("clusters", "Groups", html => ClustersSection.Draw(html, report));
        if (report.TopLosses.Count > 0) page.Section("losses", "Largest losses", html => LossesSection.Draw(html, report.TopLosses));
        page.Section("data", "Data", html => RunSection.Data(html, report.Data));
        if (report.Model is { } model)
            page.Section("model", "Model", html => html.Raw("<p>").Text($"{model.Name}: input {model.Input}, ").Data(model.Parameters, $"{model.Parameters:N0}").Text(" parameters.").Raw("</p>").Element("pre", model.Summary, "tabindex=\"0\""));
        return page.Section("run", "Run", html => RunSection.Run(html, report.Run)).ToString();
    }
}
