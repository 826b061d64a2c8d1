using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Tests.Unit.DeepLearning;

/// <summary>A network from a file gets another head, is trained on a folder of labelled photographs, and leaves as a file again.</summary>
public class FineTuningTests
{
    private const string Features = "models/built-resnet-cifar10/resnet20_cifar10.onnx";

    [SharedDataFact("models")]
    public void AnImportedClassifierLearnsNewClasses()
    {
        string folder = SharedData.PathOf("datasets/flower-photos-small");
        Graph backbone = OnnxImporter.Import(SharedData.PathOf(Features), new OnnxImportOptions(Trainable: true));
        Node last = backbone.Nodes.Last(n => n.Operator is Gemm);
        string features = last.Inputs[0]!.Name!;
        float[] before = backbone.Parameters.First().Value.AsSpan<float>().ToArray();

        var context = new MLContext(1);
        ImageSample[] samples = [.. ImageDataset.Load(folder, new ImageDatasetOptions { TestFraction = 0.25, Seed = 1 }).Train];
        IDataView train = context.Data.LoadFromImages(samples);
        var pipeline = context.Transforms.Conversion.MapValueToKey("Label")
            .Append(context.Transforms.ResizeImages("Image", 32, 32, "Image", ImageResizingEstimator.ResizingKind.IsoCrop))
            .Append(context.Transforms.ExtractPixels("Features", "Image", offsetImage: 118, scaleImage: 1 / 60f))
            .Append(context.MulticlassClassification.Trainers.NeuralNetwork(new NeuralNetworkOptions
            {
                Body = (x, c) => c.Apply(x, new Pretrained(backbone, features), new Dense(5) { Name = "new_head" }),
                ValidationFraction = 0,
                Training = new TrainingOptions(Epochs: 6, BatchSize: 16, Seed: 1) { Optimizer = new Adam { LearningRate = 1e-3f } },
            }));
        ITransformer model = pipeline.Fit(train);
        Assert.NotEqual(before, backbone.Parameters.First().Value.AsSpan<float>().ToArray());

        ImageSample[] held = [.. ImageDataset.Load(folder, new ImageDatasetOptions { TestFraction = 0.25, Seed = 1 }).Test];
        IDataView test = context.Data.LoadFromImages(held);
        MulticlassClassificationMetrics metrics = context.MulticlassClassification.Evaluate(model.Transform(test));
        // Chance is 0.2; five classes of forty photographs at 32 x 32 pixels are learned to about 0.6.
        Assert.InRange(metrics.MicroAccuracy, 0.4, 1);
    }

    [SharedDataFact("models")]
    public void WhatWasTrainedIsExportedAndScoresTheSame()
    {
        Graph backbone = OnnxImporter.Import(SharedData.PathOf(Features), new OnnxImportOptions(Trainable: true));
        string features = backbone.Nodes.Last(n => n.Operator is Gemm).Inputs[0]!.Name!;
        var network = Network.Build([3, 32, 32], (x, c) => c.Apply(x, new Pretrained(backbone, features, UpdateStatistics: true), new Dense(3)), seed: 2);
        Assert.Contains(network.Parameters, p => p.IsStatistic);
        float[] statistics = network.Parameters.First(p => p.IsStatistic).Value.AsSpan<float>().ToArray();
        var random = new Random(1);
        var x = new Tensor(ElementType.Float32, [24, 3, 32, 32]);
        foreach (ref float v in x.AsSpan<float>()) v = random.NextSingle() - 0.5f;
        Tensor y = Tensor.Of([24], [.. Enumerable.Range(0, 24).Select(i => i % 3)]);
        TrainingHistory history = new Trainer(network, new CategoricalCrossEntropy(), new TrainingOptions(Epochs: 4, BatchSize: 8)).Fit(new ArraySource(x, y));
        Assert.True(history.Epochs[^1].Loss < history.Epochs[0].Loss);
        Assert.NotEqual(statistics, network.Parameters.First(p => p.IsStatistic).Value.AsSpan<float>().ToArray());

        Graph scoring = network.ToGraph(head: v => v.Softmax());
        byte[] file = OnnxExporter.ToBytes(scoring);
        float[] expected = new Executor(scoring).Run(x)[0].AsSpan<float>().ToArray(), actual = new Executor(OnnxImporter.Import(file)).Run(x)[0].AsSpan<float>().ToArray();
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, 1e-5f));
        Assert.Equal(file, OnnxExporter.ToBytes(OnnxImporter.Import(file, new OnnxImportOptions(Trainable: true))));
    }

    [Fact]
    public void MistakesAreExplained()
    {
        var graph = new Graph();
        graph.Output("y", graph.Input("x", ElementType.Float32, ["N", 4]).MatMul(graph.Constant(new Tensor(ElementType.Float32, [4, 2]))));
        Assert.Contains("no value 'z'", Assert.Throws<ArgumentException>(() => Network.Build([4], (x, c) => c.Apply(x, new Pretrained(graph, "z")))).Message);
        ShapeException e = Assert.Throws<ShapeException>(() => Network.Build([5], (x, c) => c.Apply(x, new Pretrained(graph))));
        Assert.Contains("takes Float32 Nx4", e.Message);
        Assert.Contains("takes Float32 Nx4", Assert.Throws<ShapeException>(() => Network.Build([2, 4], (x, c) => c.Apply(x, new Pretrained(graph)))).Message);
    }

    [Fact]
    public void ConvolutionsUpToAGlobalPoolingTakePicturesOfOtherSizes()
    {
        Graph backbone = Networks.SmallCnn(10, [3, 32, 32], seed: 1, width: 4).ToGraph();
        Network network = Network.Build([3, 48, 40], (x, c) => c.Apply(x, new Pretrained(backbone), new Dense(3) { Name = "new_head" }), seed: 2);
        Assert.Equal("Nx3", network.Outputs[0].Shape.ToString());
        Tensor result = new Executor(network.ToGraph()).Run(new Tensor(ElementType.Float32, [2, 3, 48, 40]))[0];
        Assert.Equal([2, 3], result.Shape.ToArray());

        Graph flat = Networks.LeNet(10, [3, 32, 32]).ToGraph();
        Assert.Contains("takes Float32 Nx3x32x32", Assert.Throws<ShapeException>(() => Network.Build([3, 48, 48], (x, c) => c.Apply(x, new Pretrained(flat)))).Message);
    }
}
