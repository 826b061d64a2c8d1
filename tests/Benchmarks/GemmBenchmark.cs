using System.Diagnostics;
using System.Runtime.InteropServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Tests.Benchmarks;

/// <summary>A multiply to measure: op(A) [M, K] · op(B) [K, N].</summary>
internal sealed record GemmShape(string Name, int M, int N, int K, bool TransposeA = false, bool TransposeB = false)
{
    public double GigaFlops => 2e-9 * M * N * K;
}

/// <summary>Measures <see cref="Gemm"/> in GFLOP/s on squares and on the shapes of small networks, with one and with all threads.</summary>
internal static unsafe class GemmBenchmark
{
    private static readonly GemmShape[] Shapes =
    [
        new("square", 2048, 2048, 2048),
        new("square", 1024, 1024, 1024),
        new("square", 512, 512, 512),
        new("square", 256, 256, 256),
        new("square", 128, 128, 128),
        new("square", 64, 64, 64),
        new("square", 32, 32, 32),
        new("mlp forward", 128, 512, 784),
        new("mlp forward", 128, 256, 512),
        new("mlp forward", 128, 10, 256),
        new("mlp forward, weights by output", 128, 512, 784, TransposeB: true),
        new("mlp forward, weights by output", 128, 10, 256, TransposeB: true),
        new("mlp weight gradient", 784, 512, 128, TransposeA: true),
        new("mlp weight gradient", 512, 256, 128, TransposeA: true),
        new("mlp weight gradient", 256, 10, 128, TransposeA: true),
        new("mlp weight gradient, by output", 512, 784, 128, TransposeA: true),
        new("mlp input gradient", 128, 512, 256, TransposeB: true),
        new("mlp input gradient", 128, 256, 10, TransposeB: true),
        new("cnn dense", 64, 128, 12544),
        new("cnn dense weight gradient", 12544, 128, 64, TransposeA: true),
        new("cnn dense input gradient", 64, 12544, 128, TransposeB: true),
        new("convolution", 64, 196, 576),
        new("convolution", 64, 1024, 576),
        new("convolution", 16, 1024, 144),
        new("convolution", 32, 256, 288),
        new("convolution", 64, 64, 576),
        new("convolution weight gradient", 16, 144, 1024, TransposeB: true),
        new("convolution weight gradient", 64, 576, 64, TransposeB: true),
        new("one row", 1, 1000, 1024),
        new("one row, weights by output", 1, 1000, 1024, TransposeB: true),
        new("one column", 1000, 1, 1024),
        new("8 rows", 8, 1024, 1024),
        new("8 rows, weights by output", 8, 1024, 1024, TransposeB: true),
    ];

    public static int Run(string[] options)
    {
        bool quick = options.Contains("--quick");
        int rounds = quick ? 3 : 7;
        double seconds = quick ? 0.01 : 0.04;
        using TorchPeer? peer = options.Contains("--against-torch") ? Peer() : null;
        int[] threads = Workers.Count > 1 ? [1, Workers.Count] : [1];

        var ours = new Dictionary<(GemmShape, int), List<double>>();
        var theirs = new Dictionary<(GemmShape, int), List<double>>();
        for (int round = 0; round < rounds; round++)
        {
            foreach (GemmShape shape in Shapes)
            {
                foreach (int count in threads)
                {
                    Add(ours, (shape, count), Measure(shape, count, seconds));
                    if (peer is not null) Add(theirs, (shape, count), peer.Measure(shape, count, seconds));
                }
            }
        }
        Report(threads, ours, theirs);
        return 0;
    }

    private static TorchPeer? Peer()
    {
        TorchPeer? peer = GemmPeer.Start(out string reason);
        Console.WriteLine(peer is null ? $"Without PyTorch: {reason}." : peer.Description);
        return peer;
    }

    private static void Report(
        int[] threads, Dictionary<(GemmShape, int), List<double>> ours, Dictionary<(GemmShape, int), List<double>> theirs)
    {
        var rows = new List<Dictionary<string, object?>>();
        Console.WriteLine($"{"",-32}{"M",6}{"N",6}{"K",6}  {"threads",7}{"GFLOP/s",10}{"µs",10}{(theirs.Count > 0 ? $"{"torch",10}{"ratio",8}" : "")}");
        foreach (GemmShape shape in Shapes)
        {
            foreach (int count in threads)
            {
                double time = Median(ours[(shape, count)]), rate = shape.GigaFlops / time;
                double? peer = theirs.TryGetValue((shape, count), out List<double>? times) ? shape.GigaFlops / Median(times) : null;
                string name = shape.Name + (shape.TransposeA ? " ᵀ·" : "") + (shape.TransposeB ? " ·ᵀ" : "");
                Console.WriteLine(
                    $"{name,-32}{shape.M,6}{shape.N,6}{shape.K,6}  {count,7}{rate,10:F1}{time * 1e6,10:F1}{(peer is { } p ? $"{p,10:F1}{rate / p,8:F2}" : "")}");
                rows.Add(new()
                {
                    ["name"] = shape.Name,
                    ["m"] = shape.M,
                    ["n"] = shape.N,
                    ["k"] = shape.K,
                    ["transposeA"] = shape.TransposeA,
                    ["transposeB"] = shape.TransposeB,
                    ["threads"] = count,
                    ["gflops"] = rate,
                    ["torchGflops"] = peer,
                    ["ratio"] = rate / peer,
                });
            }
        }
        Console.WriteLine($"Written to {BenchmarkResults.Write("gemm", rows)}");
    }

    private static double Measure(GemmShape shape, int threads, double seconds)
    {
        float* a = Allocate(shape.M * shape.K), b = Allocate(shape.K * shape.N), c = Allocate(shape.M * shape.N);
        try
        {
            using Workers.LimitScope limit = Workers.Limit(threads);
            var arguments = new GemmArguments(shape.M, shape.N, shape.K, a, b, c, shape.TransposeA, shape.TransposeB);
            Gemm.Run(in arguments);
            var times = new List<double>();
            long end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
            while (times.Count < 3 || Stopwatch.GetTimestamp() < end)
            {
                long start = Stopwatch.GetTimestamp();
                Gemm.Run(in arguments);
                times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
            return Median(times);
        }
        finally
        {
            NativeMemory.AlignedFree(a);
            NativeMemory.AlignedFree(b);
            NativeMemory.AlignedFree(c);
        }
    }

    private static float* Allocate(int count)
    {
        float* memory = (float*)NativeMemory.AlignedAlloc((nuint)count * sizeof(float), 64);
        for (int i = 0; i < count; i++) memory[i] = i % 13 * 0.1f - 0.6f;
        return memory;
    }

    private static void Add(Dictionary<(GemmShape, int), List<double>> all, (GemmShape, int) key, double time)
    {
        if (!all.TryGetValue(key, out List<double>? times)) all[key] = times = [];
        times.Add(time);
    }

    private static double Median(List<double> values)
    {
        List<double> sorted = [.. values];
        sorted.Sort();
        return sorted[sorted.Count / 2];
    }
}
