using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Reports;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Reports;

/// <summary>Reports on made-up runs: each task, few and many classes, long and hostile names, numbers that are missing.</summary>
public static class SampleReports
{
    public const string Hostile = "<b>\"bold\" & 'quoted'</b> | a_class*with`marks`";
    private const string Dot = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    /// <summary>The reports by name, with the outcomes of those that have any.</summary>
    public static IReadOnlyDictionary<string, Func<(RunReport Report, Outcomes? Outcomes)>> All { get; } = new Dictionary<string, Func<(RunReport, Outcomes?)>>
    {
        ["binary"] = () => Classes(["no", "yes"], 400, binary: true),
        ["six classes"] = () => Classes([Hostile, "circle", "a class whose name is much longer than anyone would like it to be, and goes on", "square", "star", "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"], 600),
        ["many classes"] = () => Classes([.. Enumerable.Range(0, 1000).Select(i => $"class {i}")], 3000),
        ["thirty classes"] = () => Classes([.. Enumerable.Range(0, 30).Select(i => i % 3 == 0 ? $"kind number {i} of them" : $"k{i}")], 900),
        ["regression"] = () => Regression(),
        ["forecasting"] = () => Forecasting(),
        ["clustering"] = () => Clustering(),
        ["bare"] = () => (Bare(), null),
    };

    public static (RunReport Report, ClassOutcomes Outcomes) Classes(string[] labels, int rows, bool binary = false, int seed = 1, float skill = 2.5f)
    {
        var random = new PhiloxSequence(new Philox(11));
        var noise = new PhiloxSequence(new Philox((ulong)seed + 100));
        int[] truth = new int[rows];
        float[] scores = new float[rows * labels.Length];
        for (int row = 0; row < rows; row++)
        {
            truth[row] = random.NextInt32(labels.Length);
            Span<float> own = scores.AsSpan(row * labels.Length, labels.Length);
            float sum = 0;
            for (int c = 0; c < own.Length; c++) sum += own[c] = MathF.Exp(noise.NextNormal() * 1.2f + (c == truth[row] ? skill : 0));
            foreach (ref float score in own) score /= sum;
        }
        ClassificationDetails details = ClassificationDetails.Of(new ClassScoreTable(labels, truth, scores));
        RunReport report = ReportOf.Classes($"Sample with {labels.Length} classes", Run(seed), Data(rows) with { Counts = [.. labels.Select(l => new ClassCount(l, 10, 2, 5))] }, details,
            row => row % 3 == 0 ? new ExampleInfo($"pictures/{row}.png", Dot) : row % 3 == 1 ? new ExampleInfo($"row {row}", Text: $"This text is {Hostile}, and it is long. {new string('x', 60)}")
                : new ExampleInfo($"row {row}", Values: new Dictionary<string, string> { ["age"] = "39", ["a column"] = Hostile }), binary);
        return (report with
        {
            History = History(),
            Model = new ModelInfo("mlp:64", 12_345, "(N, 20)", "Layer    Output\nDense    (N, 64)"),
            Notes = [Hostile],
            Baselines = [new BaselineInfo("linear", new Dictionary<string, double> { ["accuracy"] = 0.5, ["logLoss"] = double.NaN })]
        }, details.Outcomes);
    }

    public static (RunReport Report, NumberOutcomes Outcomes) Regression(int seed = 1, float noise = 3)
    {
        var truths = new PhiloxSequence(new Philox(5));
        var errors = new PhiloxSequence(new Philox((ulong)seed + 50));
        double[] truth = [.. Enumerable.Range(0, 1500).Select(_ => (double)truths.NextSingle(-20, 80))];
        var outcomes = new NumberOutcomes(truth, [.. truth.Select(t => t * 0.9 + 3 + errors.NextNormal() * noise)]);
        RunReport report = ReportOf.Numbers("Sample of predicted numbers", Run(seed), Data(1500) with { Columns = [new("age", "number", 3, "17 to 90"), new(Hostile, "category", 0, "a, b, c and 900 more of these values that go on and on")] },
            outcomes, row => new ExampleInfo($"row {row}", Values: new Dictionary<string, string> { ["age"] = "39", ["occupation"] = "Exec-managerial" }));
        return (report with { History = [.. History().Select(e => e with { Metrics = new Dictionary<string, double> { ["mean absolute error"] = e.Loss }, ValidationMetrics = new Dictionary<string, double>() })] }, outcomes);
    }

