using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Runtime;

/// <summary>Small networks with random weights, for scoring and for a training step.</summary>
internal static class SmallNetworks
{
    private const int Classes = 5;

    /// <summary>Two dense layers on N x 12.</summary>
    public static Graph Mlp(bool training)
    {
        var graph = new Graph();
        var weights = new Weights(graph);
        Value x = graph.Input("x", ElementType.Float32, ["N", 12]);
        x = x.Gemm(weights.Next(12, 33), weights.Next(33)).Relu();
        return Finish(graph, x.Gemm(weights.Next(33, Classes), weights.Next(Classes)), weights, training);
    }

    /// <summary>Two convolutions with normalization, pooling and dropout on N x 3 x 14 x 14.</summary>
    public static Graph Cnn(bool training)
    {
        var graph = new Graph();
        var weights = new Weights(graph);
        Value x = graph.Input("x", ElementType.Float32, ["N", 3, 14, 14]);
        x = x.Conv(weights.Next(16, 3, 3, 3), weights.Next(16), pads: [1, 1, 1, 1]);
        x = x.LayerNormalization(weights.Next(14), weights.Next(14)).Relu().MaxPool([2, 2], strides: [2, 2]);
        x = x.Conv(weights.Next(24, 16, 3, 3), weights.Next(24)).Silu();
        x = x.GlobalAveragePool().Flatten().Dropout(0.25, training);
        return Finish(graph, x.Gemm(weights.Next(24, Classes), weights.Next(Classes)), weights, training);
    }

    public static Tensor[] Batch(Graph graph, int size, int seed = 3)
    {
        var random = new Random(seed);
        return [.. graph.Inputs.Select(i =>
        {
            var tensor = new Tensor(i.Type.Element, Shape.Of([size, .. i.Shape.Dims[1..].ToArray().Select(d => d.Value)]));
            if (tensor.Type == ElementType.Float32) foreach (ref float v in tensor.AsSpan<float>()) v = random.NextSingle() * 2 - 1;
            else foreach (ref long v in tensor.AsSpan<long>()) v = random.Next(Classes);
            return tensor;
        })];
    }

    private static Graph Finish(Graph graph, Value scores, Weights weights, bool training)
    {
        if (!training)
        {
            graph.Output("probabilities", scores.Softmax());
            return graph;
        }
        Value loss = graph.Add(new SoftmaxCrossEntropyLoss(), scores, graph.Input("labels", ElementType.Int64, ["N"]));
        graph.Output("loss", loss);
        Value[] gradients = Gradients.Of(loss, [.. weights.All]);
        for (int g = 0; g < gradients.Length; g++) graph.Output($"gradient{g}", gradients[g]);
        return graph;
    }

    private sealed class Weights(Graph graph)
    {
        private readonly Random _random = new(1);

        public List<Value> All { get; } = [];

        public Value Next(params int[] shape)
        {
            var tensor = new Tensor(ElementType.Float32, shape);
            foreach (ref float v in tensor.AsSpan<float>()) v = (_random.NextSingle() - 0.5f) / 2;
            Value value = graph.Parameter(new Parameter($"w{All.Count}", tensor));
            All.Add(value);
            return value;
        }
    }
}
