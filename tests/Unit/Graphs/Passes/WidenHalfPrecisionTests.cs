using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs.Passes;

public class WidenHalfPrecisionTests
{
    [Fact]
    public void HalfPrecisionIsComputedInSingle()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float16, ["N", 3, 6, 6]);
        Value w = graph.Constant(As(PassCheck.Random([4, 3, 3, 3], 2), ElementType.Float16));
        Value y = x.Conv(w, pads: [1, 1, 1, 1]).Relu().Transpose(0, 2, 3, 1).Reshape(-1, 144);
        graph.Output("y", y.MatMul(graph.Constant(As(PassCheck.Random([144, 5], 3), ElementType.Float16))).Softmax());
        graph.Output("single", y.Cast(ElementType.Float32));
        graph.Output("most", y.ArgMax(1));

        Graph rewritten = PassCheck.Rewrite(graph, [new WidenHalfPrecision(), new FoldConstants()], 5e-3, As(PassCheck.Random([2, 3, 6, 6]), ElementType.Float16));

        Assert.All(rewritten.Nodes, n => Assert.True(n.Operator is Cast || n.Inputs.All(i => i!.Type.Element != ElementType.Float16), n.ToString()));
        Assert.Equal(2, rewritten.Count<Cast>());
        Assert.Equal(ElementType.Float16, rewritten.Outputs[0].Value.Type.Element);
    }

    [Fact]
    public void WhatOnlyMovesStaysHalf()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float16, [2, 3]);
        graph.Output("y", graph.Concat(0, x.Transpose(1, 0), x.Reshape(3, 2)));

        Graph rewritten = PassCheck.Rewrite(graph, [new WidenHalfPrecision()], 0, As(PassCheck.Random([2, 3]), ElementType.Float16));

        Assert.Equal(0, rewritten.Count<Cast>());
    }

    [Fact]
    public void BFloat16IsComputedOnEveryExecutor()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.BFloat16, [2, 3]);
        Value w = graph.Constant(As(Tensor.Of<float>([3, 2], 1, 2, 3, 4, 5, 6), ElementType.BFloat16));
        graph.Output("y", x.MatMul(w).Transpose(1, 0).Relu());
        Tensor input = As(Tensor.Of<float>([2, 3], 1, 0.5f, -1, -2, 0, 1), ElementType.BFloat16);
        float[] expected = [0, 3, 0, 2];

        foreach (Tensor y in (Tensor[])[ReferenceExecutor.Run(graph, [input])[0], new Executor(graph).Run(input)[0],
            new Executor(graph, new ExecutorOptions(Optimize: false)).Run(input)[0]])
        {
            Assert.Equal(ElementType.BFloat16, y.Type);
            Assert.Equal(expected, As(y, ElementType.Float32).AsSpan<float>().ToArray());
        }
    }

    private static Tensor As(Tensor tensor, ElementType type)
    {
        var result = new Tensor(type, tensor.Shape);
        Conversion.Convert(tensor, result);
        return result;
    }
}
