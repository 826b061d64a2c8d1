using System.Diagnostics;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Runtime.Quantization;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;
using Multiply = MlNetDeepLearning.Tensors.Simd.Gemm;

namespace MlNetDeepLearning.Tests.Benchmarks;

/// <summary>
/// Eight-bit convolutions and products beside our floating-point ones, in billions of operations a second (of the direct algorithm), and quantized networks
/// beside ONNX Runtime. The sides take turns; the best time of each counts.
/// </summary>
internal static unsafe class QuantizedBenchmark
{
    private static readonly ConvShape[] Shapes =
    [
        new("resnet20", 6, 1, 16, 16, 32),
        new("resnet20", 5, 1, 32, 32, 16),
        new("resnet20", 5, 1, 64, 64, 8),
        new("scoring", 1, 1, 3, 64, 224, 7, 2),
        new("scoring", 1, 1, 64, 64, 56),
        new("scoring", 1, 1, 128, 128, 28),
        new("scoring", 1, 1, 512, 512, 7),
        new("scoring", 1, 1, 64, 256, 56, 1),
        new("scoring", 1, 1, 96, 96, 56, 3, 1, 96),
        new("scoring", 1, 1, 96, 96, 56, 3, 2, 96),
    ];

    private static readonly (int M, int N, int K)[] Products = [(1, 1000, 1280), (16, 1000, 512), (128, 768, 768), (512, 512, 512)];

    public static int Run(string[] options)
    {
        double seconds = options.Contains("--quick") ? 0.05 : 0.4;
        int rounds = options.Contains("--quick") ? 2 : 5;
        int[] threads = Workers.Count > 1 ? [1, Workers.Count] : [1];
        var rows = new List<Dictionary<string, object?>>();
        Console.WriteLine($"{"",-34}{"threads",8}{"int8 ms",10}{"GOP/s",8}{"float ms",10}{"ratio",7}");
        foreach (int count in threads)
        {
            using Workers.LimitScope limit = Workers.Limit(count);
            foreach (ConvShape s in Shapes)
                Report(rows, $"conv {s.Channels}->{s.Filters} {s.Size} k{s.Kernel} s{s.Stride} g{s.Groups}", count, s.Geometry.Operations, Turns(rounds, seconds, Convolutions(s.Geometry)));
            foreach ((int m, int n, int k) in Products) Report(rows, $"gemm {m} x {n} x {k}", count, 2.0 * m * n * k, Turns(rounds, seconds, Matrices(m, n, k)));
        }
        Networks(options, rows, threads, rounds, seconds);
        Console.WriteLine($"Written to {BenchmarkResults.Write("quantized", rows)}");
        return 0;
    }

    private static (Action Integer, Action Float) Convolutions(ConvolutionGeometry g)
    {
        Tensor x = Bytes(g.Batch * g.Channels * g.InputPixels), w = Bytes(g.Filters * g.GroupChannels * g.Taps), y = Bytes(g.Batch * g.Filters * g.OutputPixels);
        Tensor fx = Floats(x), fw = Floats(w), fy = Floats(y);
        var integer = new IntegerConvolution(g);
        var single = new ConvolutionForward(g);
        var room = new Tensor(ElementType.Int32, Shape.Of((int)integer.Room));
        return (() => integer.Run(new((nint)x.Pointer, false, 128), new((nint)w.Pointer, true, 0), null, y.Pointer, Finish, room.As<int>(), 1),
            () => single.Run(fx.As<float>(), fw.As<float>(), fy.As<float>(), default, 1));
    }

    private static (Action Integer, Action Float) Matrices(int m, int n, int k)
    {
        Tensor a = Bytes(m * k), b = Bytes(k * n), c = Bytes(m * n), fa = Floats(a), fb = Floats(b), fc = Floats(c);
        var matrix = new IntegerMatrix(k, n);
        matrix.Pack(new((nint)b.Pointer, true, 0));
        PackedMatrix packed = PackedMatrix.Right(fb.As<float>(), k, n, n, false);
        var room = new Tensor(ElementType.Int32, Shape.Of((int)IntegerGemm.Room(m, k)));
        return (() => IntegerGemm.Run(m, new((nint)a.Pointer, false, 128), null, matrix, c.Pointer, Finish, room.As<int>()),
            () => Multiply.Run(new GemmArguments(m, n, k, fa.As<float>(), fb.As<float>(), fc.As<float>(), false, false), packed, default));
    }

