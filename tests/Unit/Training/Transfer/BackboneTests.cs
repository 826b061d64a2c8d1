using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Tests.Unit.Training.Transfer;

public class BackboneTests
{
    [Theory]
    [InlineData("small-cnn:4", 16)]
    [InlineData("resnet8", 64)]
    [InlineData("lenet", 84)]
    [InlineData("mlp:20,12", 12)]
    public void FeaturesAreWhatTheClassifierReads(string network, int features)
    {
        var backbone = new Backbone(Networks.Create(network, [3, 32, 32], 10).ToGraph(head: v => v.Softmax()));
        Assert.Equal(features, backbone.FeatureCount);
        Assert.Equal([2, features], new Executor(backbone.ToGraph()).Run(new Tensor(ElementType.Float32, [2, 3, 32, 32]))[0].Shape.ToArray());
    }

    [Theory]
    [InlineData(true, 6)]
    [InlineData(false, 5)]
    public void AConvolutionThatMakesTheScoresIsNoFeature(bool softmax, int features)
    {
        Network network = Network.Build([3, 16, 16], (x, c) => c.Apply(x, new Conv2D(6, 3), new ActivationLayer(Activation.Relu), new Conv2D(5, 1), new GlobalAveragePooling()));
        Graph graph = network.ToGraph(head: v => softmax ? v.Softmax() : v);
        var backbone = new Backbone(graph);
        Assert.Equal(features, backbone.FeatureCount);
        if (softmax) return;
        graph.Metadata["labels"] = "a\nb\nc\nd\ne";
        Assert.Equal(6, new Backbone(graph).FeatureCount);
    }

    [Fact]
    public void AConvolutionBehindThePoolingIsAClassifierToo()
    {
        Network network = Network.Build([3, 16, 16], (x, c) => c.Apply(c.Apply(x, new Conv2D(6, 3)).GlobalAveragePool(), new Conv2D(4, 1), new MlNetDeepLearning.Training.Flatten()));
        Assert.Equal(6, new Backbone(network.ToGraph()).FeatureCount);
    }

    [Fact]
    public void NormalizationsThatAreNotTrainedKeepTheirStatistics()
    {
        var backbone = new Backbone(Networks.SmallCnn(5, [3, 8, 8], seed: 3, width: 4).ToGraph());
        Network network = backbone.WithHead(new TransferHead(2).Layers, updateStatistics: true);
        HashSet<Parameter> trained = [.. backbone.Blocks[^1].Parameters];
        network.SetTrainable(p => trained.Contains(p) || !backbone.Graph.Parameters.Contains(p));
        Dictionary<Parameter, float[]> before = network.Parameters.Where(p => p.IsStatistic).ToDictionary(p => p, p => p.Value.AsSpan<float>().ToArray());
        new Trainer(network, new CategoricalCrossEntropy(), new TrainingOptions(Epochs: 1)).Fit(new ArraySource(Numbers([8, 3, 8, 8]), Tensor.Of<long>([8], [0, 1, 0, 1, 0, 1, 0, 1])));
        Assert.Equal(12, before.Count);
        Assert.All(before, s => Assert.Equal(trained.Contains(s.Key), !s.Key.Value.AsSpan<float>().SequenceEqual(s.Value)));
    }

    [SharedDataTheory("models")]
    [InlineData("built-mobilenetv2-features/mobilenetv2_1.0_features.onnx", 1280)]
    [InlineData("built-squeezenet1.1/squeezenet1.1.onnx", 512)]
    [InlineData("built-resnet-cifar10/resnet20_cifar10.onnx", 64)]
    [InlineData("built-lenet-mnist/lenet_mnist.onnx", 500)]
    public void RealNetworksAreCutWhereTheyShouldBe(string file, int features)
    {
        Graph graph = OnnxImporter.Import(SharedData.PathOf("models/" + file), new OnnxImportOptions(Trainable: true));
        var backbone = new Backbone(graph);
        Assert.Equal(features, backbone.FeatureCount);
        Assert.True(backbone.Blocks.Count > 1);
    }

    [Fact]
    public void AnyNamedValueCanBeTheFeatures()
    {
        Graph graph = Networks.Mlp([20, 12], 3, [8]).ToGraph();
        graph.Nodes.First(n => n.Operator is Relu).Outputs[0].Name = "first";
        Assert.Equal(20, new Backbone(graph, "first").FeatureCount);
        Assert.Equal(3, new Backbone(graph, "output").FeatureCount);
        Assert.Contains("no value 'other'", Assert.Throws<ArgumentException>(() => new Backbone(graph, "other")).Message);
    }

    [Fact]
    public void FeatureMapsAreAveragedOverThePicture()
    {
        Graph graph = Network.Build([2, 6, 6], (x, c) => c.Apply(x, new Conv2D(4, 3))).ToGraph();
        Tensor x = Numbers([1, 2, 6, 6]);
        float[] map = new Executor(graph).Run(x)[0].AsSpan<float>().ToArray(), features = new Executor(new Backbone(graph, "output").ToGraph()).Run(x)[0].AsSpan<float>().ToArray();
        for (int c = 0; c < 4; c++) Assert.Equal(map[(16 * c)..(16 * c + 16)].Average(), features[c], 1e-5);

        var last = new Graph();
        last.Output("y", last.Input("x", ElementType.Float32, ["N", 5, 4, 3]).Relu());
        Assert.Equal(3, new Backbone(last, "y").FeatureCount);
    }

