using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Runtime;

public class PlannerTests
{
    [Fact]
    public void RandomGraphsGiveWhatTheReferenceGives()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new RandomGraph(seed, nodes: 5 + seed % 60);
            Tensor[] weights = [.. random.Parameters.Select(p => p.Value.Clone())], constants = [.. random.Constants.Select(c => c.Clone())];
            var planned = new Executor(random.Graph, new ExecutorOptions(Optimize: false));
            var optimized = new Executor(random.Graph);
            // The second run finds the first one's numbers in the arena.
            for (int run = 0; run < 2; run++)
            {
                Tensor[] inputs = random.Inputs(), before = [.. inputs.Select(i => i.Clone())];
                Same(ReferenceExecutor.Run(random.Graph, inputs, reference: false), planned.Run(inputs), 0, $"seed {seed}, run {run}");
                Same(ReferenceExecutor.Run(random.Graph, inputs), optimized.Run(inputs), 1e-4f, $"seed {seed}, run {run}, optimized");
                Same(before, inputs, 0, $"seed {seed}: inputs");
            }
            Same(weights, [.. random.Parameters.Select(p => p.Value)], 0, $"seed {seed}: parameters");
            Same(constants, [.. random.Constants], 0, $"seed {seed}: constants");
        }
    }

    [Fact]
    public void ChainsReuseTheArena()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [64, 64]);
        for (int i = 0; i < 50; i++) x = x.Transpose(1, 0).Tanh();
        graph.Output("y", x);

        using Execution execution = new Executor(graph, new ExecutorOptions(Optimize: false)).Start([new Tensor(ElementType.Float32, [64, 64])]);

        // Two of the hundred intermediate results are alive at a time.
        Assert.Equal(2 * 64 * 64 * sizeof(float), execution.ArenaBytes);
    }

    [Fact]
    public void ElementwiseChainsOverwriteAndViewsTakeNothing()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [64, 64]);
        Value y = x.Relu().Reshape(4096).Tanh().Reshape(16, 256).Neg().Unsqueeze(0).Sigmoid().Squeeze(0).Flatten();
        graph.Output("y", y + y);

        using Execution execution = new Executor(graph).Start([new Tensor(ElementType.Float32, [64, 64])]);

        Assert.Equal(64 * 64 * sizeof(float), execution.ArenaBytes);
    }

    [Fact]
    public void OperandsThatLiveOnAreNotOverwritten()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [4]);
        Value a = x.Neg();
        Value view = a.Reshape(2, 2);
        Value b = a.Relu();
        graph.Output("view", view);
        graph.Output("b", b);
        graph.Output("c", b.Neg());
        graph.Output("x", x);
        graph.Output("again", b);

        Tensor[] y = new Executor(graph, new ExecutorOptions(Optimize: false)).Run(Tensor.Of<float>([4], 1, -2, 3, -4));

        Assert.Equal([-1, 2, -3, 4], y[0].AsSpan<float>().ToArray());
        Assert.Equal([0, 2, 0, 4], y[1].AsSpan<float>().ToArray());
        Assert.Equal([0, -2, 0, -4], y[2].AsSpan<float>().ToArray());
        Assert.Equal([1, -2, 3, -4], y[3].AsSpan<float>().ToArray());
        Assert.Equal([0, 2, 0, 4], y[4].AsSpan<float>().ToArray());
    }

    [Fact]
    public void ScatteringAValueIntoItselfReadsWhatItWas()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [3]).Identity();
        graph.Output("y", x.ScatterElements(graph.Constant(Tensor.Ints(1, 2, 0)), x, 0));

        Tensor y = new Executor(graph, new ExecutorOptions(Optimize: false)).Run(Tensor.Of<float>([3], 1, 2, 3))[0];

        Assert.Equal([3, 1, 2], y.AsSpan<float>().ToArray());
    }

    private static void Same(Tensor[] expected, Tensor[] actual, float tolerance, string what)
    {
        for (int t = 0; t < expected.Length; t++)
        {
            Assert.True(expected[t].Type == actual[t].Type && expected[t].Shape == actual[t].Shape, $"{what}: {actual[t]}, expected {expected[t]}");
            Span<float> e = expected[t].AsSpan<float>(), a = actual[t].AsSpan<float>();
            for (int i = 0; i < e.Length; i++)
                Assert.True(e[i].Equals(a[i]) || Math.Abs(e[i] - a[i]) <= tolerance * Math.Max(1, Math.Abs(e[i])), $"{what}: result {t}[{i}] is {a[i]:R}, expected {e[i]:R}");
        }
    }
}
