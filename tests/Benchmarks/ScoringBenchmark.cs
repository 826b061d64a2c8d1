using System.Diagnostics;
using Google.Protobuf;
using MlNetDeepLearning.Formats;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Benchmarks;

/// <summary>
/// Scores ONNX models side by side with ONNX Runtime, at batch 1 and 8, on one thread and on all. The two take turns; the ratio is that of the
/// medians of all turns, more than 1 where we are faster.
/// </summary>
internal static class ScoringBenchmark
{
    // Dimensions that are no batch, which the peer would make one.
    private static readonly Dictionary<(string Model, string Symbol), int> Sizes = new() { [("silero_vad_16k_op15", "sequence")] = 576 };
    private static readonly Dictionary<(string Model, string Input), long> Scalars = new() { [("silero_vad_16k_op15", "sr")] = 16000 };

    private sealed record Case(string Model, int Batch, int Threads)
    {
        public List<double> Ours { get; } = [];

        public List<double> Theirs { get; } = [];

        public double Difference { get; set; } = double.NaN;

        public string Remark { get; set; } = "";
    }

    public static int Run(string[] options)
    {
        bool quick = options.Contains("--quick");
        string shared = Option(options, "--shared") ?? Path.GetFullPath(Path.Combine(BenchmarkResults.Root(), "..", "shared"));
        string folder = Option(options, "--models") ?? Path.Combine(shared, "models");
        if (!Directory.Exists(folder) && !File.Exists(folder))
        {
            Console.Error.WriteLine($"There are no models at '{folder}'; name a folder or file with --models.");
            return 2;
        }
        OrtPeer? peer = OrtPeer.Find(shared, Option(options, "--ort"), out string reason);
        Console.WriteLine(peer is null ? $"Without ONNX Runtime: {reason}." : "Against ONNX Runtime.");
        string? only = Option(options, "--only");
        string[] models = File.Exists(folder) ? [folder] : [.. Directory.EnumerateFiles(folder, "*.onnx", SearchOption.AllDirectories).Where(m => only is null || only.Split(',').Any(m.Contains)).Order(StringComparer.Ordinal)];
        int[] threads = Option(options, "--threads") is { } given ? [.. given.Split(',').Select(int.Parse)] : Workers.Count > 1 ? [1, Workers.Count] : [1];
        int[] batches = Option(options, "--batch") is { } sizes ? [.. sizes.Split(',').Select(int.Parse)] : [1, 8];
        List<Case> cases = [];
        foreach (string model in models)
            foreach (int batch in batches)
                foreach (int count in threads) Measure(model, batch, count, quick ? 1 : 3, quick ? 0.5 : 1.5, peer, cases, options.Contains("--profile"));
        Report(cases, peer is not null);
        return 0;
    }