    [Fact]
    public void SeveralValuesLieSideBySideAndCutNoBlockInTwo()
    {
        Graph graph = Networks.Create("compact-resnet:4", [3, 32, 32], 10).ToGraph();
        Value[] maps = [.. graph.Nodes.Where(n => n.Operator is Relu).Select(n => n.Outputs[0])];
        for (int i = 0; i < maps.Length; i++) maps[i].Name = $"map{i}";
        var first = new Backbone(graph, "map0");
        var last = new Backbone(graph, $"map{maps.Length - 1}");
        var joined = new Backbone(graph, $"map0, map{maps.Length - 1}");
        Assert.Equal(4 + 32, joined.FeatureCount);
        Assert.Equal(7, joined.Blocks.Count);
        Tensor pictures = Numbers([2, 3, 32, 32]);
        float[] Row(Backbone backbone, int row) => new Executor(backbone.ToGraph()).Run(pictures)[0].AsSpan<float>().Slice(row * backbone.FeatureCount, backbone.FeatureCount).ToArray();
        for (int row = 0; row < 2; row++) Assert.Equal([.. Row(first, row), .. Row(last, row)], Row(joined, row));
        Assert.Contains("no value 'nothing'", Assert.Throws<ArgumentException>(() => new Backbone(graph, "map0,nothing")).Message);
        Assert.Contains("no value ''", Assert.Throws<ArgumentException>(() => new Backbone(graph, ",")).Message);
    }

    [Theory]
    [InlineData("resnet8", 4)]
    [InlineData("compact-resnet:4", 7)]
    public void BlocksHoldEachParameterOnceAndDoNotCutResiduals(string name, int blocks)
    {
        Network network = Networks.Create(name, [3, 32, 32], 10);
        var backbone = new Backbone(network.ToGraph());
        // The first convolution, and the residual blocks of two convolutions each.
        Assert.Equal(blocks, backbone.Blocks.Count);
        string[] expected = [.. network.Parameters.Select(p => p.Name).Where(n => !n.StartsWith("dense", StringComparison.Ordinal)).Order()];
        Assert.Equal(expected, backbone.Blocks.SelectMany(b => b.Parameters).Select(p => p.Name).Order());
    }

    [Fact]
    public void TheHashTellsWeightsOperatorsCutsAndSizesApart()
    {
        string Hash(Action<Network>? change = null, string? features = null, SymbolicShape? size = null)
        {
            Network network = Networks.SmallCnn(5, [3, 32, 32], seed: 3, width: 4);
            change?.Invoke(network);
            return new Backbone(network.ToGraph(), features, size).Hash;
        }

        string[] hashes = [Hash(), Hash(n => n.Parameters.Last(p => p.Name.StartsWith("conv", StringComparison.Ordinal)).Value.AsSpan<float>()[0] += 1e-3f), Hash(features: "output"), Hash(size: [3, 48, 48])];
        Assert.Equal(Hash(), hashes[0]);
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        // What lies behind the features does not matter.
        Assert.Equal(hashes[0], Hash(n => n.Parameters["dense_1/kernel"].Value.AsSpan<float>()[0] += 1));
    }

    [Fact]
    public void ANetworkWithATrainedHeadGivesWhatTheHeadGivesOnFeatures()
    {
        var backbone = new Backbone(Networks.SmallCnn(5, [3, 16, 16], seed: 3, width: 4).ToGraph());
        var head = new TransferHead(3) { Hidden = [7], Dropout = 0.5f };
        Network trained = head.ToNetwork(backbone.FeatureCount, seed: 5);
        Network whole = backbone.WithHead(head.Layers, trained, seed: 9);
        Tensor x = Numbers([4, 3, 16, 16]);
        float[] expected = trained.Predict(new Executor(backbone.ToGraph()).Run(x)[0]).AsSpan<float>().ToArray();
        Assert.All(whole.Predict(x).AsSpan<float>().ToArray().Zip(expected), p => Assert.Equal(p.Second, p.First, 1e-5f));
    }

    [Fact]
    public void BalancedWeightsMakeClassesCountAlike()
    {
        float[] weights = TransferHead.BalancedWeights([90, 10, 0]);
        Assert.Equal(90 * weights[0], 10 * weights[1], 1e-4f);
        Assert.Equal(100, 90 * weights[0] + 10 * weights[1], 1e-3f);
        Assert.Equal(0, weights[2]);
    }

    internal static Tensor Numbers(Shape shape)
    {
        var tensor = new Tensor(ElementType.Float32, shape);
        var random = new RandomStream(7);
        foreach (ref float value in tensor.AsSpan<float>()) value = random.NextFloat(-1, 1);
        return tensor;
    }
}
