using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Tests.Unit.DeepLearning.Transfer;

public sealed class TransferLearnerTests : IDisposable
{
    private static readonly string[] Labels = ["red", "green", "blue"];

    private readonly string _folder = Directory.CreateTempSubdirectory("transfer").FullName;
    private readonly string _backbone;

    public TransferLearnerTests()
    {
        _backbone = Path.Combine(_folder, "backbone.onnx");
        Graph graph = Networks.SmallCnn(5, [3, 16, 16], seed: 3, width: 4).ToGraph();
        graph.Metadata["preprocessing"] = "channels=rgb fit=stretch scale=0.003921569";
        File.WriteAllBytes(_backbone, OnnxExporter.ToBytes(graph));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheSameSeedGivesTheSameBitsOnOneThreadOrTwo(bool fineTuned)
    {
        TransferLearningOptions options = (fineTuned ? FineTuned() : Options()) with { Epochs = 30 };
        byte[] two = Train(options).ToOnnx(options), one;
        using (Workers.Limit(1)) one = Train(options).ToOnnx(options);
        Assert.Equal(two, one);
        Assert.NotEqual(two, Train(options with { Seed = 8 }).ToOnnx(options));
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(3, true)]
    [InlineData(16, true)]
    public void ATrainingThatWasStoppedGoesOnToTheSameBits(int step, bool fineTuned)
    {
        TransferLearningOptions options = (fineTuned ? FineTuned() : Options()) with { Epochs = 30 };
        byte[] whole = Train(options).ToOnnx(options);
        using var source = new CancellationTokenSource();
        TransferLearningOptions stopped = options with { CheckpointFolder = Path.Combine(_folder, "run"), Callbacks = [new StopAt(step, source)], Cancellation = source.Token };
        Assert.ThrowsAny<OperationCanceledException>(() => Train(stopped));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder, "run")));
        Assert.Equal(whole, Train(options with { CheckpointFolder = Path.Combine(_folder, "run"), Resume = true }).ToOnnx(options));
    }

    [Fact]
    public void TrainingEndsWhereNothingImprovesAnyMore()
    {
        TransferNetwork network = Train(Options() with { Epochs = 400, LearningRate = 0.1f, EarlyStopping = new EarlyStopping(Patience: 2) });
        Assert.Equal(StopReason.EarlyStopped, network.Head!.Reason);
        Assert.True(network.Head.RestoredBest);
        Assert.Equal(network.Head.BestEpoch + 2, network.Head.Epochs.Count);
    }

    [Fact]
    public void FineTuningChangesTheLastBlocksAloneAndTheLearnersOwnBackboneNever()
    {
        TransferLearningOptions options = FineTuned() with { ValidationFraction = 0 };
        var learner = new TransferLearner(options);
        Dictionary<string, float[]> before = learner.Backbone.Network.Graph.Parameters.ToDictionary(p => p.Name, p => p.Value.AsSpan<float>().ToArray());
        TransferNetwork network = learner.Train(Pictures(10, 0), [], Labels);
        Assert.All(learner.Backbone.Network.Graph.Parameters, p => Assert.Equal(before[p.Name], p.Value.AsSpan<float>().ToArray()));
        HashSet<string> last = [.. network.Backbone.Network.Blocks.TakeLast(2).SelectMany(b => b.Parameters).Where(p => !p.IsStatistic).Select(p => p.Name)];
        Assert.True(network.HasOwnFeatures);
        Assert.All(network.Backbone.Network.Graph.Parameters, p => Assert.Equal(last.Contains(p.Name), !before[p.Name].AsSpan().SequenceEqual(p.Value.AsSpan<float>())));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 16)]
    public void OneFileHasTheWholeNetwork(bool fineTuned, int hidden)
    {
        TransferLearningOptions options = (fineTuned ? FineTuned() : Options()) with { Epochs = 30, Hidden = hidden == 0 ? [] : [hidden] };
        var learner = new TransferLearner(options);
        TransferNetwork network = learner.Train(Pictures(10, 0), Pictures(4, 1), Labels);
        IReadOnlyList<ImageSample> test = Pictures(5, 2);
        (IReadOnlyList<ImageSample> scored, Tensor scores) = learner.Score(network, test);
        Assert.Equal(test, scored);
        Graph graph = OnnxImporter.Import(network.ToOnnx(options));
        Assert.Equal(string.Join('\n', Labels), graph.Metadata["labels"]);
        var pixels = new PictureSamples(test, network.Backbone.Pixels);
        var batch = new Tensor(ElementType.Float32, [test.Count, 3, 16, 16]);
        for (int i = 0; i < test.Count; i++) pixels.Decode(pixels.Read(i), batch.AsSpan<float>().Slice(i * 768, 768));
        Tensor direct = new Executor(graph).Run(batch)[0];
        Assert.All(direct.AsSpan<float>().ToArray().Zip(scores.AsSpan<float>().ToArray()), p => Assert.Equal(p.First, p.Second, 1e-4f));
        int right = Enumerable.Range(0, test.Count).Count(i => Labels[IndexOfLargest(scores, i)] == test[i].Label);
        Assert.True(right >= 10, $"{right} of {test.Count} are right");
    }

    [Fact]
    public void UnreadablePicturesAreListedOrLeftOut()
    {
        IReadOnlyList<ImageSample> pictures = [.. Pictures(6, 0), new EncodedSample("half.jpg", "red", Pictures(1, 9)[0].Content()[..40].ToArray()), new FileSample(Path.Combine(_folder, "none.png"), "blue")];
        string message = Assert.Throws<DatasetException>(() => new TransferLearner(Options()).Train(pictures, [], Labels)).Message;
        Assert.Contains("2 pictures cannot be read", message);
        Assert.Contains("half.jpg: ", message);
        Assert.Contains("none.png", message);
        var learner = new TransferLearner(Options() with { SkipUnreadable = true });
        Assert.NotNull(learner.Train(pictures, [], Labels).Head);
        Assert.Equal(["half.jpg", Path.Combine(_folder, "none.png")], learner.Errors.Select(e => e.Name));
    }

    [Fact]
    public void MistakesAreExplained()
    {
        Assert.Contains("one class ('red')", Assert.Throws<DatasetException>(() => new TransferLearner(Options()).Train(Pictures(3, 0), [], ["red"])).Message);
        Assert.Contains("'blue', which is none of the classes: red, green", Assert.Throws<DatasetException>(() => new TransferLearner(Options()).Train(Pictures(3, 0), [], ["red", "green"])).Message);
        Assert.Contains("no pictures", Assert.Throws<DatasetException>(() => new TransferLearner(Options()).Train([], [], Labels)).Message);
        Assert.Contains("no backbone 'nowhere'", Assert.Throws<FileNotFoundException>(() => new TransferLearner(Options() with { Backbone = "nowhere" })).Message);
    }

    private TransferLearningOptions Options() => new() { Backbone = _backbone, Epochs = 12, BatchSize = 8, Seed = 7, Dropout = 0.1f };

    private TransferLearningOptions FineTuned() =>
        Options() with { Epochs = 3, FineTuning = new FineTuningOptions { Blocks = 2, Epochs = 3, BatchSize = 8, LearningRate = 1e-3f, Augmentation = AugmentationPipeline.Light } };

    private static TransferNetwork Train(TransferLearningOptions options) => new TransferLearner(options).Train(Pictures(10, 0), Pictures(4, 1), Labels);

    private static int IndexOfLargest(Tensor scores, int row)
    {
        ReadOnlySpan<float> own = scores.AsSpan<float>().Slice(row * Labels.Length, Labels.Length);
        return System.Numerics.Tensors.TensorPrimitives.IndexOfMax(own);
    }

    // Noise of any size, stronger in the colour of the class.
    private static List<ImageSample> Pictures(int perClass, uint set)
    {
        List<ImageSample> samples = [];
        var random = new MlNetDeepLearning.Training.RandomStream(5, 0, set);
        for (int i = 0; i < perClass * Labels.Length; i++)
        {
            var image = new Image(12 + random.NextInt(12), 12 + random.NextInt(12), PixelFormat.Rgb24);
            for (int p = 0; p < image.Pixels.Length; p++) image.Pixels[p] = (byte)(random.NextInt(100) + (p % 3 == i % 3 ? 140 : 0));
            samples.Add(new EncodedSample($"{set}-{i}", Labels[i % 3], image.EncodePng()));
        }
        return samples;
    }

    private sealed class StopAt(int step, CancellationTokenSource source) : ITrainingCallback
    {
        private int _steps;

        public void BatchEnd(TrainingProgress progress)
        {
            if (++_steps == step) source.Cancel();
        }
    }
}
