using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Reports;
using MlNetDeepLearning.Tests.Unit.Reports;

namespace MlNetDeepLearning.Tests.Pipelines;

public sealed class CompareReportsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("compare").FullName;

    public CompareReportsTests()
    {
        Write("strong", SampleReports.Classes(["a", "b", "c"], 400, skill: 3));
        Write("weak", SampleReports.Classes(["a", "b", "c"], 400, seed: 2, skill: 1));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void RunsAreSetSideBySideAndAWorseOneFailsWhereAsked()
    {
        string page = Path.Combine(_root, "comparison.html");
        AppResult result = App.CompareReports.RunIn(_root, null, "artifacts/strong", "artifacts/weak/metrics.json", "--output", page);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("they differ", result.Output);
        Assert.Contains("seed: 1 | 2", result.Output);
        Assert.True(File.Exists(page));

        AppResult worse = App.CompareReports.RunIn(_root, null, "artifacts/strong", "artifacts/weak", "--fail-if-worse", "accuracy=0.01");
        Assert.True(worse.ExitCode == 3, worse.ToString());
        Assert.Contains("weak is worse", worse.Output);
        Assert.Equal(0, App.CompareReports.RunIn(_root, null, "artifacts/weak", "artifacts/strong", "--fail-if-worse", "accuracy=0.01").ExitCode);
        Assert.Equal(0, App.CompareReports.RunIn(_root, null, "artifacts/strong", "artifacts/weak", "--fail-if-worse", "accuracy=0.9").ExitCode);
        // Without names it takes all below artifacts.
        AppResult found = App.CompareReports.RunIn(_root, null);
        Assert.True(found.ExitCode == 0, found.ToString());
        Assert.Contains("weak", found.Output);
    }

    [Fact]
    public void BadInputGetsOneClearLine()
    {
        OneLine(1, "nowhere", ["nowhere"]);
        OneLine(1, "takes two", ["artifacts/strong"]);
        OneLine(1, "beauty", ["artifacts", "--fail-if-worse", "beauty=1"]);
        Write("numbers", SampleReports.Regression());
        OneLine(1, "regression", ["artifacts/strong", "artifacts/numbers"]);
        File.WriteAllText(Path.Combine(_root, "broken.json"), "{");
        OneLine(1, "broken.json", ["artifacts/strong", "broken.json"]);
        Assert.Equal(2, App.CompareReports.RunIn(_root, null, "artifacts", "--fail-if-worse", "accuracy").ExitCode);
    }

    private void OneLine(int code, string part, string[] args)
    {
        AppResult result = App.CompareReports.RunIn(_root, null, args);
        Assert.True(result.ExitCode == code, result.ToString());
        Assert.Contains(part, Assert.Single(result.ErrorLines));
    }

    private void Write(string name, (RunReport Report, Outcomes Outcomes) run) => ReportFiles.Write(run.Report, Path.Combine(_root, "artifacts", name), run.Outcomes);
}
