using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Tests.Unit.DeepLearning.Transfer;

/// <summary>A small network with random weights tells red, green and blue pictures apart well enough for all that is not accuracy.</summary>
public sealed class TransferLearningTests : IDisposable
{
    private static readonly string[] Labels = ["blue", "green", "red"];
    private readonly string _root = Directory.CreateTempSubdirectory("transfer").FullName;
    private readonly MLContext _context = new(1);

    public TransferLearningTests()
    {
        var graph = new Graph();
        Network network = Networks.SmallCnn(10, [3, 16, 16], seed: 3, width: 4);
        graph.Output("logits", network.Apply(graph, [graph.Input("x", ElementType.Float32, SymbolicShape.Of("N", 3, 16, 16))], training: false)[0]);
        OnnxExporter.Export(graph, Backbone);
        var random = new Random(1);
        for (int label = 0; label < 3; label++)
            for (int i = 0; i < 12; i++) Draw(2 - label, random, 16 + i, 20).Save(Path.Combine(Directory.CreateDirectory(Path.Combine(_root, "data", Labels[label])).FullName, $"{i:00}.png"));
    }

    private string Backbone => Path.Combine(_root, "backbone.onnx");

    private TransferLearningOptions Options => new() { Backbone = Backbone, Epochs = 120, WeightDecay = 0.1f, Seed = 1, EarlyStopping = null };

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void ThePipelineLearnsFromPathsAndTheSavedModelPredictsTheSame()
    {
        TransferLearningEstimator trainer = _context.MulticlassClassification.Trainers.TransferLearning(Options);
        IDataView data = Keyed(Paths());
        TransferModel model = trainer.Train(data);
        IDataView scored = model.Transformer.Transform(data);
        Assert.InRange(_context.MulticlassClassification.Evaluate(scored).MicroAccuracy, 0.7, 1);
        Assert.Empty(model.Errors);
        Graph onnx = OnnxImporter.Import(model.Onnx);
        Assert.Equal(string.Join('\n', Labels), onnx.Metadata["labels"]);
        Assert.Contains("fit=stretch", onnx.Metadata["preprocessing"]);
        Assert.Equal(["PredictedLabel", "Score"], scored.Schema.Select(c => c.Name).Except(data.Schema.Select(c => c.Name)).Order());

        string zip = Path.Combine(_root, "model.zip");
        _context.Model.Save(model.Transformer, data.Schema, zip);
        IDataView loaded = _context.Model.Load(zip, out _).Transform(data);
        Assert.Equal(Scores(scored), Scores(loaded));
        // The zip is itself a backbone for the next task.
        Assert.Equal(model.Network.Backbone.Network.FeatureCount, PictureBackbone.Load(zip).Network.FeatureCount);
    }

    [Fact]
    public void TheSchemaIsKnownBeforeTraining()
    {
        SchemaShape shape = _context.MulticlassClassification.Trainers.TransferLearning(Options).GetOutputSchema(MLNet.Shapes.Of(Keyed(Paths()).Schema));
        Assert.Contains(shape, c => c.Name == "PredictedLabel" && c.IsKey);
        Assert.Contains(shape, c => c.Name == "Score" && c.Kind == SchemaShape.Column.VectorKind.Vector);
    }

    [Fact]
    public void TheContextsLogHearsOfBothPhases()
    {
        List<string> heard = [];
        _context.Log += (_, e) =>
        {
            if (e.Source == "TransferLearning; Training" && e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Info) heard.Add(e.RawMessage);
        };
        _context.MulticlassClassification.Trainers.TransferLearning(Options with { Epochs = 2, FineTuning = new FineTuningOptions { Epochs = 1 }, Context = _context }).Train(Keyed(Paths()));
        Assert.Equal(["2 epochs", "Epoch 1 of 2", "Epoch 2 of 2", "2 epochs", "1 epoch", "Epoch 1 of 1", "1 epoch"],
            heard.Select(text => text.Split(':', ' ') is ["Epoch", ..] words ? string.Join(' ', words.Take(4)) : string.Join(' ', text.Split(' ').Take(2))));
    }

    [Fact]
    public void FilesPicturesAndTheCacheGiveTheSameBits()
    {
        TransferLearningOptions cached = Options with { CacheFolder = Path.Combine(_root, "cache") };
        byte[] plain = Train(Options).Onnx, first = Train(cached).Onnx, second = Train(cached).Onnx;
        Assert.True(plain.AsSpan().SequenceEqual(first));
        Assert.True(plain.AsSpan().SequenceEqual(second));
        IDataView pictures = Keyed(_context.Data.LoadFromImages(Samples()));
        byte[] images = _context.MulticlassClassification.Trainers.TransferLearning(Options with { ImageColumnName = "Image" }).Train(pictures).Onnx;
        Assert.True(plain.AsSpan().SequenceEqual(images), "pictures of a column gave another network than their files");
        var learner = new TransferLearner(cached);
        learner.Extract(Samples());
        Assert.Equal(36, learner.Cached);
    }

