using System.Diagnostics;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Benchmarks;

/// <summary>
/// Measures a transformer's encoder (4 layers, 256 numbers a word, 4 heads, 128 words, 1,024 hidden) on one and all threads, beside PyTorch
/// with the same weights.
/// </summary>
internal static class AttentionBenchmark
{
    private const int Layers = 4, Hidden = 256, Heads = 4, Words = 128, Inner = 1024;

    private const string Script = """
        def numbers(seed, scale, *shape):
            n = 1
            for d in shape: n *= d
            i = torch.arange(n, dtype=torch.int64)
            return (((i * 7919 + seed * 104729) % 1009).float() / 1009 - 0.5).mul(scale).reshape(shape)
        hidden, heads, inner, layers, words = 256, 4, 1024, 4, 128
        def weights(seed):
            w = [numbers(seed + i, 0.2, *s) for i, s in enumerate([(hidden, hidden)] * 4 + [(hidden, inner), (inner, hidden)])]
            b = [numbers(seed + 6 + i, 0.2, s) for i, s in enumerate([hidden] * 4 + [inner, hidden])]
            return w, b
        nets = [weights(100 * l) for l in range(layers)]
        ones, zeros = torch.ones(hidden), torch.zeros(hidden)
        def linear(x, w, b):
            return F.linear(x, w.t(), b)
        def encode(x):
            for w, b in nets:
                cut = lambda y: y.reshape(y.shape[0], words, heads, hidden // heads).transpose(1, 2)
                q, k, v = (cut(linear(x, w[i], b[i])) for i in range(3))
                a = torch.softmax(q @ k.transpose(2, 3) * (hidden // heads) ** -0.5, -1) @ v
                a = a.transpose(1, 2).reshape(x.shape)
                x = F.layer_norm(x + linear(a, w[3], b[3]), (hidden,), ones, zeros)
                x = F.layer_norm(x + linear(F.gelu(linear(x, w[4], b[4])), w[5], b[5]), (hidden,), ones, zeros)
            return x
        kept = {}
        for line in sys.stdin:
            threads, batch, seconds = line.split()
            torch.set_num_threads(int(threads))
            batch = int(batch)
            with torch.no_grad():
                x = numbers(9, 2, batch, words, hidden)
                if float(seconds) == 0:
                    print(encode(x).abs().mean().item(), flush=True)
                else:
                    print(measure(lambda: encode(x), float(seconds)), flush=True)
        """;

    /// <summary>With <c>--plain</c> products, masks and softmax are left apart, for comparison.</summary>
    public static int Run(string[] options)
    {
        bool quick = options.Contains("--quick"), profile = options.Contains("--profile"), plain = options.Contains("--plain");
        string reason = "";
        using TorchPeer? peer = options.Contains("--against-torch") ? TorchPeer.Start(Script, out reason) : null;
        if (options.Contains("--against-torch")) Console.WriteLine(peer?.Description ?? $"Without PyTorch: {reason}.");
        var rows = new List<Dictionary<string, object?>>();
        double seconds = quick ? 0.3 : 1;
        Console.WriteLine($"{"batch",-8}{"threads",8}{"ms",10}{(peer is null ? "" : $"{"torch ms",10}{"ratio",8}")}");
        foreach (int batch in (int[])[1, 8])
        {
            ExecutionProfile? nodes = profile ? new ExecutionProfile() : null;
            Graph graph = Encoder();
            if (plain) graph = graph.Optimize(passes: [.. GraphPasses.Passes.Where(p => p is not (FuseAttention or FuseLinear)), new FuseElementwise()]);
            Executor executor = new(graph, new ExecutorOptions { Profile = nodes, Optimize = !plain });
            Tensor x = Numbers(9, 2, batch, Words, Hidden);
            float[] y = executor.Run(x)[0].AsSpan<float>().ToArray();
            if (peer is not null) Console.WriteLine(FormattableString.Invariant($"mean size {y.Average(MathF.Abs):F6}, torch {peer.Measure($"1 {batch} 0"):F6}"));
            foreach (int threads in Workers.Count > 1 ? (int[])[1, Workers.Count] : [1])
            {
                List<double> ours = [], theirs = [];
                for (int round = 0; round < 3; round++)
                {
                    ours.Add(Measure(executor, x, threads, seconds));
                    if (peer is not null) theirs.Add(peer.Measure(FormattableString.Invariant($"{threads} {batch} {seconds}"), restMilliseconds: 200));
                }
                double time = ours.Order().ElementAt(1);
                double? other = peer is null ? null : theirs.Order().ElementAt(1);
                Console.WriteLine(FormattableString.Invariant($"{batch,-8}{threads,8}{time * 1e3,10:F2}{(other is { } o ? $"{o * 1e3,10:F2}{o / time,8:F2}" : "")}"));
                rows.Add(new() { ["batch"] = batch, ["threads"] = threads, ["milliseconds"] = time * 1e3, ["torchMilliseconds"] = other * 1e3, ["ratio"] = other / time });
            }
            if (nodes is not null) Console.WriteLine(nodes.Report(14));
        }
        Console.WriteLine($"Written to {BenchmarkResults.Write("attention", rows)}");
        return 0;
    }

