using System.Globalization;
using System.Text;
using MlNetDeepLearning.DeepLearning;

namespace MlNetDeepLearning.Reports;

/// <summary>Writes <c>summary.md</c>: a run in a screenful of Markdown, for pull requests.</summary>
public static class MarkdownSummary
{
    private const int MostClasses = 10;

    /// <summary>The summary as text.</summary>
    public static string ToText(RunReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## {Escape(report.Title)}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{Escape(report.Run.Pipeline)} on {Escape(Path.GetFileName(report.Data.Path.TrimEnd('/', '\\')))}: {report.Data.Train:N0} training, ");
        text.Append(CultureInfo.InvariantCulture, $"{report.Data.Validation:N0} validation, {report.Data.Test:N0} test examples; seed {report.Run.Seed}, {Html.Duration(report.Run.Seconds)}.\n\n");
        foreach (string note in report.Notes) text.Append(CultureInfo.InvariantCulture, $"> {Escape(note)}\n\n");
        text.Append("| figure | test set | 95 % interval |").Append(string.Concat(report.Baselines.Select(b => $" {Escape(b.Name)} |")))
            .Append("\n|---|--:|:-:|").Append(string.Concat(report.Baselines.Select(_ => "--:|"))).Append('\n');
        foreach ((string name, double value) in report.Metrics)
        {
            FigureName figure = FigureName.Of(name);
            string interval = report.Intervals.TryGetValue(name, out ConfidenceInterval ends) ? $"{figure.Text(ends.Low)} … {figure.Text(ends.High)}" : "";
            text.Append(CultureInfo.InvariantCulture, $"| {Escape(figure.Title)} | {figure.Text(value)} | {interval} |");
            foreach (BaselineInfo baseline in report.Baselines) text.Append(CultureInfo.InvariantCulture, $" {(baseline.Metrics.TryGetValue(name, out double b) ? figure.Text(b) : "")} |");
            text.Append('\n');
        }
        if (report.Classes.Count > 0)
        {
            ClassFigures[] worst = [.. report.Classes.OrderBy(c => c.F1).Take(MostClasses)];
            string title = worst.Length < report.Classes.Count ? $"The {worst.Length} classes of {report.Classes.Count} with the lowest F1" : "Classes, lowest F1 first";
            text.Append(CultureInfo.InvariantCulture, $"\n<details><summary>{title}</summary>\n\n| class | precision | recall | F1 | examples |\n|---|--:|--:|--:|--:|\n");
            foreach (ClassFigures c in worst)
                text.Append(CultureInfo.InvariantCulture, $"| {Escape(c.Label)} | {Html.Percent(c.Precision)} | {Html.Percent(c.Recall)} | {Html.Percent(c.F1)} | {Html.Number(c.Support)} |\n");
            text.Append("\n</details>\n");
        }
        text.Append("\n<details><summary>Options</summary>\n\n| option | value |\n|---|---|\n");
        foreach ((string option, string value) in report.Run.Options) text.Append(CultureInfo.InvariantCulture, $"| {Escape(option)} | {Escape(value)} |\n");
        return text.Append("\n</details>\n").ToString();
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (char c in text)
        {
            if (c is '\\' or '|' or '*' or '_' or '`' or '<' or '>' or '[' or ']' or '#') escaped.Append('\\');
            escaped.Append(char.IsControl(c) ? ' ' : c);
        }
        return escaped.ToString();
    }
}
