using System.Diagnostics;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Benchmarks;

/// <summary>
/// Measures operators that are not matrix multiplies: elementwise functions in the first-level cache and in main memory, reductions,
/// normalizations, softmax and dropout at the sizes of training, in elements per nanosecond, beside PyTorch.
/// </summary>
internal static class ElementwiseBenchmark
{
    private sealed record Case(string Name, int[] Shape, Func<Value, Value> Build, string Torch, bool Backward = false);

    private static readonly (string Name, Func<Value, Value> Build, string Torch)[] Functions =
    [
        ("add", x => x + x, "torch.add(x, x, out=y)"),
        ("relu", x => x.Relu(), "torch.clamp_min(x, 0, out=y)"),
        ("exp", x => x.Exp(), "torch.exp(x, out=y)"),
        ("log", x => x.Log(), "torch.log(x, out=y)"),
        ("sigmoid", x => x.Sigmoid(), "torch.sigmoid(x, out=y)"),
        ("tanh", x => x.Tanh(), "torch.tanh(x, out=y)"),
        ("erf", x => x.Erf(), "torch.erf(x, out=y)"),
        ("gelu", x => x.Gelu(), "F.gelu(x)"),
        ("silu", x => x.Silu(), "F.silu(x)"),
    ];

    private static IEnumerable<Case> Cases()
    {
        foreach ((string name, Func<Value, Value> build, string torch) in Functions)
        {
            yield return new(name, [16384], build, torch);
            yield return new(name, [4 << 20], build, torch);
        }
        foreach (int[] shape in (int[][])[[128, 16, 32, 32], [128, 64, 8, 8], [128, 512]])
        {
            yield return new("batch norm", shape, Normalize, Norm);
            yield return new("batch norm, both ways", shape, NormalizeBothWays, $"{Norm}.backward(x)", Backward: true);
            yield return new("dropout", shape, x => x.Dropout(0.5), "F.dropout(x, 0.5)");
            yield return new("sum but channels", shape, x => x.ReduceSum(shape.Length == 2 ? [0] : [0, 2, 3]), $"x.sum({(shape.Length == 2 ? "0" : "(0, 2, 3)")})");
        }
        yield return new("mean", [128, 64, 64], x => x.ReduceMean([-1]), "x.mean(-1)");
        yield return new("mean of all", [4 << 20], x => x.ReduceMean(), "x.mean()");
        yield return new("softmax", [128, 1000], x => x.Softmax(), "F.softmax(x, -1)");
        yield return new("softmax", [128, 10], x => x.Softmax(), "F.softmax(x, -1)");
        yield return new("softmax of planes", [8, 21, 64, 64], x => x.Softmax(1), "F.softmax(x, 1)");
        yield return new("layer norm", [512, 768], Layer, "F.layer_norm(x, x.shape[1:], s, b)");
        yield return new("layer norm, both ways", [512, 768], LayerBothWays, "F.layer_norm(x, x.shape[1:], s, b).backward(x)", Backward: true);
        yield return new("relu, both ways", [128, 16, 32, 32], x => x.Graph.Add(new ReluGradient(), x, x.Relu()), "F.relu(x).backward(x)", Backward: true);
        yield return new("add, relu, scale, tanh", [128, 16, 32, 32], x => ((x + 0.5).Relu() * 2).Tanh(), "torch.tanh(F.relu(x + 0.5) * 2)");
    }

    private const string Norm = "F.batch_norm(x, m, v, s, b, training=True)";

    private const string Script = """
        for line in sys.stdin:
            threads, seconds, backward, shape, code = line.rstrip("\n").split("|")
            torch.set_num_threads(int(threads))
            shape = [int(d) for d in shape.split(",")]
            x = torch.rand(shape) + 0.1
            x.requires_grad_(backward == "1")
            y = torch.empty(shape)
            c = shape[-1] if "layer" in code else shape[1] if len(shape) > 1 else 1
            s, b, m, v = torch.ones(c), torch.zeros(c), torch.zeros(c), torch.ones(c)
            s.requires_grad_(backward == "1")
            b.requires_grad_(backward == "1")
            run = eval("lambda: " + code)
            if backward == "1":
                print(measure(run, float(seconds)), flush=True)
            else:
                with torch.no_grad():
                    print(measure(run, float(seconds)), flush=True)
        """;

