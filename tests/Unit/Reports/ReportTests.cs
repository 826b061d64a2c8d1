using System.Text.Json;
using System.Text.RegularExpressions;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Reports;

namespace MlNetDeepLearning.Tests.Unit.Reports;

public sealed class ReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("report").FullName;

    public static TheoryData<string> Names => [.. SampleReports.All.Keys];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void ReportsAreReadAsTheyWereWritten(string name)
    {
        RunReport report = SampleReports.All[name]().Report;
        string first = Path.Combine(_folder, "first.json"), second = Path.Combine(_folder, "second.json");
        ReportJson.Write(report, first);
        RunReport read = ReportJson.Read(first);
        ReportJson.Write(read, second);
        Assert.Equal(File.ReadAllText(first), File.ReadAllText(second));
        Assert.Equal(report.Metrics, read.Metrics);
        Assert.Equal(report.Classes, read.Classes);
        Assert.Equal(report.Curves.Count, read.Curves.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void PagesHaveEveryFigureAndNoMarkupOfOthers(string name)
    {
        (RunReport report, Outcomes? outcomes) = SampleReports.All[name]();
        ReportFiles.Write(report, _folder, outcomes);
        string page = File.ReadAllText(Path.Combine(_folder, "report.html"));
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("<b>\"bold", page);
        Assert.DoesNotContain("<b>&quot;bold", page);
        Assert.Empty(PageFigures.Missing(File.ReadAllText(Path.Combine(_folder, "metrics.json")), page));
        Assert.Equal(Regex.Count(page, "<section"), Regex.Count(page, "</section>"));
        Assert.Equal(Regex.Count(page, "<table"), Regex.Count(page, "<caption>"));
        // Every drawing is announced; those that are mere ornament are hidden from readers aloud.
        Assert.Equal(Regex.Count(page, "<svg"), Regex.Count(page, "role=\"img\" aria-label=\"[^\"]+\"") + Regex.Count(page, "aria-hidden=\"true\""));
        Assert.DoesNotContain("NaN\"/>", page);
        Assert.DoesNotMatch("(x|y|cx|cy|d|points)=\"[^\"]*(NaN|∞)", page);
    }

    [Fact]
    public void AMissingFigureIsSeen()
    {
        (RunReport report, _) = SampleReports.Regression();
        string path = Path.Combine(_folder, "metrics.json");
        ReportJson.Write(report with { Metrics = new Dictionary<string, double>(report.Metrics) { ["other"] = 0.123456789 } }, path);
        Assert.Equal(["metrics.other: 0.123456789"], PageFigures.Missing(File.ReadAllText(path), HtmlReport.ToText(report)));
    }

    [Fact]
    public void PredictionsComeBack()
    {
        (RunReport report, ClassOutcomes classes) = SampleReports.Classes([SampleReports.Hostile, "two\nlines", "a, b"], 50);
        string path = Path.Combine(_folder, "predictions.csv");
        string[] names = [.. Enumerable.Range(0, 50).Select(i => $"folder, {i}/\"picture\".png")];
        PredictionsFile.Write(path, classes, names);
        (IReadOnlyList<string> read, Outcomes outcomes) = PredictionsFile.Read(path, [.. report.Classes.Select(c => c.Label)]);
        Assert.Equal(names, read);
        Assert.Equal(classes.ToDictionary(), outcomes.ToDictionary());

        (_, NumberOutcomes numbers) = SampleReports.Regression();
        PredictionsFile.Write(path, numbers);
        Assert.Equal(numbers.ToDictionary()["rSquared"], PredictionsFile.Read(path, []).Outcomes.ToDictionary()["rSquared"], 1e-6);

        File.WriteAllText(path, "name,label,predicted\n0,1,2\n1,one,3\n");
        Assert.Contains("record 3: 'one'", Assert.Throws<FormatException>(() => PredictionsFile.Read(path, [])).Message);
        File.WriteAllText(path, "name,label,predicted,labelProbability\n0,a,zebra,1\n");
        Assert.Contains("'zebra'", Assert.Throws<FormatException>(() => PredictionsFile.Read(path, ["a"])).Message);
    }

    [Fact]
    public void FilesOfTheFirstVersionAreRead()
    {
        string path = Path.Combine(_folder, "metrics.json");
        File.WriteAllText(path, """
            { "schemaVersion": 1, "task": "multiclass", "title": "Old",
              "run": { "pipeline": "p", "started": "2026-11-20T10:00:00+00:00", "seconds": 3, "trainingSeconds": 2, "seed": 1, "options": { "epochs": "2" }, "versions": {} },
              "data": { "path": "d", "form": "folders", "train": 4, "validation": 1, "test": 2 },
              "metrics": { "accuracy": 0.5, "logLoss": "NaN" },
              "classes": [ { "label": "a", "precision": 0.5, "recall": 1, "f1": 0.6667, "support": 1 }, { "label": "b", "precision": 0, "recall": 0, "f1": 0, "support": 1 } ],
              "macroAverage": { "label": "macro average", "precision": 0.25, "recall": 0.5, "f1": 0.3333, "support": 2 },
              "weightedAverage": { "label": "weighted average", "precision": 0.25, "recall": 0.5, "f1": 0.3333, "support": 2 },
              "confusionMatrix": [ [ 1, 0 ], [ 1, 0 ] ],
              "history": [ { "epoch": 1, "loss": 0.7, "accuracy": 0.6, "validationLoss": 0.8, "validationAccuracy": 0.4, "learningRate": 0.1, "seconds": 1 }, { "epoch": 2, "loss": 0.6, "learningRate": 0.1, "seconds": 1 } ],
              "mistakes": [ { "name": "x.png", "label": "b", "predicted": "a", "probability": 0.9, "labelProbability": 0.1 } ], "notes": [] }
            """);
        RunReport report = ReportJson.Read(path);
        Assert.Equal(0.6, report.History[0].Metrics["accuracy"]);
        Assert.Equal(0.4, report.History[0].ValidationMetrics["accuracy"]);
        Assert.Empty(report.History[1].Metrics);
        Assert.Equal(-Math.Log(0.1), report.TopLosses[0].Loss, 1e-12);
        Assert.Contains("x.png", HtmlReport.ToText(report));
    }

    [Theory]
    [InlineData("{", "no metrics report")]
    [InlineData("[]", "no metrics report")]
    [InlineData("{}", "schemaVersion")]
    [InlineData("{\"schemaVersion\":99}", "version 99")]
    [InlineData("{\"schemaVersion\":2,\"task\":\"binary\"}", "title")]
    [InlineData("{\"schemaVersion\":\"two\"}", "no metrics report")]
    public void OtherFilesAreRefusedInOneLine(string text, string part)
    {
        string path = Path.Combine(_folder, "metrics.json");
        File.WriteAllText(path, text);
        string message = Assert.Throws<FormatException>(() => ReportJson.Read(path)).Message;
        Assert.Contains(part, message);
        Assert.Contains(path, message);
    }

    [Fact]
    public void TheSummaryIsMarkdownWithoutMarkupOfOthers()
    {
        string text = MarkdownSummary.ToText(SampleReports.Classes([SampleReports.Hostile, "b", "c"], 60).Report);
        Assert.Contains("| Accuracy |", text);
        Assert.Contains("| linear |", text);
        Assert.Contains(@"\<b\>", text);
        Assert.DoesNotContain("<b>", text);
        string[] rows = [.. text.Split('\n').SkipWhile(l => !l.StartsWith("| figure", StringComparison.Ordinal)).TakeWhile(l => l.StartsWith('|'))];
        Assert.All(rows, r => Assert.Equal(5, Regex.Count(r, @"(?<!\\)\|")));
    }

    [Fact]
    public void NumbersInARowStandOnOneLine()
    {
        string path = Path.Combine(_folder, "metrics.json");
        ReportJson.Write(SampleReports.Classes(["a", "b"], 40).Report, path);
        Assert.Matches("\"confusionMatrix\": \\[\\s*\\[\\d+, \\d+\\],\\s*\\[\\d+, \\d+\\]\\s*\\]", File.ReadAllText(path));
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        Assert.Equal(2, document.RootElement.GetProperty("schemaVersion").GetInt32());
    }
}
