using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Runtime.Quantization;

/// <summary>A small residual network with random weights, and inputs for it.</summary>
internal static class QuantizedSamples
{
    /// <summary>Convolutions with batch normalization, a residual, pooling and a classifier: input "x" [N, 3, 12, 12], output "y" [N, 10].</summary>
    public static Graph Network(int seed = 1, bool fixedBatch = false)
    {
        var random = new Random(seed);
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [fixedBatch ? 2 : Dim.Named("N"), 3, 12, 12]);
        Value a = Normalized(x.Conv(Weight(16, 3, 3, 3), null, pads: [1, 1, 1, 1]), 16).Relu();
        Value b = Normalized(a.Conv(Weight(16, 16, 3, 3), null, pads: [1, 1, 1, 1]), 16);
        Value c = (a + b).Relu().MaxPool([2, 2], [2, 2]);
        Value d = c.Conv(Weight(16, 1, 3, 3), Weight(16), pads: [1, 1, 1, 1], group: 16).Clip(0, 6);
        Value e = d.Conv(Weight(24, 16, 1, 1), Weight(24)).LeakyRelu(0.1f);
        Value f = e.GlobalAveragePool().Flatten();
        graph.Output("y", f.Gemm(Weight(10, 24), Weight(10), transB: true));
        return graph;

        Value Weight(params int[] shape) => graph.Constant(Random(random, shape));

        Value Normalized(Value value, int channels) => value.Graph.AddNode(new BatchNormalization(), value, Near(channels, 1, 0.3f), Near(channels, 0, 0.2f),
            Near(channels, 0, 0.2f), Near(channels, 1, 0.3f)).Outputs[0];

        Value Near(int count, float centre, float spread)
        {
            Tensor tensor = Random(random, count);
            foreach (ref float v in tensor.AsSpan<float>()) v = centre + spread * Math.Clamp(v, -1, 1);
            return graph.Constant(tensor);
        }
    }

    /// <summary>Random numbers whose spread keeps a layer's results in the size of its inputs.</summary>
    public static Tensor Random(Random random, params int[] shape)
    {
        var tensor = new Tensor(ElementType.Float32, Shape.Of(shape));
        double scale = shape.Length > 1 ? Math.Sqrt(3.0 / shape[1..].Aggregate(1, (p, d) => p * d)) * 1.6 : 1;
        foreach (ref float v in tensor.AsSpan<float>()) v = (float)((random.NextDouble() * 2 - 1) * scale);
        return tensor;
    }

    /// <summary>Batches of two inputs.</summary>
    public static IReadOnlyList<Tensor[]> Batches(int count = 6, int seed = 5)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var x = new Tensor(ElementType.Float32, [2, 3, 12, 12]);
            foreach (ref float v in x.AsSpan<float>()) v = (float)(random.NextDouble() * 2 - 1);
            return new Tensor[] { x };
        })];
    }
}
