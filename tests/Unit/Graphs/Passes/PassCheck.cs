using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs.Passes;

/// <summary>Runs graphs with and without passes.</summary>
internal static class PassCheck
{
    /// <summary>Random numbers between -1 and 1.</summary>
    public static Tensor Random(Shape shape, int seed = 1)
    {
        var random = new Random(seed);
        var tensor = new Tensor(ElementType.Float32, shape);
        foreach (ref float v in tensor.AsSpan<float>()) v = random.NextSingle() * 2 - 1;
        return tensor;
    }

    /// <summary>The rewritten graph, after holding its outputs to those of the graph as it was, and all passes' too.</summary>
    public static Graph Rewrite(Graph graph, IReadOnlyList<GraphPass> passes, double tolerance, params Tensor[] inputs)
    {
        Graph rewritten = graph.Optimize(passes: passes);
        Tensor[] expected = ReferenceExecutor.Run(graph, inputs);
        Close(expected, ReferenceExecutor.Run(rewritten, inputs), tolerance);
        Close(expected, new Executor(graph).Run(inputs), tolerance);
        return rewritten;
    }

    /// <summary>How often an operator stands in a graph.</summary>
    public static int Count<T>(this Graph graph) where T : Operator => graph.Nodes.Count(n => n.Operator is T);

    private static void Close(Tensor[] expected, Tensor[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int o = 0; o < expected.Length; o++)
        {
            Assert.Equal((expected[o].Type, expected[o].Shape), (actual[o].Type, actual[o].Shape));
            for (int i = 0; i < expected[o].Count; i++)
            {
                double e = Number(expected[o], i), a = Number(actual[o], i);
                Assert.True(Math.Abs(e - a) <= tolerance * Math.Max(1, Math.Abs(e)), $"result {o}[{i}] is {a}, expected {e}");
            }
        }
    }

    private static double Number(Tensor tensor, int index) => tensor.Type switch
    {
        ElementType.Float16 => (double)tensor.AsSpan<Half>()[index],
        ElementType.BFloat16 => BitConverter.Int32BitsToSingle(tensor.AsSpan<ushort>()[index] << 16),
        ElementType.Int64 => tensor.AsSpan<long>()[index],
        ElementType.Bool => tensor.AsSpan<bool>()[index] ? 1 : 0,
        _ => tensor.AsSpan<float>()[index],
    };
}
