using System.Diagnostics;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Benchmarks;

/// <summary>A recurrent layer to measure: sequences of inputs as long as the state, one direction or both.</summary>
internal sealed record RecurrentShape(string Cell, int Batch, int Steps, int Hidden, bool Both = false);

/// <summary>Measures recurrent layers in microseconds a run, with one and with all threads: the fastest run of both sides, which a busy machine disturbs least.</summary>
internal static class RecurrentBenchmark
{
    private static readonly RecurrentShape[] Shapes =
    [
        .. from cell in (string[])["LSTM", "GRU", "RNN"]
           from size in ((int Batch, int Steps, int Hidden, bool Both)[])[(1, 1, 128, false), (1, 32, 128, false), (32, 64, 256, false), (1, 32, 128, true), (8, 100, 64, true)]
           select new RecurrentShape(cell, size.Batch, size.Steps, size.Hidden, size.Both),
    ];

    private const string Script = """
        for line in sys.stdin:
            cell, batch, steps, hidden, both, threads, seconds = line.split()
            torch.set_num_threads(int(threads))
            layer = getattr(torch.nn, cell)(int(hidden), int(hidden), bidirectional=both == "1")
            x = torch.rand(int(steps), int(batch), int(hidden))
            with torch.no_grad():
                layer(x)
                best, end = 1e9, time.perf_counter() + float(seconds)
                while time.perf_counter() < end:
                    start = time.perf_counter()
                    layer(x)
                    best = min(best, time.perf_counter() - start)
            print(best, flush=True)
        """;

    public static int Run(string[] options)
    {
        bool quick = options.Contains("--quick");
        int rounds = quick ? 3 : 5;
        double seconds = quick ? 0.05 : 0.2;
        string reason = "";
        using TorchPeer? peer = options.Contains("--against-torch") ? TorchPeer.Start(Script, out reason) : null;
        if (options.Contains("--against-torch")) Console.WriteLine(peer?.Description ?? $"Without PyTorch: {reason}.");
        int[] threads = Workers.Count > 1 ? [1, Workers.Count] : [1];
        var rows = new List<Dictionary<string, object?>>();
        Console.WriteLine($"{"",-6}{"batch",6}{"steps",6}{"hidden",7}{"both",6}{"threads",8}{"µs",10}{(peer is null ? "" : $"{"torch",10}{"ratio",8}")}");
        foreach (RecurrentShape shape in Shapes)
            foreach (int count in threads)
            {
                List<double> ours = [], theirs = [];
                for (int round = 0; round < rounds; round++)
                {
                    ours.Add(Measure(shape, count, seconds));
                    if (peer is not null) theirs.Add(peer.Measure(FormattableString.Invariant(
                        $"{shape.Cell} {shape.Batch} {shape.Steps} {shape.Hidden} {(shape.Both ? 1 : 0)} {count} {seconds}"), restMilliseconds: 60));
                }
                double time = ours.Min() * 1e6;
                double? torch = peer is null ? null : theirs.Min() * 1e6;
                Console.WriteLine($"{shape.Cell,-6}{shape.Batch,6}{shape.Steps,6}{shape.Hidden,7}{(shape.Both ? "yes" : "no"),6}{count,8}{time,10:F1}{(torch is { } t ? $"{t,10:F1}{t / time,8:F2}" : "")}");
                rows.Add(new()
                {
                    ["cell"] = shape.Cell,
                    ["batch"] = shape.Batch,
                    ["steps"] = shape.Steps,
                    ["hidden"] = shape.Hidden,
                    ["bidirectional"] = shape.Both,
                    ["threads"] = count,
                    ["microseconds"] = time,
                    ["torchMicroseconds"] = torch,
                    ["ratio"] = torch / time,
                });
            }
        Console.WriteLine($"Written to {BenchmarkResults.Write("recurrent", rows)}");
        return 0;
    }

    private static double Measure(RecurrentShape shape, int threads, double seconds)
    {
        using Workers.LimitScope limit = Workers.Limit(threads);
        var executor = new Executor(Layer(shape));
        Tensor x = Fill([shape.Steps, shape.Batch, shape.Hidden]);
        double best = double.MaxValue;
        long end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        while (best == double.MaxValue || Stopwatch.GetTimestamp() < end)
        {
            long start = Stopwatch.GetTimestamp();
            executor.Start([x]).Dispose();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }

    private static Graph Layer(RecurrentShape shape)
    {
        int gates = shape.Cell switch { "LSTM" => 4, "GRU" => 3, _ => 1 }, directions = shape.Both ? 2 : 1, hidden = shape.Hidden;
        string direction = shape.Both ? "bidirectional" : "forward";
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [shape.Steps, shape.Batch, hidden]);
        Value w = graph.Constant(Fill([directions, gates * hidden, hidden])), r = graph.Constant(Fill([directions, gates * hidden, hidden]));
        Value b = graph.Constant(Fill([directions, 2 * gates * hidden]));
        IReadOnlyList<Value> results = shape.Cell switch
        {
            "LSTM" => x.LSTM(w, r, b, how: new LSTM(Direction: direction)),
            "GRU" => x.GRU(w, r, b, how: new GRU(Direction: direction, LinearBeforeReset: true)),
            _ => x.RNN(w, r, b, how: new RNN(Direction: direction)),
        };
        for (int o = 0; o < results.Count; o++) graph.Output($"y{o}", results[o]);
        return graph;
    }

    private static Tensor Fill(Shape shape)
    {
        var tensor = new Tensor(ElementType.Float32, shape);
        Span<float> values = tensor.AsSpan<float>();
        for (int i = 0; i < values.Length; i++) values[i] = i % 13 * 0.01f - 0.06f;
        return tensor;
    }
}
