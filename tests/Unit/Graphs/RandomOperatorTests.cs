using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public class RandomOperatorTests
{
    [Fact]
    public void NumbersHaveTheDistributionThatWasAskedFor()
    {
        float[] uniform = Run(g => g.RandomUniform([20_000], -2, 4));
        Assert.All(uniform, v => Assert.InRange(v, -2, 4));
        Assert.Equal(1, uniform.Average(), 0.1);
        float[] normal = Run(g => g.RandomNormal([20_000], 3, 2));
        Assert.Equal(3, normal.Average(), 0.1);
        Assert.Equal(4, normal.Average(v => (v - 3) * (v - 3)), 0.2);
        float[] coins = Run(g => g.Constant(ElementTypeVisitor.Scalar(ElementType.Float32, 0.3)).Add(g.Constant(new Tensor(ElementType.Float32, [20_000]))).Bernoulli());
        Assert.Equal(0.3, coins.Average(), 0.02);
        Assert.All(coins, v => Assert.True(v is 0 or 1));
        // Weights of 1, 2 and 1.
        float[] drawn = Run(g => g.Constant(Tensor.Of<float>([1, 3], 0, MathF.Log(2), 0)).Multinomial(20_000).Cast(ElementType.Float32));
        Assert.Equal(0.25, drawn.Count(v => v == 0) / 20_000.0, 0.02);
        Assert.Equal(0.5, drawn.Count(v => v == 1) / 20_000.0, 0.02);
    }

    [Fact]
    public void SeedsOfTheRunAndOfTheNodeTellNumbersApart()
    {
        Assert.Equal(Run(g => g.RandomNormal([9]), 1), Run(g => g.RandomNormal([9]), 1));
        Assert.NotEqual(Run(g => g.RandomNormal([9]), 1), Run(g => g.RandomNormal([9]), 2));
        Assert.NotEqual(Run(g => g.Add(new RandomUniform([9], Seed: 1))), Run(g => g.Add(new RandomUniform([9], Seed: 2))));
    }

    [Fact]
    public void NeitherFoldingNorMergingTouchesThem()
    {
        var graph = new Graph();
        Value x = graph.Constant(new Tensor(ElementType.Float32, [50]));
        graph.Output("a", x.RandomUniformLike());
        graph.Output("b", x.RandomUniformLike());
        Graph optimized = graph.Optimize(freeze: true);
        Assert.Equal(2, optimized.Nodes.Count);
        Tensor[] y = new Executor(graph).Run();
        Assert.NotEqual(y[0].AsSpan<float>().ToArray(), y[1].AsSpan<float>().ToArray());
    }

    private static float[] Run(Func<Graph, Value> build, ulong seed = 0)
    {
        var graph = new Graph();
        graph.Output("y", build(graph));
        return ReferenceExecutor.Run(graph, [], seed: seed)[0].AsSpan<float>().ToArray();
    }
}
