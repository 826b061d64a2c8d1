using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs.Passes;

public class FuseElementwiseTests
{
    [Fact]
    public void NeighboursBecomeOneChainWithTheSameBits()
    {
        Graph graph = Example();
        Graph optimized = graph.Optimize(passes: [new FuseElementwise()]);

        Assert.Equal(["ElementwiseChain"], optimized.Nodes.Select(n => n.Operator.OpType));
        foreach (int n in (int[])[1, 7, 1023, 1025, 40_000])
        {
            Tensor[] inputs = [Numbers(n, 1), Numbers(n, 2)];
            var plain = new ExecutorOptions(Optimize: false);
            Tensor expected = new Executor(graph, plain).Run(inputs)[0], actual = new Executor(optimized, plain).Run(inputs)[0];
            Assert.True(expected.AsSpan<float>().SequenceEqual(actual.AsSpan<float>()), $"{n} elements differ");
        }
    }

    [Fact]
    public void TheLastPassOfAllMakesChains() =>
        Assert.Equal(["ElementwiseChain"], Example().Optimize().Nodes.Select(n => n.Operator.OpType));

    [Fact]
    public void WhatOthersUseIsNotSwallowed()
    {
        var graph = new Graph();
        Value y = (graph.Input("x", ElementType.Float32, ["N"]) * 2).Relu();
        graph.Output("sum", y.ReduceSum());
        graph.Output("z", (y + 1).Tanh());

        Assert.Equal(["ElementwiseChain", "ReduceSum", "ElementwiseChain"], graph.Optimize(passes: [new FuseElementwise()]).Nodes.Select(n => n.Operator.OpType));
    }

    [Fact]
    public void StretchedOperandsStayOutside()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N", 3]), row = graph.Input("row", ElementType.Float32, [3]);
        graph.Output("y", (x * row.Exp()).Tanh());

        Assert.Equal(["Exp", "Mul", "Tanh"], graph.Optimize(passes: [new FuseElementwise()]).Nodes.Select(n => n.Operator.OpType));
    }

    private static Graph Example()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N"]), y = graph.Input("y", ElementType.Float32, ["N"]);
        Value a = (x * 0.5 + y).Clip(-0.7, 0.6), b = (a * a - 0.25).Exp();
        graph.Output("z", (b / (a.Abs() + 1)).Tanh() - a);
        return graph;
    }

    private static Tensor Numbers(int count, ulong seed)
    {
        var tensor = new Tensor(ElementType.Float32, Shape.Of(count));
        new Philox(seed).FillUniform(tensor.AsSpan<float>(), -1, 1);
        return tensor;
    }
}
