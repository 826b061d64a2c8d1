using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Reports;

namespace MlNetDeepLearning.Tests.Unit.Reports;

public sealed class ComparisonTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("comparison").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ABetterClassifierIsSignificantlyBetterOnTheSameRows()
    {
        RunComparison comparison = Compare(Write("weak", SampleReports.Classes(["a", "b", "c"], 500, skill: 1)), Write("strong", SampleReports.Classes(["a", "b", "c"], 500, seed: 2, skill: 3)));
        RunDifference strong = comparison.Others[0];
        Assert.Null(strong.Reason);
        FigureDifference accuracy = strong.Differences.Single(d => d.Metric == "accuracy"), loss = strong.Differences.Single(d => d.Metric == "logLoss");
        Assert.True(accuracy.IsSignificant && accuracy.Loss < 0 && accuracy.Interval!.Value.Contains(accuracy.Difference));
        Assert.True(loss.IsSignificant && loss.Difference < 0 && loss.Loss < 0);
        Assert.True(strong.McNemar!.Value.PValue < 0.001);
        Assert.Equal(["weak", "strong"], comparison.Runs.Select(r => r.Name));
        Assert.Equal(["seed"], comparison.Options.Keys);
    }

    [Fact]
    public void TheSameRunDoesNotDiffer()
    {
        (RunReport, Outcomes) run = SampleReports.Classes(["a", "b"], 200, binary: true);
        RunComparison comparison = Compare(Write("one", run), Write("two", run));
        Assert.All(comparison.Others[0].Differences, d => Assert.False(d.IsSignificant));
        Assert.Equal(1, comparison.Others[0].McNemar!.Value.PValue);
        Assert.Empty(comparison.Worse(new Dictionary<string, double> { ["accuracy"] = 0, ["logLoss"] = 0 }));
    }

    [Fact]
    public void WorseRunsAreFoundWhicheverWayIsBetter()
    {
        RunComparison comparison = Compare(Write("good", SampleReports.Regression(noise: 1)), Write("bad", SampleReports.Regression(seed: 2, noise: 8)));
        Assert.Equal(["rSquared", "rootMeanSquaredError"], comparison.Worse(new Dictionary<string, double> { ["rSquared"] = 0.001, ["rootMeanSquaredError"] = 1, ["meanAbsoluteError"] = 100 }).Select(w => w.Figure.Metric));
        Assert.True(comparison.Others[0].Differences.Single(d => d.Metric == "rSquared").IsSignificant);
    }

    [Fact]
    public void RowsAreMatchedByTheirNames()
    {
        string[] labels = ["a", "b"];
        (RunReport report, _) = SampleReports.Classes(labels, 4);
        string first = Write("first", (report, new ClassOutcomes(labels, [0, 1, 0, 1], [0, 1, 1, 1], null)), ["w", "x", "y", "z"]);
        string turned = Write("turned", (report, new ClassOutcomes(labels, [1, 0, 1, 0], [1, 1, 1, 0], null)), ["z", "y", "x", "w"]);
        Assert.Equal(new McNemarTest(0, 0, 1), Compare(first, turned).Others[0].McNemar);

        string others = Write("others", (report, new ClassOutcomes(labels, [0, 1, 0, 1], [0, 1, 1, 1], null)), ["w", "x", "y", "other"]);
        Assert.Contains("same rows", Compare(first, others).Others[0].Reason);
        string truths = Write("truths", (report, new ClassOutcomes(labels, [1, 1, 0, 1], [0, 1, 1, 1], null)), ["w", "x", "y", "z"]);
        Assert.Contains("disagree", Compare(first, truths).Others[0].Reason);
        File.Delete(Path.Combine(_folder, "others", "predictions.csv"));
        Assert.Contains("no stored predictions", Compare(first, others).Others[0].Reason);
    }

    [Fact]
    public void RunsOfOtherTasksAreRefused()
    {
        string classes = Write("classes", SampleReports.Classes(["a", "b"], 20)), numbers = Write("numbers", SampleReports.Regression());
        Assert.Contains("numbers", Assert.Throws<ArgumentException>(() => Compare(classes, numbers)).Message);
        Assert.Throws<ArgumentException>(() => RunComparison.Of(ComparedRun.Read([classes])));
    }

    [Fact]
    public void RunsOfFoldersWithTheSameNameAreToldApart()
    {
        (RunReport, Outcomes) run = SampleReports.Classes(["a", "b"], 20);
        Assert.Equal(["x/out", "y/out"], ComparedRun.Read([Write("x/out", run), Write("y/out", run)]).Select(r => r.Name));
    }

    [Fact]
    public void ThePageShowsEveryRunAndNoMarkupOfOthers()
    {
        RunComparison comparison = Compare(Write("weak", SampleReports.Classes([SampleReports.Hostile, "b", "c"], 300, skill: 1)), Write("strong", SampleReports.Classes([SampleReports.Hostile, "b", "c"], 300, seed: 2)));
        string page = ComparisonPage.ToText(comparison);
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("<b>", page);
        foreach (ComparedRun run in comparison.Runs)
            foreach (double value in run.Report.Metrics.Values.Where(double.IsFinite)) Assert.Contains($"<data value=\"{value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}\">", page);
        Assert.Contains("class=\"better\"", page);
    }

    private static RunComparison Compare(params string[] files) => RunComparison.Of(ComparedRun.Read(files));

    private string Write(string name, (RunReport Report, Outcomes Outcomes) run, string[]? rows = null)
    {
        string folder = Path.Combine(_folder, name);
        ReportFiles.Write(run.Report, folder, run.Outcomes, rows);
        return Path.Combine(folder, ReportFiles.Metrics);
    }
}
