using System.Diagnostics;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Tests.Benchmarks;

/// <summary>A convolution to measure, padded by half its kernel, and how often the workload has it.</summary>
internal sealed record ConvShape(string Workload, int Count, int Batch, int Channels, int Filters, int Size, int Kernel = 3, int Stride = 1, int Groups = 1)
{
    public ConvolutionGeometry Geometry
    {
        get
        {
            var axis = new WindowAxis(Size, (Size + Kernel / 2 * 2 - Kernel) / Stride + 1, Kernel, Stride, 1, Kernel / 2, Kernel / 2);
            return new ConvolutionGeometry(Batch, Channels, Filters, Groups, WindowAxis.None, axis, axis);
        }
    }
}

/// <summary>Measures the three passes of the convolutions of the training workloads in GFLOP/s (of the direct algorithm's operations).</summary>
internal static unsafe class ConvBenchmark
{
    // One image, weights that stay: only the forward pass, packed once.
    private const string Scoring = "scoring";
    private static readonly string[] Passes = ["forward", "input gradient", "weight gradient"];

    private static readonly ConvShape[] Shapes =
    [
        new("resnet20", 1, 128, 3, 16, 32),
        new("resnet20", 6, 128, 16, 16, 32),
        new("resnet20", 1, 128, 16, 32, 32, 3, 2),
        new("resnet20", 1, 128, 16, 32, 32, 1, 2),
        new("resnet20", 5, 128, 32, 32, 16),
        new("resnet20", 1, 128, 32, 64, 16, 3, 2),
        new("resnet20", 1, 128, 32, 64, 16, 1, 2),
        new("resnet20", 5, 128, 64, 64, 8),
        new("cnn", 1, 64, 1, 32, 28),
        new("cnn", 1, 64, 32, 64, 28),
        new("depthwise", 1, 32, 64, 64, 28, 3, 1, 64),
        new("depthwise", 1, 32, 64, 64, 28, 3, 2, 64),
        new("pointwise", 1, 32, 64, 128, 28, 1),
        new(Scoring, 1, 1, 3, 64, 224, 7, 2),
        new(Scoring, 1, 1, 64, 64, 56),
        new(Scoring, 1, 1, 128, 128, 28),
        new(Scoring, 1, 1, 256, 256, 14),
        new(Scoring, 1, 1, 512, 512, 7),
        new(Scoring, 1, 1, 64, 256, 56, 1),
        new(Scoring, 1, 1, 1024, 256, 14, 1),
        new(Scoring, 1, 1, 96, 96, 56, 3, 1, 96),
    ];

    public static int Run(string[] options)
    {
        bool quick = options.Contains("--quick");
        int rounds = quick ? 2 : 6;
        double seconds = quick ? 0.03 : 0.1;
        using TorchPeer? peer = options.Contains("--against-torch") ? Peer() : null;
        int[] threads = Workers.Count > 1 && !options.Contains("--single") ? [1, Workers.Count] : [1];
        int divisor = options.Contains("--small") ? 8 : 1;
        ConvShape[] shapes = [.. Shapes.Where(s => !options.Any(o => !o.StartsWith('-')) || options.Contains(s.Workload)).Select(s => s with { Batch = Math.Max(1, s.Batch / divisor) })];

        var best = new Dictionary<(ConvShape, int Pass, int Threads), (double Ours, double Theirs)>();
        for (int round = 0; round < rounds; round++)
            foreach (ConvShape shape in shapes)
                for (int pass = 0; pass < Passes.Length; pass++)
                {
                    if ((shape.Channels is 1 or 3 && pass == 1) || (shape.Workload == Scoring && pass > 0)) continue;
                    foreach (int count in threads)
                    {
                        (double ours, double theirs) = best.GetValueOrDefault((shape, pass, count), (double.PositiveInfinity, double.PositiveInfinity));
                        ours = Math.Min(ours, Measure(shape, pass, count, seconds));
                        if (peer is not null) theirs = Math.Min(theirs, peer.Measure(shape, pass, count, seconds));
                        best[(shape, pass, count)] = (ours, theirs);
                    }
                }
        Report(shapes, threads, best, peer is not null);
        return 0;
    }

    private static TorchPeer? Peer()
    {
        TorchPeer? peer = ConvPeer.Start(out string reason);
        Console.WriteLine(peer is null ? $"Without PyTorch: {reason}." : peer.Description);
        return peer;
    }