    private static void Networks(string[] options, List<Dictionary<string, object?>> rows, int[] threads, int rounds, double seconds)
    {
        string shared = Path.GetFullPath(Path.Combine(BenchmarkResults.Root(), "..", "shared"));
        string path = Path.Combine(shared, "models", "built-resnet-cifar10", "resnet20_cifar10.onnx");
        if (!File.Exists(path)) return;
        int ort = Array.IndexOf(options, "--ort");
        OrtPeer? peer = OrtPeer.Find(shared, ort < 0 ? null : options[ort + 1], out string reason);
        if (peer is null) Console.WriteLine($"Without ONNX Runtime: {reason}.");
        Graph graph = OnnxImporter.Import(path);
        string work = Directory.CreateTempSubdirectory("quantized-").FullName;
        try
        {
            foreach (int batch in (int[])[1, 8])
            {
                Tensor x = Floats(Bytes(batch * 3072)).View([batch, 3, 32, 32]);
                foreach (ref float v in x.AsSpan<float>()) v /= 64;
                Graph quantized = GraphQuantizer.QuantizeStatic(graph, [[x]]).Graph;
                string file = Path.Combine(work, "quantized.onnx");
                OnnxExporter.Export(quantized, file);
                Executor integer = new(quantized), single = new(graph);
                foreach (int count in threads)
                {
                    using Workers.LimitScope limit = Workers.Limit(count);
                    (double ours, double floats) = Turns(rounds, seconds, (() => integer.Start([x]).Dispose(), () => single.Start([x]).Dispose()));
                    double? theirs = peer?.Measure(file, batch, count, 1, [], work, out _);
                    Console.WriteLine($"resnet20 batch {batch}, {count} thread(s): int8 {ours * 1e3:F3} ms, float {floats * 1e3:F3} ms"
                        + (theirs is { } t ? $", ONNX Runtime int8 {t * 1e3:F3} ms, ratio {t / ours:F2}" : ""));
                    rows.Add(new() { ["case"] = $"resnet20 batch {batch}", ["threads"] = count, ["integer"] = ours * 1e3, ["float"] = floats * 1e3, ["onnxRuntime"] = theirs * 1e3 });
                }
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static IntegerFinish Finish => new() { Result = IntegerResult.Byte, Scale = 1e-3f, Zero = 128, Low = 0, High = 255 };

    private static void Report(List<Dictionary<string, object?>> rows, string name, int threads, double operations, (double Integer, double Float) best)
    {
        Console.WriteLine($"{name,-34}{threads,8}{best.Integer * 1e3,10:F4}{operations / best.Integer * 1e-9,8:F0}{best.Float * 1e3,10:F4}{best.Float / best.Integer,7:F2}");
        rows.Add(new() { ["case"] = name, ["threads"] = threads, ["integer"] = best.Integer * 1e3, ["float"] = best.Float * 1e3, ["ratio"] = best.Float / best.Integer });
    }

    private static (double Integer, double Float) Turns(int rounds, double seconds, (Action Integer, Action Float) sides)
    {
        double integer = double.PositiveInfinity, single = double.PositiveInfinity;
        for (int round = 0; round < rounds; round++)
        {
            integer = Math.Min(integer, Best(sides.Integer, seconds / rounds));
            single = Math.Min(single, Best(sides.Float, seconds / rounds));
        }
        return (integer, single);
    }

    private static double Best(Action action, double seconds)
    {
        double best = double.PositiveInfinity;
        long end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        for (int runs = 0; runs < 3 || Stopwatch.GetTimestamp() < end; runs++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }

    private static Tensor Bytes(int count)
    {
        var tensor = new Tensor(ElementType.UInt8, Shape.Of(count));
        new Random(count).NextBytes(tensor.AsBytes());
        return tensor;
    }

    private static Tensor Floats(Tensor bytes)
    {
        var tensor = new Tensor(ElementType.Float32, bytes.Shape);
        for (int i = 0; i < tensor.Count; i++) tensor.AsSpan<float>()[i] = bytes.AsSpan<byte>()[i] - 128;
        return tensor;
    }
}
