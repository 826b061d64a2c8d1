using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;
using BatchNormalization = MlNetDeepLearning.Training.BatchNormalization;
using Dropout = MlNetDeepLearning.Training.Dropout;
using Flatten = MlNetDeepLearning.Training.Flatten;
using LayerNormalization = MlNetDeepLearning.Training.LayerNormalization;
using Reshape = MlNetDeepLearning.Training.Reshape;

namespace MlNetDeepLearning.Tests.Unit.Training;

public class NetworkTests
{
    // Parameter counts as Keras and the papers have them.
    [Theory]
    [InlineData("mlp:512,256", 1, 28, 535_818)]
    [InlineData("linear", 1, 28, 7850)]
    [InlineData("lenet", 1, 28, 61_706)]
    [InlineData("small-cnn:16", 3, 32, 73_402)]
    [InlineData("resnet20", 3, 32, 272_474 + 1568)]
    [InlineData("resnet8", 3, 32, 78_042 + 672)]
    [InlineData("compact-resnet:24", 3, 32, 903_154)]
    public void PresetsHaveTheirSizes(string name, int channels, int size, int parameters)
    {
        Network network = Networks.Create(name, [channels, size, size], 10);
        Assert.Equal(parameters, network.Parameters.Sum(p => p.Value.Count));
        Assert.Equal("Nx10", network.Outputs[0].Shape.ToString());
    }

    [Theory]
    [InlineData("small-cnn", 16)]
    [InlineData("small-cnn", 31)]
    [InlineData("resnet20", 24)]
    [InlineData("lenet", 20)]
    [InlineData("mlp", 9)]
    public void PresetsRunOnOtherSizes(string name, int size)
    {
        Network network = Networks.Create(name, [3, size, size], 7);
        Tensor y = new Predictor(network, new CategoricalCrossEntropy()).Predict(new Tensor(ElementType.Float32, [2, 3, size, size]));
        Assert.Equal((Shape)(int[])[2, 7], y.Shape);
        Assert.Equal(2, y.AsSpan<float>().ToArray().Sum(), 1e-4f);
    }

    [Theory]
    [InlineData("vgg")]
    [InlineData("resnet21")]
    [InlineData("mlp:12,x")]
    [InlineData("lenet:5")]
    [InlineData("small-cnn:16,32")]
    public void UnknownNetworksAreExplained(string name) => Assert.ThrowsAny<ArgumentException>(() => Networks.Create(name, [3, 32, 32], 10));

