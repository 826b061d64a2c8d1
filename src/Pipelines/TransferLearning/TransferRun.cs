using System.Globalization;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.TransferLearning;

/// <summary>What is asked for: the data, the network, and how to train.</summary>
internal sealed record TransferRun(string Data, string Output, string Backbone, int Seed)
{
    /// <summary>How many pictures of each class the story without arguments learns from.</summary>
    public const int StoryPerClass = 10;

    public string? Cut { get; init; }

    public int ImageSize { get; init; }

    public string? Preset { get; init; }

    public IReadOnlyList<int> Hidden { get; init; } = [];

    public float Dropout { get; init; }

    public int Epochs { get; init; }

    public float LearningRate { get; init; }

    public float? WeightDecay { get; init; }

    public bool FindLearningRate { get; init; }

    public float LabelSmoothing { get; init; }

    public ClassWeighting ClassWeights { get; init; }

    public int FineTuneBlocks { get; init; }

    public int FineTuneEpochs { get; init; }

    public float FineTuneLearningRate { get; init; }

    public float LayerDecay { get; init; }

    public string Augment { get; init; } = "standard";

    public bool UpdateStatistics { get; init; }

    public bool CompareScratch { get; init; }

    public int ScratchEpochs { get; init; }

    public int PerClass { get; init; }

    public bool Resume { get; init; }

    public bool SkipUnreadable { get; init; }

    public bool UseCache { get; init; }

    /// <summary>The data's folder or file without the way there.</summary>
    public string DataName => Path.GetFileName(Data.TrimEnd('/', '\\'));

    /// <summary>The first pictures of each class, as many as are asked for.</summary>
    public IReadOnlyList<ImageSample> Few(IReadOnlyList<ImageSample> samples) => PerClass == 0 ? samples : [.. samples.GroupBy(s => s.Label).SelectMany(g => g.Take(PerClass))];

    /// <summary>How the library trains for this run.</summary>
    public TransferLearningOptions Options(TransferDisplay display, CancellationToken cancellation) => new()
    {
        Backbone = Backbone,
        Features = Cut,
        ImageSize = ImageSize > 0 ? (ImageSize, ImageSize) : null,
        Preset = Preset,
        Hidden = Hidden,
        Dropout = Dropout,
        Epochs = Epochs,
        LearningRate = LearningRate,
        WeightDecay = WeightDecay,
        FindLearningRate = FindLearningRate,
        LabelSmoothing = LabelSmoothing,
        ClassWeights = ClassWeights,
        FineTuning = FineTuneBlocks == 0 ? null : new FineTuningOptions
        {
            Blocks = FineTuneBlocks == int.MaxValue ? null : FineTuneBlocks,
            Epochs = FineTuneEpochs,
            LearningRate = FineTuneLearningRate,
            LayerDecay = LayerDecay,
            UpdateStatistics = UpdateStatistics,
            Augmentation = AugmentationPipeline.Parse(Augment),
        },
        CacheFolder = UseCache ? Path.Combine(Output, "cache") : null,
        CheckpointFolder = Output,
        Resume = Resume,
        SkipUnreadable = SkipUnreadable,
        Seed = (ulong)Seed,
        Callbacks = [display],
        Progress = display,
        Cancellation = cancellation,
    };

    /// <summary>The options by the names that the command line has for them.</summary>
    public IReadOnlyDictionary<string, string> ToDictionary() => new Dictionary<string, string>
    {
        ["data"] = Data,
        ["backbone"] = Backbone,
        ["image-size"] = ImageSize.ToString(CultureInfo.InvariantCulture),
        ["epochs"] = Epochs.ToString(CultureInfo.InvariantCulture),
        ["learning-rate"] = LearningRate.ToString(CultureInfo.InvariantCulture),
        ["class-weights"] = ClassWeights.ToString().ToLowerInvariant(),
        ["fine-tune"] = FineTuneBlocks == int.MaxValue ? "all" : FineTuneBlocks.ToString(CultureInfo.InvariantCulture),
        ["per-class"] = PerClass.ToString(CultureInfo.InvariantCulture),
        ["seed"] = Seed.ToString(CultureInfo.InvariantCulture),
    };
}

/// <summary>A row that names a picture and its class.</summary>
internal sealed class LabelledPath
{
    public string ImagePath { get; set; } = "";

    public string Label { get; set; } = "";
}
