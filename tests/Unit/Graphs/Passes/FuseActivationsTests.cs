using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs.Passes;

public class FuseActivationsTests
{
    private static readonly Func<Value, Value>[] Activations =
        [v => v.Relu(), v => v.LeakyRelu(0.2f), v => v.Clip(-0.1, 0.4), v => v.Sigmoid(), v => v.Tanh(), v => v.HardSwish(), v => v.Silu()];

    [Fact]
    public void ActivationsBecomePartOfConvolutionsAndProducts()
    {
        foreach (Func<Value, Value> activation in Activations)
        {
            var graph = new Graph();
            Value x = graph.Input("x", ElementType.Float32, ["N", 2, 5, 5]), a = graph.Input("a", ElementType.Float32, ["N", 6]);
            graph.Output("y", activation(x.Conv(graph.Constant(Numbers(3, 2, 3, 3)), graph.Constant(Numbers(3)))));
            graph.Output("z", activation(a.Gemm(graph.Constant(Numbers(6, 4)), graph.Constant(Numbers(4)))));
            graph.Output("p", activation(a.MatMul(graph.Constant(Numbers(6, 4)))));

            Graph optimized = graph.Optimize(passes: [new FuseActivations()]);

            Assert.Equal(["FusedConv", "FusedGemm", "FusedGemm"], optimized.Nodes.Select(n => n.Operator.OpType));
            Same(graph, optimized, Numbers(2, 2, 5, 5), Numbers(2, 6));
        }
    }

    [Fact]
    public void WhatIsUsedTwiceStays()
    {
        var graph = new Graph();
        Value y = graph.Input("x", ElementType.Float32, ["N", 2, 5, 5]).Conv(graph.Constant(Numbers(3, 2, 3, 3)));
        graph.Output("y", y.Relu() + y);

        Assert.Equal(["Conv", "Relu", "Add"], graph.Optimize(passes: [new FuseActivations()]).Nodes.Select(n => n.Operator.OpType));
    }

    [Fact]
    public void TrainingKeepsItsGradientsWhenReluIsFused()
    {
        var graph = new Graph();
        var weight = new Parameter("w", Numbers(3, 2, 3, 3));
        Value w = graph.Parameter(weight), y = graph.Input("x", ElementType.Float32, [2, 2, 5, 5]).Conv(w).Relu();
        graph.Output("y", y);
        graph.Output("dw", Gradients.Of(y * y, w)[0]);

        Graph optimized = graph.Optimize(passes: [new FuseActivations()]);

        Assert.Contains(optimized.Nodes, n => n.Operator is FusedConv { Activation: "Relu" });
        Assert.DoesNotContain(optimized.Nodes, n => n.Operator is Conv or Relu);
        Same(graph, optimized, Numbers(2, 2, 5, 5));
    }

    private static void Same(Graph graph, Graph optimized, params Tensor[] inputs)
    {
        Tensor[] expected = ReferenceExecutor.Run(graph, inputs), actual = ReferenceExecutor.Run(optimized, inputs, reference: false);
        for (int o = 0; o < expected.Length; o++)
        {
            float[] e = expected[o].AsSpan<float>().ToArray(), a = actual[o].AsSpan<float>().ToArray();
            Assert.Equal(e.Length, a.Length);
            for (int i = 0; i < e.Length; i++) Assert.True(Math.Abs(e[i] - a[i]) <= 1e-5f * Math.Max(1, Math.Abs(e[i])), $"{o}[{i}]: {a[i]}, expected {e[i]}");
        }
    }

    private static Tensor Numbers(params int[] shape)
    {
        var random = new Random(shape.Length);
        var tensor = new Tensor(ElementType.Float32, Shape.Of(shape));
        foreach (ref float v in tensor.AsSpan<float>()) v = random.NextSingle() - 0.5f;
        return tensor;
    }
}
