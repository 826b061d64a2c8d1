using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Reports;
using MlNetDeepLearning.Tests.Unit.Reports;

namespace MlNetDeepLearning.Tests.Pipelines;

/// <summary>Reports and the comparison in a browser. Its screenshots are left in <c>artifacts/pages</c> for people to look at.</summary>
public sealed class ReportPageTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("pages").FullName;

    private static string Screenshots(string name) => Path.Combine(App.Repository, "artifacts", "pages", name.Replace(' ', '-'));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [BrowserFact]
    public async Task ReportsOfEveryTaskAreWholeOnAnyScreen()
    {
        await using Browser browser = await Browser.Start();
        List<string> faults = [];
        foreach ((string name, Func<(RunReport Report, Outcomes? Outcomes)> sample) in SampleReports.All)
        {
            (RunReport report, Outcomes? outcomes) = sample();
            string folder = Path.Combine(_root, name), page = Path.Combine(folder, ReportFiles.Page);
            ReportFiles.Write(report, folder, outcomes);
            faults.AddRange((await browser.Faults(page, Screenshots(name))).Select(f => $"{name}: {f}"));
            faults.AddRange(PageFigures.Missing(File.ReadAllText(Path.Combine(folder, ReportFiles.Metrics)), await browser.Numbers(page)).Select(f => $"{name}: not shown: {f}"));
        }
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [BrowserFact]
    public async Task TheComparisonIsWholeOnAnyScreen()
    {
        string[] labels = ["circle", SampleReports.Hostile, "a class whose name is much longer than anyone would like it to be"];
        (string Name, (RunReport, Outcomes) Run)[] runs = [("first", SampleReports.Classes(labels, 300, skill: 1)), ("a-run-with-quite-a-long-name", SampleReports.Classes(labels, 300, seed: 2)), ("third", SampleReports.Classes(labels, 300, seed: 3))];
        foreach ((string name, (RunReport report, Outcomes outcomes)) in runs) ReportFiles.Write(report, Path.Combine(_root, name), outcomes);
        string page = Path.Combine(_root, "comparison.html");
        AppResult result = App.CompareReports.Run([.. runs.Select(r => Path.Combine(_root, r.Name)), "--output", page]);
        Assert.True(result.ExitCode == 0, result.ToString());
        await using Browser browser = await Browser.Start();
        Assert.Empty(await browser.Faults(page, Screenshots("comparison")));
        HashSet<string> numbers = [.. await browser.Numbers(page)];
        foreach ((_, (RunReport report, _)) in runs)
            Assert.All(report.Metrics.Values.Where(double.IsFinite), v => Assert.Contains(v.ToString("R", System.Globalization.CultureInfo.InvariantCulture), numbers));
    }

    [BrowserFact]
    public async Task FaultsAreSeen()
    {
        string page = Path.Combine(_root, "bad.html");
        File.WriteAllText(page, "<body style='background:#fff'><div style='width:2000px'>wide</div><script>console.error('wrong')</script><img src='none.png'>");
        await using Browser browser = await Browser.Start();
        IReadOnlyList<string> faults = await browser.Faults(page, Path.Combine(_root, "shots"));
        Assert.Contains(faults, f => f.Contains("pixels wide"));
        Assert.Contains(faults, f => f.Contains("wrong"));
        Assert.Contains(faults, f => f.Contains("none.png"));
        Assert.Contains(faults, f => f.Contains("brightness"));
    }
}