    private static (RunReport, Outcomes?) Forecasting()
    {
        ForecastInfo Series(string name, int phase) => new(name, [.. Enumerable.Range(0, 120).Select(i => $"2026-{1 + i / 30:00}-{1 + i % 30:00}")],
            [.. Enumerable.Range(0, 120).Select(i => i == 7 ? double.NaN : 100 + i + 20 * Math.Sin((i + phase) / 5.0))],
            [.. Enumerable.Range(0, 120).Select(i => i < 90 ? double.NaN : 102 + i + 18 * Math.Sin((i + phase) / 5.0))],
            [.. Enumerable.Range(0, 120).Select(i => i < 90 ? double.NaN : 90 + i + 18 * Math.Sin((i + phase) / 5.0))],
            [.. Enumerable.Range(0, 120).Select(i => i < 90 ? double.NaN : 114 + i + 18 * Math.Sin((i + phase) / 5.0))]);
        ForecastInfo[] series = [Series("passengers", 0), Series(Hostile, 9)];
        return (ReportOf.Forecasts("Sample of forecasts", Run(1), Data(120), series), ReportOf.ForecastOutcomes(series));
    }

    private static (RunReport, Outcomes?) Clustering()
    {
        var random = new PhiloxSequence(new Philox(3));
        int[] cluster = [.. Enumerable.Range(0, 300).Select(i => i % 3)];
        return (ReportOf.Clusters("Sample of groups", Run(1), Data(300), new Dictionary<string, double> { ["silhouette"] = 0.61, ["daviesBouldin"] = 0.4, ["unheardOf"] = double.NaN },
            [new("first", 100, 1.2, "setosa"), new("second", 100, 0.9, "virginica"), new(Hostile, 100, 1.5)],
            new ClusterMap([.. cluster.Select(c => c * 3 + (double)random.NextNormal())], [.. cluster.Select(c => c % 2 * 4 + (double)random.NextNormal())], cluster)), null);
    }

    private static RunReport Bare() => new()
    {
        Task = ReportTasks.Regression,
        Title = "Nothing but NaN",
        Run = Run(1),
        Data = Data(0),
        Metrics = new Dictionary<string, double> { ["rSquared"] = double.NaN },
        History = [new EpochInfo(1, double.NaN, null, new Dictionary<string, double>(), new Dictionary<string, double>(), 0, 0)],
        Residuals = ReportOf.Numbers("", Run(1), Data(0), new NumberOutcomes([], []), _ => new("")).Residuals
    };

    private static RunInfo Run(int seed) => new("Sample pipeline", new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero), 12.3, 8.25, seed,
        new Dictionary<string, string> { ["seed"] = seed.ToString(), ["data"] = "a/path/that/is/rather/long/and/has/no/blanks/in/it/so/that/it/must/be/broken/somewhere/data.csv", ["note"] = Hostile },
        new Dictionary<string, string> { [".NET"] = "10", ["Processor"] = "x64, 2 cores" });

    private static DataInfo Data(int test) => new("datasets/sample", "a table", 1000, 100, test);

    private static EpochInfo[] History() => [.. Enumerable.Range(1, 12).Select(e => new EpochInfo(e, e == 3 ? double.NaN : 2.0 / e, 2.1 / e + 0.1, new Dictionary<string, double> { ["accuracy"] = 1 - 0.6 / e },
        new Dictionary<string, double> { ["accuracy"] = 0.95 - 0.6 / e }, 0.003 * (1 - e / 13.0), 0.6))];
}
