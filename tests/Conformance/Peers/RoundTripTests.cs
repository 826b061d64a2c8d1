using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Tests.Conformance.Peers;

/// <summary>What is trained here gives the same probabilities in ONNX Runtime.</summary>
public class RoundTripTests
{
    [OnnxRuntimeTheory]
    [InlineData("mlp", 17)]
    [InlineData("cnn", 17)]
    [InlineData("resnet", 17)]
    [InlineData("resnet", 21)]
    public void TrainedNetworksGiveTheSameProbabilitiesInOnnxRuntime(string name, int opset)
    {
        Network network = Train(name);
        Graph graph = network.ToGraph(head: y => y.Softmax());
        Tensor x = Samples(7, seed: 9).Images;
        Tensor expected = new Executor(graph).Run(x)[0];
        byte[] file = OnnxExporter.ToBytes(graph, new OnnxExportOptions { Opset = opset });

        Tensor theirs = OnnxRuntime.Run(file, ("input", x))["output"];
        Assert.Equal(expected.Shape, theirs.Shape);
        for (int i = 0; i < expected.Count; i++) Assert.Equal(expected.AsSpan<float>()[i], theirs.AsSpan<float>()[i], 1e-5f);
        Assert.True(expected.AsSpan<float>().ToArray().Max() > 0.5f, "The network says nothing, so that the test would prove nothing.");

        Graph read = OnnxImporter.Import(file);
        byte[] again = OnnxExporter.ToBytes(read, new OnnxExportOptions { Opset = opset });
        Assert.Equal(again, OnnxExporter.ToBytes(OnnxImporter.Import(again), new OnnxExportOptions { Opset = opset }));
        Tensor frozen = OnnxRuntime.Run(OnnxExporter.ToBytes(read.Optimize(freeze: true, passes: [new FoldBatchNormalization(), new FoldConstants()])), ("input", x))["output"];
        for (int i = 0; i < expected.Count; i++) Assert.Equal(expected.AsSpan<float>()[i], frozen.AsSpan<float>()[i], 1e-5f);
    }

    private static Network Train(string name)
    {
        Network network = name switch
        {
            "mlp" => Networks.Mlp([32], 3, [3, 16, 16], seed: 1),
            "cnn" => Network.Build([3, 16, 16], (x, c) => c.Apply(x, new Conv2D(8, 3), new Training.BatchNormalization(), new ActivationLayer(Activation.Relu), new GlobalAveragePooling(), new Dense(3)), seed: 1),
            _ => Networks.ResNet(8, 3, [3, 16, 16], seed: 1, width: 8),
        };
        (Tensor images, Tensor labels) = Samples(192, seed: 4);
        new Trainer(network, new CategoricalCrossEntropy(), new TrainingOptions(Epochs: 3, BatchSize: 16, Seed: 1) { Optimizer = new Adam { LearningRate = 0.01f } })
            .Fit(new ArraySource(images, labels));
        return network;
    }

    // Noise that is brighter in the channel of its class.
    private static (Tensor Images, Tensor Labels) Samples(int count, int seed)
    {
        var random = new Random(seed);
        var images = new Tensor(ElementType.Float32, [count, 3, 16, 16]);
        var labels = new Tensor(ElementType.Int32, [count]);
        Span<float> x = images.AsSpan<float>();
        for (int n = 0; n < count; n++)
        {
            int label = labels.AsSpan<int>()[n] = random.Next(3);
            for (int i = 0; i < 3 * 256; i++) x[n * 768 + i] = random.NextSingle() - 0.5f + (i / 256 == label ? 0.4f : 0);
        }
        return (images, labels);
    }
}
