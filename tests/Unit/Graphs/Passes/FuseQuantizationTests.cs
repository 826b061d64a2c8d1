using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Runtime.Quantization;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tests.Unit.Runtime.Quantization;

namespace MlNetDeepLearning.Tests.Unit.Graphs.Passes;

public class FuseQuantizationTests
{
    [Theory]
    [InlineData(ElementType.UInt8)]
    [InlineData(ElementType.Int8)]
    public void AQuantizedNetworkComputesInIntegers(ElementType activations)
    {
        Graph graph = GraphQuantizer.QuantizeStatic(QuantizedSamples.Network(), QuantizedSamples.Batches(), new QuantizationOptions { Activations = activations }).Graph;
        Graph fused = graph.Optimize();

        Assert.Equal(["ByteTable", "Flatten", "MaxPool", "QGemm", "QLinearAdd", "QLinearConv", "QLinearGlobalAveragePool", "QuantizeLinear"],
            fused.Nodes.Select(n => n.Operator.OpType).Distinct().Order());
        Assert.Single(fused.Nodes, n => n.Operator is QuantizeLinear);
        foreach (Tensor[] batch in QuantizedSamples.Batches())
        {
            float[] expected = ReferenceExecutor.Run(graph, batch)[0].AsSpan<float>().ToArray(), actual = new Executor(graph).Run(batch)[0].AsSpan<float>().ToArray();
            float scale = expected.Max(Math.Abs);
            for (int i = 0; i < expected.Length; i++) Assert.InRange(actual[i], expected[i] - 0.03f * scale, expected[i] + 0.03f * scale);
        }
    }

    public static TheoryData<string> Operators => [.. Patterns.Keys];

    [Theory]
    [MemberData(nameof(Operators))]
    public void EachPatternAgreesWithinOneStep(string name)
    {
        (Func<Value, Value, Value> pattern, string expected) = Patterns[name];
        foreach (ElementType type in (ElementType[])[ElementType.UInt8, ElementType.Int8])
        {
            var graph = new Graph();
            Value x = graph.Input("x", ElementType.Float32, [2, 4, 9, 10]), z = graph.Input("z", ElementType.Float32, [2, 4, 9, 10]);
            Value y = pattern(Through(x, 0.031f, 140, type), Through(z, 0.017f, 77, type));
            (float scale, int zero) = name switch { "LeakyRelu" or "MaxPool" or "Pad" => (0.031f, 140), "Relu" => (0.11f, 0), "GlobalAveragePool" => (0.004f, 120), _ => (0.11f, 120) };
            graph.Output("y", Through(y, scale, zero, type));

            Graph fused = graph.Optimize();
            Assert.Contains(fused.Nodes, n => n.Operator.OpType == expected);
            Assert.DoesNotContain(fused.Nodes, n => n.Operator is Conv or MatMul or Add or Mul or Concat or AveragePool or GlobalAveragePool or Sigmoid or LeakyRelu or Relu);
            var random = new Random(3);
            Tensor[] inputs = [QuantizedSamples.Random(random, 2, 4, 9, 10), QuantizedSamples.Random(random, 2, 4, 9, 10)];
            foreach (Tensor input in inputs)
                foreach (ref float v in input.AsSpan<float>()) v *= 8;
            float[] plain = ReferenceExecutor.Run(graph, inputs)[0].AsSpan<float>().ToArray(), quick = new Executor(graph).Run(inputs)[0].AsSpan<float>().ToArray();
            for (int i = 0; i < plain.Length; i++) Assert.InRange(quick[i], plain[i] - 1.001f * scale, plain[i] + 1.001f * scale);
            Assert.True(plain.Distinct().Count() > 3, "the test's numbers do not vary");
        }
    }

    [Fact]
    public void WhatIsUsedElsewhereStays()
    {
        var graph = new Graph();
        Value x = Through(graph.Input("x", ElementType.Float32, [2, 4]), 0.03f, 128, ElementType.UInt8), sum = x + x;
        graph.Output("sum", sum);
        graph.Output("y", Through(sum, 0.05f, 128, ElementType.UInt8));

        Assert.Contains(graph.Optimize().Nodes, n => n.Operator is Add);
    }

