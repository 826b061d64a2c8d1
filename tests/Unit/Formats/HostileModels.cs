using MlNetDeepLearning.Formats;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Formats;

/// <summary>Imports and runs what may be anything, within limits of time and memory.</summary>
internal static class HostileModels
{
    private const long MemoryLimit = 1 << 26;
    private const long MostElements = 1 << 18;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // What a refusal may be: at import, and when it runs.
    private static bool IsRefusal(Exception e) => e is OnnxFormatException or TensorFlowFormatException or UnsupportedOperatorException
        or ShapeException or ExecutionException or InsufficientMemoryException;

    /// <summary>Models that this project wrote, and small ones of ONNX's test suite where it is installed.</summary>
    public static IReadOnlyList<byte[]> Small { get; } = [.. Own(), .. Installed()];

    /// <summary>Imports a file and runs it on small inputs of the types that it asks for; what it throws must be a refusal with a reason.</summary>
    public static void Try(byte[] file, int seed, string what) => Try(() => OnnxImporter.Import(file), seed, what);

    /// <summary>Imports something and runs it on small inputs of the types that it asks for; what it throws must be a refusal with a reason.</summary>
    public static void Try(Func<Graph> import, int seed, string what)
    {
        Exception? refusal = null;
        long taken = 0;
        var attempt = Task.Run(() =>
        {
            // Other tests run at the same time: what counts is what this thread takes, which does all of the work.
            using Workers.LimitScope limit = Workers.Limit(1);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Graph graph = import();
                if (Inputs(graph, new Random(seed)) is not { } inputs) return;
                bool reference = seed % 2 == 0;
                new Executor(graph, new ExecutorOptions(Reference: reference, Optimize: !reference) { MemoryLimit = MemoryLimit, MaxIterations = 1000 }).Run(inputs);
            }
            catch (Exception e) when (IsRefusal(e))
            {
                refusal = e;
            }
            finally
            {
                taken = GC.GetAllocatedBytesForCurrentThread() - before;
            }
        });
        bool ended = attempt.ContinueWith(_ => { }, TaskScheduler.Default).Wait(Patience);
        Assert.True(ended, $"{what}: no end after {Patience.TotalSeconds} s");
        Assert.True(attempt.IsCompletedSuccessfully, $"{what}: {attempt.Exception?.InnerException}");
        Assert.True(refusal is null || refusal.Message.Length > 10, $"{what}: {refusal}");
        Assert.True(taken < 16 * MemoryLimit, $"{what}: took too much memory");
    }

    private static Tensor[]? Inputs(Graph graph, Random random)
    {
        var inputs = new Tensor[graph.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            TensorType type = graph.Inputs[i].Type;
            if (type.Element is ElementType.Sequence) inputs[i] = Tensor.Sequence();
            else if (type.Element is ElementType.Optional) inputs[i] = Tensor.Optional(null);
            else if (!type.Element.IsStorable() || !type.Shape.IsRanked) return null;
            else
            {
                int[] dims = [.. type.Shape.ToArray().Select(d => d.IsKnown ? d.Value : d.Factor * random.Next(1, 4))];
                double count = dims.Aggregate(1.0, (n, d) => n * d);
                if (count > MostElements) return null;
                inputs[i] = new Tensor(type.Element, Shape.Of(dims));
                if (type.Element == ElementType.Float32) foreach (ref float v in inputs[i].AsSpan<float>()) v = random.NextSingle() * 4 - 2;
                else if (type.Element == ElementType.Int64) foreach (ref long v in inputs[i].AsSpan<long>()) v = random.Next(-2, 5);
            }
        }
        return inputs;
    }

    private static IEnumerable<byte[]> Own()
    {
        var chain = new Graph { Metadata = { ["key"] = "value" } };
        Value x = chain.Input("x", ElementType.Float32, ["N", 4]);
        Value joined = chain.Concat(1, (x * 2 + 1).Relu(), x.Transpose(1, 0).Transpose(1, 0)).Slice(1, 1, 6, 2).Pad([0, 1, 0, 1]);
        chain.Output("y", joined.Reshape(0, -1).Unsqueeze(1).Squeeze(1).Cast(ElementType.Float64));
        yield return OnnxExporter.ToBytes(chain);

        var network = new Graph();
        Value image = network.Input("image", ElementType.Float32, ["N", 2, 6, 6]);
        Tensor Weights(params int[] dims) => Tensor.Of<float>(Shape.Of(dims), [.. Enumerable.Range(0, dims.Aggregate(1, (n, d) => n * d)).Select(i => (i % 7 - 3) / 4f)]);
        Value features = image.Conv(network.Constant(Weights(3, 2, 3, 3)), network.Constant(Weights(3)), pads: [1, 1, 1, 1]).Relu().MaxPool([2, 2], [2, 2]);
        network.Output("p", features.Flatten().MatMul(network.Constant(Weights(27, 4))).Softmax(-1));
        yield return OnnxExporter.ToBytes(network);

        var branches = new Graph();
        Value value = branches.Input("x", ElementType.Float32, ["N"]);
        var then = new Graph();
        then.Output("t", then.Input("x", ElementType.Float32, ["N"]) * 2);
        var otherwise = new Graph();
        otherwise.Output("e", otherwise.Input("x", ElementType.Float32, ["N"]).Neg());
        branches.Output("y", branches.Add(new If(then, otherwise), value.ReduceMax(Ints.Of(0), keepDims: false).Greater(value.Like(0)), value, value));
        yield return OnnxExporter.ToBytes(branches);
    }

    private static IEnumerable<byte[]> Installed()
    {
        string root = Environment.GetEnvironmentVariable("ONNX_TESTDATA") ?? "/usr/share/libonnx-testdata/data";
        return Directory.Exists(root)
            ? Directory.EnumerateFiles(root, "model.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where(f => new FileInfo(f).Length < 4000).Select(File.ReadAllBytes)
            : [];
    }
}
