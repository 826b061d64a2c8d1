using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs.Passes;

public class FuseBatchNormalizationTests
{
    [Theory]
    [InlineData(5, 7, 6, 6)]
    [InlineData(70, 19)]
    public void ResidualsAndReluAreAppliedWithTheSameBits(params int[] shape)
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, (Shape)shape), other = graph.Input("other", ElementType.Float32, (Shape)shape);
        int channels = shape[1];
        Value scale = graph.Constant(Numbers(3, channels)), bias = graph.Constant(Numbers(4, channels));
        Value mean = graph.Constant(Numbers(5, channels)), variance = graph.Constant(Numbers(6, channels));
        Value first = x.BatchNormalizationTraining(scale, bias, mean, variance).Y.Relu();
        (Value y, Value newMean, Value newVariance) = (first + other).BatchNormalizationTraining(scale, bias, mean, variance);
        Value result = (y + first).Relu();
        graph.Output("result", result);
        graph.Output("mean", newMean);
        graph.Output("variance", newVariance);
        graph.Output("dx", Gradients.Of(result * other, x)[0]);

        Graph optimized = graph.Optimize(passes: [new FuseBatchNormalization()]);

        string[] operators = [.. optimized.Nodes.Select(n => n.Operator.OpType)];
        Assert.Equal(2, operators.Count(o => o == "FusedBatchNormalization"));
        Assert.Equal(1, operators.Count(o => o == "FusedBatchNormalizationGradient"));
        Assert.DoesNotContain("Relu", operators);
        var plain = new ExecutorOptions(Training: true, Optimize: false);
        Tensor[] inputs = [Numbers(1, shape), Numbers(2, shape)];
        Tensor[] expected = new Executor(graph, plain).Run(inputs), actual = new Executor(optimized, plain).Run(inputs);
        for (int o = 0; o < expected.Length; o++)
            Assert.True(expected[o].AsBytes().SequenceEqual(actual[o].AsBytes()), $"{graph.Outputs[o].Name} differs");
    }

    [Fact]
    public void WhatOthersUseStays()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [4, 3]), one = graph.Constant(Numbers(1, 3));
        Value y = x.BatchNormalizationTraining(one, one, one, one).Y;
        graph.Output("y", y.Relu() + y.Exp());

        Assert.Equal(["BatchNormalization", "Relu", "Exp", "Add"],
            graph.Optimize(passes: [new FuseBatchNormalization()]).Nodes.Select(n => n.Operator.OpType));
    }

    private static Tensor Numbers(ulong seed, params int[] shape)
    {
        var tensor = new Tensor(ElementType.Float32, shape);
        new Philox(seed).FillUniform(tensor.AsSpan<float>(), -1, 1);
        return tensor;
    }
}