    private static void Measure(string path, int batch, int threads, int rounds, double seconds, OrtPeer? peer, List<Case> cases, bool profiled)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        string work = Directory.CreateTempSubdirectory("scoring-").FullName;
        try
        {
            Graph graph = OnnxImporter.Import(path);
            if (batch > 1 && graph.Inputs.All(i => i.Shape.Rank == 0 || i.Shape[0].IsKnown)) return;
            var result = new Case(name, batch, threads);
            cases.Add(result);
            string model = Fixed(path, name, work);
            string[] given = [.. Scalars.Where(s => s.Key.Model == name).Select(s => $"{s.Key.Input}={Scalar(work, s.Key.Input, s.Value)}")];
            var profile = profiled ? new ExecutionProfile() : null;
            var executor = new Executor(graph, new ExecutorOptions { Profile = profile });
            // Batches go the way that the transformer sends them.
            RowExecutor? rows = batch > 1 && RowExecutor.Pays(graph) ? new RowExecutor(executor) : null;
            Tensor[]? inputs = null;
            for (int round = 0; round < rounds; round++)
            {
                if (peer?.Measure(model, batch, threads, seconds, given, work, out string reason) is { } theirs) result.Theirs.Add(theirs);
                else if (peer is not null) result.Remark = "ONNX Runtime fails";
                inputs ??= [.. graph.Inputs.Select(i => peer is null || result.Theirs.Count == 0 ? Random(i, name, batch) : OrtPeer.Load(work, i.Name!, i.Type.Element))];
                result.Ours.Add(Time(rows is null ? () => executor.Start(inputs).Dispose() : () => rows.Run(inputs, new Tensor?[graph.Outputs.Count]), threads, seconds));
            }
            if (result.Theirs.Count > 0) result.Difference = Difference(graph, executor.Run(inputs), work);
            Console.WriteLine(Line(result));
            if (profile is not null) Console.WriteLine(profile.Report(12));
        }
        catch (Exception e) when (e is OnnxFormatException or UnsupportedOperatorException or ShapeException or ExecutionException)
        {
            cases.Add(new Case(name, batch, threads) { Remark = e.Message });
            Console.WriteLine($"{name}: {e.Message}");
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static double Time(Action run, int threads, double seconds)
    {
        using Workers.LimitScope limit = Workers.Limit(threads);
        for (int i = 0; i < 3; i++) run();
        List<double> times = [];
        long end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < end || times.Count < 5)
        {
            long start = Stopwatch.GetTimestamp();
            run();
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return Median(times);
    }

    private static double Difference(Graph graph, Tensor[] outputs, string work)
    {
        double worst = 0;
        for (int o = 0; o < outputs.Length; o++)
        {
            if (outputs[o].Type != ElementType.Float32) continue;
            Span<float> expected = OrtPeer.Load(work, graph.Outputs[o].Name, ElementType.Float32).AsSpan<float>(), actual = outputs[o].AsSpan<float>();
            double scale = 1e-30, difference = expected.Length == actual.Length ? 0 : double.PositiveInfinity;
            for (int i = 0; i < Math.Min(expected.Length, actual.Length); i++)
            {
                scale = Math.Max(scale, Math.Abs(expected[i]));
                difference = Math.Max(difference, Math.Abs(expected[i] - actual[i]));
            }
            worst = Math.Max(worst, difference / scale);
        }
        return worst;
    }

    private static string Fixed(string path, string name, string work)
    {
        if (!Sizes.Keys.Any(k => k.Model == name)) return path;
        ModelProto model = OnnxImporter.Parse(File.ReadAllBytes(path));
        foreach (DimensionProto dim in model.Graph!.Inputs.SelectMany(i => i.Type?.TensorType?.Shape?.Dims ?? []))
            if (Sizes.TryGetValue((name, dim.Param), out int size)) (dim.Value, dim.Param) = (size, "");
        string copy = Path.Combine(work, name + ".onnx");
        using var stream = new CodedOutputStream(File.Create(copy));
        model.WriteTo(stream);
        return copy;
    }

    private static string Scalar(string work, string input, long value)
    {
        string path = Path.Combine(work, input + ".given");
        File.WriteAllBytes(path, BitConverter.GetBytes(value));
        return path;
    }

    private static Tensor Random(Value input, string model, int batch)
    {
        var numbers = new Tensor(ElementType.Float32, Shape.Of([.. input.Shape.ToArray().Select(d => d.IsKnown ? d.Value : Sizes.GetValueOrDefault((model, d.Symbol!), batch))]));
        var random = new Random(1);
        foreach (ref float v in numbers.AsSpan<float>()) v = Scalars.TryGetValue((model, input.Name!), out long given) ? given : 2 * random.NextSingle() - 1;
        var tensor = new Tensor(input.Type.Element, numbers.Shape);
        Conversion.Convert(numbers, tensor);
        return tensor;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string? Option(string[] options, string name)
    {
        int at = Array.IndexOf(options, name);
        return at >= 0 && at + 1 < options.Length ? options[at + 1] : null;
    }

    private static string Line(Case c)
    {
        string ours = c.Ours.Count > 0 ? $"{Median(c.Ours) * 1e3,10:F3}" : $"{"",10}", theirs = c.Theirs.Count > 0 ? $"{Median(c.Theirs) * 1e3,10:F3}{Median(c.Theirs) / Median(c.Ours),8:F2}{c.Difference,10:E1}" : "";
        return $"{c.Model,-40}{c.Batch,6}{c.Threads,8}{ours}{theirs}  {c.Remark}";
    }

    private static void Report(List<Case> cases, bool peer)
    {
        Console.WriteLine($"\n{"model",-40}{"batch",6}{"threads",8}{"ms",10}{(peer ? $"{"ORT ms",10}{"ratio",8}{"differs",10}" : "")}");
        foreach (Case c in cases) Console.WriteLine(Line(c));
        Console.WriteLine($"Written to {BenchmarkResults.Write("scoring", [.. cases.Select(c => new Dictionary<string, object?>
        {
            ["model"] = c.Model,
            ["batch"] = c.Batch,
            ["threads"] = c.Threads,
            ["milliseconds"] = c.Ours.Count > 0 ? Median(c.Ours) * 1e3 : null,
            ["ortMilliseconds"] = c.Theirs.Count > 0 ? Median(c.Theirs) * 1e3 : null,
            ["ratio"] = c.Theirs.Count > 0 ? Median(c.Theirs) / Median(c.Ours) : null,
            ["difference"] = double.IsFinite(c.Difference) ? c.Difference : null,
            ["remark"] = c.Remark,
        })])}");
    }
}