    private static double Measure(Executor executor, Tensor x, int threads, double seconds)
    {
        using Workers.LimitScope limit = Workers.Limit(threads);
        executor.Start([x]).Dispose();
        List<double> times = [];
        long end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        while (times.Count < 3 || Stopwatch.GetTimestamp() < end)
        {
            long start = Stopwatch.GetTimestamp();
            executor.Start([x]).Dispose();
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        times.Sort();
        return times[times.Count / 2];
    }

    // Spelled out as an exporter writes it; the passes are to find what it is.
    private static Graph Encoder()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N", "T", Hidden]);
        Value ones = graph.Constant(Numbers(0, 0, Hidden)) + 1, zeros = graph.Constant(Numbers(0, 0, Hidden));
        for (int layer = 0; layer < Layers; layer++)
        {
            int seed = 100 * layer;
            Value q = Cut(Linear(x, seed, Hidden, Hidden, 0)), k = Cut(Linear(x, seed, Hidden, Hidden, 1)), v = Cut(Linear(x, seed, Hidden, Hidden, 2));
            Value shares = (q.MatMul(k.Transpose(0, 1, 3, 2)) * Math.Pow(Hidden / Heads, -0.5)).Softmax();
            Value joined = shares.MatMul(v).Transpose(0, 2, 1, 3).Reshape(0, 0, Hidden);
            x = (x + Linear(joined, seed, Hidden, Hidden, 3)).LayerNormalization(ones, zeros);
            x = (x + Linear(Linear(x, seed, Hidden, Inner, 4).Gelu(), seed, Inner, Hidden, 5)).LayerNormalization(ones, zeros);
        }
        graph.Output("y", x);
        return graph;
    }

    private static Value Cut(Value x) => x.Reshape(0, 0, Heads, Hidden / Heads).Transpose(0, 2, 1, 3);

    private static Value Linear(Value x, int seed, int inputs, int outputs, int number) =>
        x.MatMul(x.Graph.Constant(Numbers(seed + number, 0.2f, inputs, outputs))) + x.Graph.Constant(Numbers(seed + 6 + number, 0.2f, outputs));

    private static Tensor Numbers(int seed, float scale, params int[] shape)
    {
        var tensor = new Tensor(ElementType.Float32, Shape.Of(shape));
        Span<float> numbers = tensor.AsSpan<float>();
        for (int i = 0; i < numbers.Length; i++) numbers[i] = (((((long)i * 7919) + (seed * 104729L)) % 1009 / 1009f) - 0.5f) * scale;
        return tensor;
    }
}
