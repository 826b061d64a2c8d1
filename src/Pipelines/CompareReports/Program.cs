using System.CommandLine;
using System.Globalization;
using MlNetDeepLearning.CompareReports;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Reports;

const int MostRuns = 8;

var root = new RootCommand("""
    Sets the reports of runs side by side: figures with differences and their intervals, tests, curves, confusions, options that differ.

    Examples:
      dotnet run -c Release                                                the newest runs of one task found below artifacts
      dotnet run -c Release -- a/metrics.json b/metrics.json               files, or the folders that they lie in
      dotnet run -c Release -- main branch --fail-if-worse accuracy=0.01   exit code 3 where a run is worse than the first by more than that
    """);
var paths = new Argument<string[]>("runs") { Description = "Files called metrics.json, or folders with such; the others are held against the first.", Arity = ArgumentArity.ZeroOrMore };
var limits = new Option<string[]>("--fail-if-worse", "-f") { Description = "A metric and by how much it may be worse, such as accuracy=0.01; may be given several times.", HelpName = "metric=limit", Arity = ArgumentArity.OneOrMore };
var output = new Option<string>("--output", "-o") { Description = "The page to write.", DefaultValueFactory = _ => "artifacts/comparison.html", HelpName = "file" };
limits.Validators.Add(r =>
{
    if (!r.Tokens.All(t => TryLimit(t.Value, out _, out _))) r.AddError("--fail-if-worse takes a metric and a number from 0 on, such as accuracy=0.01.");
});
root.Add(paths);
root.Add(limits);
root.Add(output);
root.SetAction((parsed, _) => Task.FromResult(Compare(parsed.GetValue(paths) ?? [], parsed.GetValue(limits) ?? [], parsed.GetValue(output)!)));
return PipelineHost.Run(root, args);

int Compare(IReadOnlyList<string> given, IReadOnlyList<string> allowed, string page)
{
    // Find and read the runs.
    IReadOnlyList<ComparedRun> runs = ComparedRun.Read(given.Count > 0 ? RunFiles.Find(given) : RunFiles.Newest("artifacts", MostRuns));
    RunComparison comparison = RunComparison.Of(runs);

    // Show what differs.
    Terminal.Table(["Figure", comparison.First.Name, .. comparison.Others.SelectMany(o => new[] { o.Run.Name, "difference", "95 % interval" })],
        comparison.First.Report.Metrics.Select(m => Row(comparison, m.Key, m.Value)));
    foreach (RunDifference run in comparison.Others)
    {
        if (run.McNemar is { } test)
            Terminal.Line($"{run.Run.Name}: {test.OnlyFirst:N0} rows only {comparison.First.Name} has right, {test.OnlySecond:N0} only this run; {(test.PValue < 0.05 ? "they differ" : "no proof that they differ")} (McNemar, p {(test.PValue < 0.0001 ? "< 0.0001" : $"= {test.PValue.ToString("0.0000", CultureInfo.InvariantCulture)}")}).");
        if (run.Reason is not null) Terminal.Warning($"No intervals and tests: {run.Reason}.");
    }
    foreach ((string option, IReadOnlyList<string> values) in comparison.Options) Terminal.Line($"{option}: {string.Join(" | ", values)}");

    // Write the page.
    if (Path.GetDirectoryName(Path.GetFullPath(page)) is { } folder) Directory.CreateDirectory(folder);
    ComparisonPage.Write(comparison, page);
    Terminal.Line($"Wrote {page}.");

    // Say whether a run is worse than it may be.
    var most = new Dictionary<string, double>();
    foreach (string text in allowed)
        if (TryLimit(text, out string metric, out double limit)) most[metric] = limit;
    if (most.Keys.FirstOrDefault(m => runs.Any(r => !r.Report.Metrics.ContainsKey(m))) is { } unknown)
        throw new PipelineException($"Not every run has a figure '{unknown}'. The first has: {string.Join(", ", comparison.First.Report.Metrics.Keys)}.");
    (RunDifference Run, FigureDifference Figure)[] worse = [.. comparison.Worse(most)];
    foreach ((RunDifference run, FigureDifference figure) in worse)
        Terminal.Warning($"{run.Run.Name} is worse: {figure.Metric} {FigureName.Of(figure.Metric).Text(figure.Value)} against {FigureName.Of(figure.Metric).Text(figure.First)}, more than {most[figure.Metric].ToString(CultureInfo.InvariantCulture)} apart.");
    return worse.Length > 0 ? ExitCodes.SomeFailed : ExitCodes.Done;
}

static IReadOnlyList<string> Row(RunComparison comparison, string name, double value)
{
    FigureName figure = FigureName.Of(name);
    return [figure.Title, figure.Text(value), .. comparison.Others.SelectMany(o => o.Differences.FirstOrDefault(d => d.Metric == name) is not { } difference ? ["", "", ""]
        : new[] { figure.Text(difference.Value), ComparisonPage.Signed(figure, difference), difference.Interval is { } ends ? $"{figure.Text(ends.Low)} to {figure.Text(ends.High)}" : "" })];
}

static bool TryLimit(string text, out string metric, out double limit)
{
    string[] parts = text.Split('=', 2);
    metric = parts[0];
    limit = 0;
    return parts.Length == 2 && metric.Length > 0 && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out limit) && limit >= 0;
}
