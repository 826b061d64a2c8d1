using MlNetDeepLearning.DeepLearning;

namespace MlNetDeepLearning.Reports;

/// <summary>Writes a report in all its forms.</summary>
public static class ReportFiles
{
    /// <summary>For programs.</summary>
    public const string Metrics = "metrics.json";

    /// <summary>For people.</summary>
    public const string Page = "report.html";

    /// <summary>For pull requests.</summary>
    public const string Summary = "summary.md";

    /// <summary>For comparisons with other runs.</summary>
    public const string Predictions = "predictions.csv";

    /// <summary>Writes metrics.json, report.html, summary.md and, where outcomes are given, predictions.csv to a folder. Each file is moved there when whole.</summary>
    /// <param name="report">The report.</param>
    /// <param name="folder">The folder; it is made where it is missing.</param>
    /// <param name="outcomes">What was predicted of each test row.</param>
    /// <param name="names">The test rows' names; null to number them.</param>
    public static void Write(RunReport report, string folder, Outcomes? outcomes = null, IReadOnlyList<string>? names = null)
    {
        Directory.CreateDirectory(folder);
        if (outcomes is not null)
        {
            PredictionsFile.Write(Path.Combine(folder, Predictions), outcomes, names);
            report = report with { Predictions = Predictions };
        }
        ReportJson.Write(report, Path.Combine(folder, Metrics));
        HtmlReport.Write(report, Path.Combine(folder, Page));
        WholeFile.Write(Path.Combine(folder, Summary), MarkdownSummary.ToText(report));
    }
}

/// <summary>Writes files that are never seen in part.</summary>
internal static class WholeFile
{
    public static void Write(string path, string text)
    {
        File.WriteAllText(path + ".part", text);
        File.Move(path + ".part", path, overwrite: true);
    }
}
