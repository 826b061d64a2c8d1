using MlNetDeepLearning.DeepLearning;

namespace MlNetDeepLearning.Reports;

/// <summary>The figures of the test set: the main ones large, all of them in a table.</summary>
internal static class FiguresSection
{
    private const int MostCards = 5;

    // What a reader looks for first, by task; what a report does not have is passed over.
    private static readonly string[] Main = ["accuracy", "macroF1", "rocAuc", "logLoss", "expectedCalibrationError", "rSquared", "rootMeanSquaredError", "meanAbsoluteError",
        "symmetricPercentageError", "silhouette", "daviesBouldin", "adjustedRandIndex", "averageDistance"];

    public static void Cards(Html html, RunReport report)
    {
        string[] names = [.. Main.Where(report.Metrics.ContainsKey).Concat(report.Metrics.Keys).Distinct().Take(MostCards)];
        html.Raw("<div class=\"cards\">");
        foreach (string name in names)
        {
            FigureName figure = FigureName.Of(name);
            html.Raw("<div class=\"card\">").Element("span", figure.Title).Raw("<b>").Data(report.Metrics[name], figure.Text(report.Metrics[name])).Raw("</b>");
            if (report.Intervals.TryGetValue(name, out ConfidenceInterval ends)) html.Element("small", $"{figure.Text(ends.Low)} to {figure.Text(ends.High)}");
            html.Raw("</div>");
        }
        html.Raw("</div>");
    }

    public static void Draw(Html html, RunReport report)
    {
        string caption = report.Intervals.Count > 0 ? "Figures of the test set, with 95 % intervals by bootstrap over its rows" : "Figures of the test set";
        html.Table(caption, ["Figure", "Value", .. report.Intervals.Count > 0 ? ["From", "To"] : Array.Empty<string>(), .. report.Baselines.Select(b => b.Name), "Meaning"],
            report.Metrics.Select(m => Row(report, m.Key, m.Value)), "prose");
    }

    private static IReadOnlyList<Cell> Row(RunReport report, string name, double value)
    {
        FigureName figure = FigureName.Of(name);
        List<Cell> cells = [figure.Title, new Cell(figure.Text(value), value)];
        if (report.Intervals.Count > 0)
            cells.AddRange(report.Intervals.TryGetValue(name, out ConfidenceInterval ends) ? [new Cell(figure.Text(ends.Low), ends.Low), new Cell(figure.Text(ends.High), ends.High)] : ["", ""]);
        cells.AddRange(report.Baselines.Select(b => b.Metrics.TryGetValue(name, out double other) ? new Cell(figure.Text(other), other) : ""));
        return [.. cells, figure.Meaning];
    }
}