    private static void Report(ConvShape[] shapes, int[] threads, Dictionary<(ConvShape, int, int), (double Ours, double Theirs)> best, bool peer)
    {
        var rows = new List<Dictionary<string, object?>>();
        Console.WriteLine($"{"",-11}{"N",5}{"C",5}{"M",5}{"size",6}{"k",3}{"s",3}  {"pass",-16}{"threads",8}{"ms",9}{"GFLOP/s",10}{(peer ? $"{"torch",9}{"ratio",8}" : "")}");
        foreach (ConvShape s in shapes)
            for (int pass = 0; pass < Passes.Length; pass++)
                foreach (int count in threads)
                {
                    if (!best.TryGetValue((s, pass, count), out (double Ours, double Theirs) time)) continue;
                    double rate = s.Geometry.Operations / time.Ours * 1e-9;
                    double? theirs = peer ? s.Geometry.Operations / time.Theirs * 1e-9 : null;
                    Console.WriteLine($"{s.Workload,-11}{s.Batch,5}{s.Channels,5}{s.Filters,5}{s.Size,6}{s.Kernel,3}{s.Stride,3}  {Passes[pass],-16}{count,8}{time.Ours * 1e3,9:F3}{rate,10:F1}{(theirs is { } t ? $"{t,9:F1}{rate / t,8:F2}" : "")}");
                    rows.Add(new()
                    {
                        ["workload"] = s.Workload,
                        ["batch"] = s.Batch,
                        ["channels"] = s.Channels,
                        ["filters"] = s.Filters,
                        ["size"] = s.Size,
                        ["kernel"] = s.Kernel,
                        ["stride"] = s.Stride,
                        ["groups"] = s.Groups,
                        ["pass"] = Passes[pass],
                        ["threads"] = count,
                        ["milliseconds"] = time.Ours * 1e3,
                        ["gflops"] = rate,
                        ["torchGflops"] = theirs,
                        ["ratio"] = rate / theirs,
                    });
                }
        foreach (string workload in (string[])["resnet20", "cnn"])
            foreach (int count in threads)
            {
                ConvShape[] own = [.. shapes.Where(s => s.Workload == workload)];
                if (own.Length == 0) continue;
                double ours = own.Sum(s => s.Count * Enumerable.Range(0, 3).Sum(p => best.GetValueOrDefault((s, p, count)).Ours));
                double theirs = own.Sum(s => s.Count * Enumerable.Range(0, 3).Sum(p => best.GetValueOrDefault((s, p, count)).Theirs));
                Console.WriteLine($"All convolutions of {workload}, {count} thread(s): {own[0].Batch / ours:F0} samples/s{(peer ? $", torch {own[0].Batch / theirs:F0}, ratio {theirs / ours:F2}" : "")}");
            }
        Console.WriteLine($"Written to {BenchmarkResults.Write("conv", rows)}");
    }

    private static double Measure(ConvShape shape, int pass, int threads, double seconds)
    {
        ConvolutionGeometry g = shape.Geometry;
        Tensor x = Random(g.Batch * g.Channels * g.InputPixels), w = Random(g.Filters * g.GroupChannels * g.Taps), y = Random(g.Batch * g.Filters * g.OutputPixels);
        var forward = new ConvolutionForward(g);
        var input = new ConvolutionGradientInput(g);
        var weight = new ConvolutionGradientWeight(g);
        var scratch = new Tensor(ElementType.Float32, Shape.Of((int)weight.ScratchCount), zeroed: false);
        using Workers.LimitScope limit = Workers.Limit(threads);
        double best = double.PositiveInfinity;
        int runs = 0;
        long end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        while (runs++ < 4 || Stopwatch.GetTimestamp() < end)
        {
            long start = Stopwatch.GetTimestamp();
            switch (pass)
            {
                case 0: forward.Run(x.As<float>(), w.As<float>(), y.As<float>(), default, shape.Workload == Scoring ? 0 : -1); break;
                case 1: input.Run(w.As<float>(), y.As<float>(), x.As<float>(), default); break;
                default: weight.Run(x.As<float>(), y.As<float>(), w.As<float>(), scratch.As<float>()); break;
            }
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }

    private static Tensor Random(int count)
    {
        var tensor = new Tensor(ElementType.Float32, Shape.Of(count), zeroed: false);
        Span<float> values = tensor.AsSpan<float>();
        for (int i = 0; i < count; i++) values[i] = i * 7919 % 1009 * 0.002f - 1;
        return tensor;
    }
}