    [Fact]
    public void TheLearnerSeesWhatTheFittedPipelineSees()
    {
        var random = new Random(5);
        Image grey = Draw(0, random, 33, 21).Convert(PixelFormat.Gray8), clear = Draw(1, random, 40, 64).Convert(PixelFormat.Rgba32);
        for (int i = 3; i < clear.Pixels.Length; i += 4) clear.Pixels[i] = (byte)(i % 256);
        string[] files = [.. new[] { grey, clear, Draw(2, random, 300, 7) }.Select((picture, i) => Path.Combine(_root, $"odd{i}.png"))];
        grey.Save(files[0]);
        clear.Save(files[1]);
        Draw(2, random, 300, 7).Save(files[2]);
        var learner = new TransferLearner(Options);
        TransferNetwork network = learner.Train(Samples(), [], Labels);
        float[] own = learner.Score(network, [.. files.Select(f => new FileSample(f, "red"))]).Scores.AsSpan<float>().ToArray();
        IDataView rows = _context.Data.LoadFromEnumerable(files.Select(f => new PathRow { ImagePath = f }));
        float[] chain = [.. Scores(network.ToTransformer(_context, Options, rows).Transform(rows)).SelectMany(s => s)];
        Assert.All(own.Zip(chain), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void FineTuningTrainsTheLastBlocksAloneAndResumesBitForBit()
    {
        string checkpoints = Path.Combine(_root, "checkpoints");
        TransferLearningOptions options = Options with { FineTuning = new FineTuningOptions { Blocks = 2, Epochs = 4, BatchSize = 8, LearningRate = 1e-3f }, ValidationFraction = 0 };
        TransferModel whole = Train(options);
        Assert.True(whole.Network.HasOwnFeatures);
        using var stop = new CancellationTokenSource();
        TransferLearningOptions cut = options with { CheckpointFolder = checkpoints, Cancellation = stop.Token, Callbacks = [new StopAfter(stop, epochs: 4, epoch: 2)] };
        Assert.ThrowsAny<OperationCanceledException>(() => Train(cut));
        TransferModel resumed = Train(options with { CheckpointFolder = checkpoints, Resume = true });
        Assert.True(whole.Onnx.AsSpan().SequenceEqual(resumed.Onnx), "the resumed training gave another network");

        IReadOnlyList<BackboneBlock> before = PictureBackbone.Load(Backbone).Network.Blocks, after = whole.Network.Backbone.Network.Blocks;
        bool Same(int block) => before[block].Parameters.Zip(after[block].Parameters).All(p => p.First.Value.AsSpan<float>().SequenceEqual(p.Second.Value.AsSpan<float>()));
        Assert.True(Same(0));
        Assert.False(Same(before.Count - 1));
    }

    [Fact]
    public void FromScratchForgetsWhatTheBackboneKnew()
    {
        TransferModel scratch = Train(Options with { FromScratch = true, FineTuning = new FineTuningOptions { Epochs = 1, BatchSize = 8 } });
        Assert.Null(scratch.Network.Head);
        Assert.Single(scratch.Network.FineTuning!.Epochs);
    }

    [Fact]
    public void EarlyStoppingEndsTheHead()
    {
        TransferModel model = Train(Options with { Epochs = 500, LearningRate = 0.1f, EarlyStopping = new EarlyStopping(Patience: 3, MinimumDelta: 0.5), ValidationFraction = 0.25 });
        Assert.Equal(StopReason.EarlyStopped, model.Network.Head!.Reason);
    }

    [Fact]
    public void DamagedPicturesAreNamedAndCanBeLeftOut()
    {
        string broken = Path.Combine(_root, "data", "red", "broken.png");
        File.WriteAllBytes(broken, [1, 2, 3]);
        DatasetException e = Assert.Throws<DatasetException>(() => Train(Options with { ValidationFraction = 0 }));
        Assert.Contains("broken.png", e.Message);
        TransferModel model = Train(Options with { SkipUnreadable = true, ValidationFraction = 0 });
        Assert.Equal(broken, Assert.Single(model.Errors).Name);
    }

    [Fact]
    public void MistakesAreExplained()
    {
        Assert.Contains("no backbone 'nowhere'", Assert.Throws<FileNotFoundException>(() => Train(Options with { Backbone = "nowhere" })).Message);
        Assert.Contains("two at least", Assert.Throws<DatasetException>(() => new TransferLearner(Options).Train(Samples(), [], ["red"])).Message);
        Assert.Contains("no value 'z'", Assert.Throws<DatasetException>(() => Train(Options with { Features = "z" })).Message);
        Assert.Contains("There is no column 'Picture'", Assert.Throws<DatasetException>(() => Train(Options with { ImageColumnName = "Picture" })).Message);
    }

    private TransferModel Train(TransferLearningOptions options) => _context.MulticlassClassification.Trainers.TransferLearning(options).Train(Keyed(Paths()));

    private IReadOnlyList<ImageSample> Samples() => [.. Directory.GetFiles(Path.Combine(_root, "data"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => new FileSample(f, Path.GetFileName(Path.GetDirectoryName(f))!))];

    private IDataView Paths() => _context.Data.LoadFromEnumerable(Samples().Select(s => new PathRow { ImagePath = s.Name, Label = s.Label }));

    private IDataView Keyed(IDataView data) => _context.Transforms.Conversion.MapValueToKey("Label", keyData: _context.Data.LoadFromLabels(Labels)).Fit(data).Transform(data);

    private static float[][] Scores(IDataView scored) => [.. scored.GetColumn<float[]>("Score")];

    private static Image Draw(int channel, Random random, int width, int height)
    {
        var image = new Image(width, height, PixelFormat.Rgb24);
        for (int i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (byte)(random.Next(80) + (i % 3 == channel ? 150 : 0));
        return image;
    }

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }

    private sealed class StopAfter(CancellationTokenSource stop, int epochs, int epoch) : ITrainingCallback
    {
        public void EpochEnd(TrainingProgress progress, EpochResult result)
        {
            if (progress.Epochs == epochs && result.Epoch == epoch) stop.Cancel();
        }
    }
}
