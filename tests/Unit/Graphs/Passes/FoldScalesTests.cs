using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs.Passes;

public class FoldScalesTests
{
    private static readonly GraphPass[] Passes = [new FoldConstants(), new FoldScales(), new MoveBiasIntoProducts(), new FoldBatchNormalization(), new FoldConstants()];

    [Fact]
    public void NormalizationsThatWereSplitBecomeWeightsAndBias()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N", 4, 6, 6]);
        Value Constant(int seed, params int[] shape) => graph.Constant(PassCheck.Random(shape, seed));
        graph.Output("behind", x.Conv(Constant(1, 8, 4, 3, 3), Constant(2, 8), pads: [1, 1, 1, 1]) * Constant(3, 8, 1, 1) + Constant(4, 1, 8, 1, 1));
        graph.Output("no bias", x.Conv(Constant(1, 8, 4, 3, 3)) / Constant(3, 1, 8, 1, 1) - Constant(4, 8, 1, 1));
        graph.Output("before", ((x + Constant(5, 4, 1, 1)) * Constant(6, 1, 4, 1, 1)).Conv(Constant(7, 3, 4, 2, 2), Constant(8, 3)));
        graph.Output("padded", (x * 0.5).Conv(Constant(7, 6, 2, 2, 2), pads: [1, 1, 1, 1], group: 2) * 3);
        graph.Output("depthwise", (x * Constant(9, 4, 1, 1)).Conv(Constant(10, 4, 1, 3, 3), group: 4, pads: [1, 1, 1, 1]));
        graph.Output("transposed", x.ConvTranspose(Constant(11, 4, 5, 2, 2), Constant(12, 5)) * Constant(13, 5, 1, 1) + Constant(14, 5, 1, 1));

        Graph rewritten = PassCheck.Rewrite(graph, Passes, 1e-5, PassCheck.Random([2, 4, 6, 6]));

        Assert.All(rewritten.Nodes, n => Assert.True(n.Operator is Conv or ConvTranspose, n.ToString()));
    }

    [Fact]
    public void ProductsOfMatricesTakeScales()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N", 5]), z = graph.Input("z", ElementType.Float32, ["N", 3, 5]);
        Value Constant(int seed, params int[] shape) => graph.Constant(PassCheck.Random(shape, seed));
        graph.Output("gemm", (x * Constant(1, 5)).Gemm(Constant(2, 7, 5), Constant(3, 7), transB: true) * Constant(4, 7) + Constant(5, 7));
        graph.Output("product", (z / 4).MatMul(Constant(6, 5, 6)) * Constant(7, 1, 1, 6));

        Graph rewritten = PassCheck.Rewrite(graph, Passes, 1e-5, PassCheck.Random([2, 5]), PassCheck.Random([2, 3, 5], 9));

        Assert.Equal(["Gemm", "MatMul"], rewritten.Nodes.Select(n => n.Operator.OpType).Order());
    }

    [Fact]
    public void WhatChangesResultsStays()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [2, 4, 4, 4]);
        Value Constant(int seed, params int[] shape) => graph.Constant(PassCheck.Random(shape, seed));
        Value w = Constant(1, 4, 4, 3, 3), twice = x.Conv(w);
        graph.Output("padding is not shifted", (x + Constant(2, 4, 1, 1)).Conv(w, pads: [1, 1, 1, 1]));
        graph.Output("not per channel", x.Conv(w, pads: [1, 1, 1, 1]) * Constant(3, 4));
        graph.Output("used", twice);
        graph.Output("twice", twice * 2);
        graph.Output("trained", x.Conv(graph.Parameter(new Parameter("w", PassCheck.Random([4, 4, 1, 1], 4)))) * 2);

        Graph rewritten = PassCheck.Rewrite(graph, [new FoldScales()], 1e-5, PassCheck.Random([2, 4, 4, 4]));

        Assert.Equal(3, rewritten.Count<Mul>());
        Assert.Equal(1, rewritten.Count<Add>());
    }

    [Fact]
    public void BatchNormalizationBecomesPartOfATransposedConvolution()
    {
        var graph = new Graph();
        Value Constant(int seed, params int[] shape) => graph.Constant(PassCheck.Random(shape, seed));
        Value y = graph.Input("x", ElementType.Float32, [2, 3, 5, 5]).ConvTranspose(Constant(1, 3, 4, 2, 2), strides: [2, 2]);
        Value variance = graph.Constant(Tensor.Of<float>([4], 1, 2, 0.5f, 3));
        graph.Output("y", graph.Add(new BatchNormalization(), y, Constant(2, 4), Constant(3, 4), Constant(4, 4), variance));

        Graph rewritten = PassCheck.Rewrite(graph, Passes, 1e-5, PassCheck.Random([2, 3, 5, 5]));

        Assert.IsType<ConvTranspose>(Assert.Single(rewritten.Nodes).Operator);
    }
}
