using MlNetDeepLearning.DeepLearning;

namespace MlNetDeepLearning.Reports;

/// <summary>A run to compare: its report and, where they are stored, its predictions.</summary>
/// <param name="Name">What the run is called: its folder's name, longer where several have the same.</param>
/// <param name="Report">Its report.</param>
/// <param name="Outcomes">What it predicted of each test row; null where that is not stored.</param>
/// <param name="Rows">The test rows' names.</param>
public sealed record ComparedRun(string Name, RunReport Report, Outcomes? Outcomes, IReadOnlyList<string> Rows)
{
    /// <summary>Reads runs.</summary>
    /// <param name="files">Their <c>metrics.json</c> files.</param>
    /// <exception cref="FormatException">A file cannot be read.</exception>
    public static IReadOnlyList<ComparedRun> Read(IReadOnlyList<string> files)
    {
        string[][] folders = [.. files.Select(f => Path.GetDirectoryName(Path.GetFullPath(f))!.Split(Path.DirectorySeparatorChar))];
        return [.. files.Select((file, i) =>
        {
            int length = 1;
            while (length < folders[i].Length && folders.Where((_, other) => other != i).Any(f => Tail(f, length) == Tail(folders[i], length))) length++;
            return Read(file, Tail(folders[i], length));
        })];

        static string Tail(string[] parts, int count) => string.Join('/', parts[Math.Max(0, parts.Length - count)..]);
    }

    private static ComparedRun Read(string file, string name)
    {
        RunReport report = ReportJson.Read(file);
        if (report.Predictions is null) return new ComparedRun(name, report, null, []);
        // The file lies beside the report; a path that leads elsewhere is not followed.
        string predictions = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, Path.GetFileName(report.Predictions));
        if (!File.Exists(predictions)) return new ComparedRun(name, report, null, []);
        (IReadOnlyList<string> rows, Outcomes outcomes) = PredictionsFile.Read(predictions, [.. report.Classes.Select(c => c.Label)]);
        return new ComparedRun(name, report, outcomes, rows);
    }
}

/// <summary>A figure of one run against the same of the first.</summary>
/// <param name="Metric">The figure's name.</param>
/// <param name="First">The first run's value.</param>
/// <param name="Value">This run's value.</param>
/// <param name="Interval">Where the difference lies with 95 % confidence; null where the runs were not tested on the same rows.</param>
public sealed record FigureDifference(string Metric, double First, double Value, ConfidenceInterval? Interval)
{
    /// <summary>This run's value minus the first run's.</summary>
    public double Difference => Value - First;

    /// <summary>Whether the interval leaves zero out.</summary>
    public bool IsSignificant => Interval is { } ends && double.IsFinite(ends.Low) && !ends.Contains(0);

    /// <summary>How much worse this run is: above 0 where it is. A figure of which neither way is better is never worse.</summary>
    public double Loss => FigureName.Of(Metric).HigherIsBetter switch { true => -Difference, false => Difference, _ => 0 };
}

/// <summary>A run against the first one.</summary>
/// <param name="Run">The run.</param>
/// <param name="Differences">The figures that both have.</param>
/// <param name="McNemar">Whether two classifiers differ on the same rows; null where they were not tested on the same rows.</param>
/// <param name="Reason">Why intervals and tests are missing, where they are.</param>
public sealed record RunDifference(ComparedRun Run, IReadOnlyList<FigureDifference> Differences, McNemarTest? McNemar, string? Reason);

/// <summary>Runs side by side, each against the first.</summary>
/// <param name="First">The run that the others are held against.</param>
/// <param name="Others">The others.</param>
/// <param name="Options">The options that are not the same in all runs: a value for each run, empty where it has none.</param>
public sealed record RunComparison(ComparedRun First, IReadOnlyList<RunDifference> Others, IReadOnlyDictionary<string, IReadOnlyList<string>> Options)
{
    /// <summary>All runs, the first one first.</summary>
    public IEnumerable<ComparedRun> Runs => Others.Select(o => o.Run).Prepend(First);