    [Fact]
    public void ARangeThatDoesNotImplyTheActivationKeepsIt()
    {
        var graph = new Graph();
        Value x = Through(graph.Input("x", ElementType.Float32, [1, 4, 5, 5]), 0.03f, 128, ElementType.UInt8);
        graph.Output("y", Through(x.GlobalAveragePool().Relu(), 0.05f, 128, ElementType.UInt8));
        Tensor input = QuantizedSamples.Random(new Random(1), 1, 4, 5, 5);

        Assert.All(new Executor(graph).Run(input)[0].AsSpan<float>().ToArray(), y => Assert.True(y >= 0));
    }

    private static readonly Dictionary<string, (Func<Value, Value, Value> Pattern, string Operator)> Patterns = new()
    {
        ["Conv"] = ((x, _) => x.Conv(Weight(x.Graph, 5, 4, 3, 3), x.Graph.Constant(Tensor.Of([5], 0.1f, -2f, 3f, 0f, 1f))), "QLinearConv"),
        ["Relu"] = ((x, _) => x.Conv(Weight(x.Graph, 4, 2, 3, 3, 1), null, group: 2, pads: [1, 1, 1, 1]).Relu(), "QLinearConv"),
        ["MatMul"] = ((x, z) => x.MatMul(Through(z.Transpose(0, 1, 3, 2), 0.017f, 128, ElementType.UInt8)), "QLinearMatMul"),
        ["Gemm"] = ((x, _) => Through(x.Flatten(), 0.031f, 128, ElementType.UInt8).Gemm(Weight(x.Graph, 7, 360), x.Graph.Constant(Tensor.Of([7], 1f, 2f, 3f, 4f, 5f, 6f, 7f)), transB: true), "QGemm"),
        ["Add"] = ((x, z) => x + z, "QLinearAdd"),
        ["Mul"] = ((x, z) => x * z, "QLinearMul"),
        ["Concat"] = ((x, z) => x.Graph.Concat(1, x, z), "QLinearConcat"),
        ["AveragePool"] = ((x, _) => x.AveragePool([3, 3], [2, 2], [1, 1, 1, 1]), "QLinearAveragePool"),
        ["GlobalAveragePool"] = ((x, _) => x.GlobalAveragePool(), "QLinearGlobalAveragePool"),
        ["Sigmoid"] = ((x, _) => x.Sigmoid(), "ByteTable"),
        ["LeakyRelu"] = ((x, _) => x.LeakyRelu(0.2f), "ByteTable"),
        ["MaxPool"] = ((x, _) => x.MaxPool([3, 3], [2, 2]), "MaxPool"),
        ["Pad"] = ((x, _) => x.Graph.Add(new Pad(), x, x.Graph.Constant(Tensor.Ints(0, 0, 1, 2, 0, 1, 0, 0)), x.Graph.Scalar(ElementType.Float32, 0)), "Pad"),
    };

    private static Value Weight(Graph graph, params int[] shape)
    {
        bool grouped = shape.Length == 5;
        Tensor weights = QuantizedSamples.Random(new Random(9), grouped ? [4, 2, 3, 3] : shape);
        var integers = new Tensor(ElementType.Int8, weights.Shape);
        for (int i = 0; i < weights.Count; i++) integers.AsSpan<sbyte>()[i] = (sbyte)(weights.AsSpan<float>()[i] / 0.8f * 100 % 127);
        var scales = new Tensor(ElementType.Float32, [weights.Shape[0]]);
        for (int i = 0; i < scales.Count; i++) scales.AsSpan<float>()[i] = 0.001f + 0.0007f * i;
        return graph.Constant(integers).DequantizeLinear(graph.Constant(scales), graph.Constant(new Tensor(ElementType.Int8, scales.Shape)), 0);
    }

    private static Value Through(Value x, float scale, int zero, ElementType type)
    {
        Value step = x.Graph.Constant(Tensor.Scalar(scale)), point = x.Graph.Constant(type == ElementType.UInt8 ? Tensor.Scalar((byte)zero) : Tensor.Scalar((sbyte)(zero - 128)));
        return x.QuantizeLinear(step, point).DequantizeLinear(step, point);
    }
}