    [Fact]
    public void TheSummaryListsLayersShapesAndParameters()
    {
        Network network = ToyData.BarsNetwork();
        string text = network.Summary();
        string[] lines = text.Split('\n');
        Assert.Contains(lines, l => l.StartsWith("conv2d_1 ", StringComparison.Ordinal) && l.Contains("N x 8 x 12 x 12") && l.EndsWith(" 72", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("batch_normalization_1 ", StringComparison.Ordinal) && l.EndsWith(" 32", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("max_pooling2d_1 ", StringComparison.Ordinal) && l.Contains("N x 8 x 6 x 6"));
        Assert.Contains(lines, l => l.StartsWith("dense_1 ", StringComparison.Ordinal) && l.EndsWith(" 51", StringComparison.Ordinal));
        Assert.Contains("1,323 parameters, 1,307 trainable, 16 not", text);
    }

    [Fact]
    public void FunctionalNetworksHaveBranches()
    {
        Network network = Network.Build([4, 8, 8], (x, c) =>
        {
            var left = c.Apply(x, new Conv2D(4, 3, Activation.Relu) { Padding = Padding.Same });
            var right = c.Apply(x, new SeparableConv2D(4, 5) { Padding = Padding.Same });
            var sum = c.Add(left, right, x);
            return c.Apply(c.Concatenate(1, sum, x), new GlobalAveragePooling(), new Dense(3));
        });
        Assert.Equal(["conv2d_1", "separable_conv2d_1", "add_1", "concatenate_1", "global_average_pooling_1", "dense_1"], network.Layers.Select(l => l.Name));
        Assert.Equal("Nx8x8x8", network.Layers[3].OutputShape.ToString());
    }

    [Fact]
    public void SeveralInputsAndResults()
    {
        Network network = Network.Build([new NetworkInput("image", [1, 8, 8]), new NetworkInput("word", [], ElementType.Int64)], (x, c) =>
        {
            var image = c.Apply(x[0], new Flatten(), new Dense(4, Activation.Tanh));
            var word = c.Apply(x[1], new Embedding(10, 4));
            return [c.Add(image, word), word];
        });
        Tensor[] y = new Executor(network.ToGraph()).Run(new Tensor(ElementType.Float32, [3, 1, 8, 8]), Tensor.Ints(1, 9, 1));
        Assert.Equal((Shape)(int[])[3, 4], y[0].Shape);
        Assert.Equal(network.Parameters["embedding_1/embeddings"].Value.AsSpan<float>().Slice(36, 4).ToArray(), y[1].AsSpan<float>().Slice(4, 4).ToArray());
        Assert.Equal(y[1].AsSpan<float>().ToArray(), y[0].AsSpan<float>().ToArray());
    }

    [Fact]
    public void GraphsShareParametersAndDifferInTraining()
    {
        Network network = ToyData.BarsNetwork();
        Graph training = network.ToGraph(training: true), scoring = network.ToGraph();
        Assert.Equal(training.Parameters.ToHashSet(), scoring.Parameters.ToHashSet());
        Assert.Equal(2, training.Updates.Count);
        Assert.Empty(scoring.Updates);
        Assert.Contains(training.Nodes, n => n.Operator is MlNetDeepLearning.Graphs.Dropout);
        Assert.DoesNotContain(scoring.Nodes, n => n.Operator is MlNetDeepLearning.Graphs.Dropout);
    }

    [Fact]
    public void InitialNumbersFollowFromSeedAndNameAlone()
    {
        Network a = Networks.Mlp([5], 2, [3], 1), b = Networks.Mlp([5, 7], 2, [3], 1), c = Networks.Mlp([5], 2, [3], 2);
        Assert.Equal(a.Parameters["dense_1/kernel"].Value.AsSpan<float>().ToArray(), b.Parameters["dense_1/kernel"].Value.AsSpan<float>().ToArray());
        Assert.NotEqual(a.Parameters["dense_1/kernel"].Value.AsSpan<float>().ToArray(), c.Parameters["dense_1/kernel"].Value.AsSpan<float>().ToArray());
    }

    [Theory]
    [InlineData(Activation.Softmax)]
    [InlineData(Activation.Gelu)]
    [InlineData(Activation.HardSigmoid)]
    public void EveryActivationRuns(Activation activation)
    {
        Network network = new Sequential(new Dense(4, activation)).ToNetwork([3]);
        Assert.All(new Predictor(network).Predict(new Tensor(ElementType.Float32, [2, 3])).AsSpan<float>().ToArray(), v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void SamePaddingIsThatOfKeras()
    {
        foreach ((int size, int kernel, int stride, int expected) in ((int, int, int, int)[])[(5, 3, 1, 5), (5, 3, 2, 3), (6, 3, 2, 3), (7, 4, 3, 3), (8, 1, 2, 4)])
        {
            Network network = new Sequential(new Conv2D(1, kernel) { Strides = stride, Padding = Padding.Same, KernelInitializer = Initializer.Ones }).ToNetwork([1, size, size]);
            Assert.Equal(expected, network.Outputs[0].Shape[2].Value);
        }
        // Even size, stride 2: the odd row of padding goes to the end, so the first window begins at the first row.
        Network ones = new Sequential(new Conv2D(1, 3) { Strides = 2, Padding = Padding.Same, KernelInitializer = Initializer.Ones }).ToNetwork([1, 4, 4]);
        var x = new Tensor(ElementType.Float32, [1, 1, 4, 4]);
        x.AsSpan<float>().Fill(1);
        Assert.Equal([9, 6, 6, 4], new Predictor(ones).Predict(x).AsSpan<float>().ToArray());
    }

    [Fact]
    public void ALayerThatDoesNotFitIsNamed()
    {
        ShapeException e = Assert.Throws<ShapeException>(() => new Sequential(new Conv2D(4, 3) { Name = "first" }).ToNetwork([10]));
        Assert.Contains("'first'", e.Message);
        Assert.Contains("Nx10", e.Message);
        Assert.Throws<ArgumentException>(() => new Sequential(new Dense(4) { Name = "a" }, new Dense(4) { Name = "a" }).ToNetwork([10]));
    }

    [Fact]
    public void EveryLayerBuildsTrainsAndRuns()
    {
        Network network = new Sequential(
            new ZeroPadding2D(1),
            new Conv2D(4, 3, Activation.Silu) { Dilation = 2, Groups = 2 },
            new DepthwiseConv2D(3, 2, Activation.LeakyRelu) { Padding = 1 },
            new AveragePooling2D(2),
            new Residual(new Sequential(new Conv2D(8, 3) { Padding = Padding.Same }, new LayerNormalization(1))),
            new Concatenate(1, new Conv2D(3, 1), new MaxPooling2D(3) { Strides = 1, Padding = Padding.Same }),
            new Reshape(11, -1),
            new Conv1D(6, 3, Activation.HardSwish),
            new MaxPooling1D(2),
            new AveragePooling1D(2),
            new BatchNormalization(),
            new Flatten(),
            new Dropout(0.5f),
            new Dense(2)).ToNetwork([2, 14, 14]);
        var random = new RandomStream(1);
        Tensor x = new(ElementType.Float32, [6, 2, 14, 14]), y = Tensor.Ints(0, 1, 0, 1, 0, 1);
        foreach (ref float v in x.AsSpan<float>()) v = random.NextNormal();
        float[][] before = ToyData.Values(network);
        TrainingHistory history = new Trainer(network, new CategoricalCrossEntropy(), new TrainingOptions(2, 3)).Fit(new ArraySource(x, y));
        Assert.True(double.IsFinite(history.Best.Loss));
        foreach ((float[] a, float[] b, Parameter p) in before.Zip(ToyData.Values(network), network.Parameters)) Assert.True(!a.SequenceEqual(b), $"{p.Name} did not change");
    }
}