    /// <summary>Compares runs.</summary>
    /// <exception cref="ArgumentException">There are fewer than two, or their tasks differ.</exception>
    public static RunComparison Of(IReadOnlyList<ComparedRun> runs)
    {
        if (runs.Count < 2) throw new ArgumentException($"Comparing takes two runs; there {(runs.Count == 1 ? "is one" : "are none")}.");
        if (runs.FirstOrDefault(r => Kind(r) != Kind(runs[0])) is { } other)
            throw new ArgumentException($"'{runs[0].Name}' is about {runs[0].Report.Task}, '{other.Name}' about {other.Report.Task}; only runs of one task can be compared.");
        string[] options = [.. runs.SelectMany(r => r.Report.Run.Options.Keys).Distinct()];
        return new RunComparison(runs[0], [.. runs.Skip(1).Select(r => Compare(runs[0], r))],
            options.Select(o => (Option: o, Values: (IReadOnlyList<string>)[.. runs.Select(r => r.Report.Run.Options.GetValueOrDefault(o) ?? "")]))
                .Where(o => o.Values.Distinct().Count() > 1).ToDictionary(o => o.Option, o => o.Values));

        static string Kind(ComparedRun run) => run.Report.Task is ReportTasks.Binary ? ReportTasks.Multiclass : run.Report.Task;
    }

    /// <summary>The differences in which a run is worse than the first by more than what is allowed, by the metrics' names.</summary>
    public IEnumerable<(RunDifference Run, FigureDifference Figure)> Worse(IReadOnlyDictionary<string, double> allowed) =>
        from run in Others from figure in run.Differences where allowed.TryGetValue(figure.Metric, out double most) && (figure.Loss > most || double.IsNaN(figure.Difference)) select (run, figure);

    private static RunDifference Compare(ComparedRun first, ComparedRun second)
    {
        (Outcomes A, Outcomes B)? paired = Pair(first, second, out string? reason);
        IReadOnlyDictionary<string, ConfidenceInterval> intervals = paired is { } p ? Bootstrap.Differences(p.A, p.B) : new Dictionary<string, ConfidenceInterval>();
        McNemarTest? test = paired is { A: ClassOutcomes a, B: ClassOutcomes b } ? McNemarTest.Of(a, b) : null;
        return new RunDifference(second, [.. first.Report.Metrics.Where(m => second.Report.Metrics.ContainsKey(m.Key)).Select(m =>
            new FigureDifference(m.Key, m.Value, second.Report.Metrics[m.Key], intervals.TryGetValue(m.Key, out ConfidenceInterval ends) ? ends : null))], test, reason);
    }

    // The second run's rows in the order of the first's, so that each resample draws the same rows for both.
    private static (Outcomes, Outcomes)? Pair(ComparedRun first, ComparedRun second, out string? reason)
    {
        reason = first.Outcomes is null || second.Outcomes is null ? $"'{(first.Outcomes is null ? first : second).Name}' has no stored predictions" : null;
        if (reason is not null) return null;
        var places = second.Rows.Select((name, row) => (name, row)).DistinctBy(r => r.name).ToDictionary(r => r.name, r => r.row);
        int[] order = [.. first.Rows.Select(name => places.GetValueOrDefault(name, -1))];
        if (order.Length != second.Rows.Count || order.Contains(-1) || order.Distinct().Count() != order.Length)
        {
            reason = $"'{first.Name}' and '{second.Name}' were not tested on the same rows";
            return null;
        }
        Outcomes sorted = second.Outcomes switch
        {
            ClassOutcomes c => new ClassOutcomes(c.Labels, [.. order.Select(r => c.Truth[r])], [.. order.Select(r => c.Predicted[r])], c.LabelProbabilities.IsEmpty ? null : [.. order.Select(r => c.LabelProbabilities[r])]),
            NumberOutcomes n => new NumberOutcomes([.. order.Select(r => n.Truth[r])], [.. order.Select(r => n.Predicted[r])]),
            _ => throw new ArgumentException("Outcomes of an unknown kind.", nameof(second)),
        };
        if (!SameTruth(first.Outcomes!, sorted))
        {
            reason = $"'{first.Name}' and '{second.Name}' disagree about what is true of their test rows";
            return null;
        }
        return (first.Outcomes!, sorted);
    }

    private static bool SameTruth(Outcomes first, Outcomes second) => (first, second) switch
    {
        (ClassOutcomes a, ClassOutcomes b) => Enumerable.Range(0, a.Count).All(r => a.Labels[a.Truth[r]] == b.Labels[b.Truth[r]]),
        (NumberOutcomes a, NumberOutcomes b) => a.Truth.SequenceEqual(b.Truth),
        _ => false,
    };
}