    public static int Run(string[] options)
    {
        bool quick = options.Contains("--quick");
        string? only = options.FirstOrDefault(o => !o.StartsWith("--", StringComparison.Ordinal));
        int rounds = quick ? 3 : 7;
        double seconds = quick ? 0.01 : 0.04;
        string reason = "";
        using TorchPeer? peer = options.Contains("--against-torch") ? TorchPeer.Start(Script, out reason) : null;
        if (options.Contains("--against-torch")) Console.WriteLine(peer?.Description ?? $"Without PyTorch: {reason}.");
        int[] threads = Workers.Count > 1 ? [1, Workers.Count] : [1];
        var rows = new List<Dictionary<string, object?>>();
        Console.WriteLine($"{"",-26}{"",-16}{"threads",8}{"elements/ns",13}{"µs",10}{(peer is null ? "" : $"{"torch µs",10}{"ratio",8}")}");
        foreach (Case c in Cases().Where(c => only is null || c.Name.Contains(only, StringComparison.Ordinal)))
        {
            foreach (int count in threads)
            {
                List<double> ours = [], theirs = [];
                for (int round = 0; round < rounds; round++)
                {
                    ours.Add(Measure(c, count, seconds));
                    if (peer is not null)
                        theirs.Add(peer.Measure(FormattableString.Invariant($"{count}|{seconds}|{(c.Backward ? 1 : 0)}|{string.Join(',', c.Shape)}|{c.Torch}")));
                }
                double time = Median(ours), elements = ((Shape)c.Shape).Count;
                double? other = peer is null ? null : Median(theirs);
                string shape = string.Join('x', c.Shape);
                Console.WriteLine($"{c.Name,-26}{shape,-16}{count,8}{elements / time * 1e-9,13:F2}{time * 1e6,10:F1}{(other is { } o ? $"{o * 1e6,10:F1}{o / time,8:F2}" : "")}");
                rows.Add(new() { ["name"] = c.Name, ["shape"] = shape, ["threads"] = count, ["microseconds"] = time * 1e6, ["torchMicroseconds"] = other * 1e6, ["ratio"] = other / time });
            }
        }
        Console.WriteLine($"Written to {BenchmarkResults.Write("elementwise", rows)}");
        return 0;
    }

    private static double Measure(Case c, int threads, double seconds)
    {
        using Workers.LimitScope limit = Workers.Limit(threads);
        var graph = new Graph();
        var x = new Tensor(ElementType.Float32, c.Shape);
        new Philox(1).FillUniform(x.AsSpan<float>(), 0.1f, 1.1f);
        Value input = graph.Input("x", ElementType.Float32, x.Shape);
        graph.Output("y", c.Build(input));
        var executor = new Executor(graph, new ExecutorOptions(Training: true));
        executor.Start([x]).Dispose();
        var times = new List<double>();
        long end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        while (times.Count < 3 || Stopwatch.GetTimestamp() < end)
        {
            long start = Stopwatch.GetTimestamp();
            executor.Start([x]).Dispose();
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return Median(times);
    }

    private static Value Parameter(Value x, string name, int count, float value)
    {
        var tensor = new Tensor(ElementType.Float32, Shape.Of(count));
        tensor.AsSpan<float>().Fill(value);
        return x.Graph.Parameter(new Parameter(name, tensor));
    }

    private static Value Normalize(Value x)
    {
        int c = x.Shape[1].Value;
        return x.BatchNormalizationTraining(Parameter(x, "s", c, 1), Parameter(x, "b", c, 0), Parameter(x, "m", c, 0), Parameter(x, "v", c, 1)).Y;
    }

    // x stands for the gradient of the result too, as on the other side.
    private static Value NormalizeBothWays(Value x)
    {
        Node node = Normalize(x).Producer!;
        x.Graph.Output("forward", node.Outputs[0]);
        return x.Graph.AddNode(new BatchNormalizationGradient(1e-5f, true), x, x, node.Inputs[1], node.Outputs[3], node.Outputs[4]).Outputs[0];
    }

    private static Value LayerBothWays(Value x)
    {
        Node node = Layer(x).Producer!;
        x.Graph.Output("forward", node.Outputs[0]);
        return x.Graph.AddNode(new LayerNormalizationGradient(-1, 1e-5f), x, x, node.Inputs[1]).Outputs[0];
    }

    private static Value Layer(Value x)
    {
        int c = x.Shape[-1].Value;
        return x.LayerNormalization(Parameter(x, "s", c, 1), Parameter(x, "b", c, 0));
    }

    private static double Median(List<double> values)
    {
        List<double> sorted = [.. values];
        sorted.Sort();
        return sorted[sorted.Count / 2];
    }
}
