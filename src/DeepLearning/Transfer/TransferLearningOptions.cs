using Microsoft.ML;
using MlNetDeepLearning.DeepLearning.Scoring;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>How much the classes count that have fewer pictures than others.</summary>
public enum ClassWeighting
{
    /// <summary>Every picture counts the same.</summary>
    None,

    /// <summary>Every class counts the same, however many pictures it has.</summary>
    Balanced,
}

/// <summary>How a pretrained network becomes a classifier of other pictures: which network, which head, and how both are trained.</summary>
public sealed record TransferLearningOptions
{
    /// <summary>The name of the network that the repository ships: small, for pictures of any size, of use without any download.</summary>
    public const string EmbeddedBackbone = "cifar10-resnet";

    /// <summary>The column to learn: a key.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>The column of pictures: paths of files (text), or the pictures themselves (MLImage).</summary>
    public string ImageColumnName { get; init; } = "ImagePath";

    /// <summary>The folder that relative paths start from; empty for the current one.</summary>
    public string ImageFolder { get; init; } = "";

    /// <summary>The column for the probabilities of the classes.</summary>
    public string ScoreColumnName { get; init; } = "Score";

    /// <summary>The column for the predicted class: a key whose values are the labels.</summary>
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>The pretrained network: an ONNX file, a TensorFlow graph, <c>.meta</c> file or SavedModel, a model zip, or the name of one below <c>models</c> (see <see cref="BackboneFiles"/>).</summary>
    public string Backbone { get; init; } = EmbeddedBackbone;

    /// <summary>The name of the value in the network that is taken as features, or several with commas between them; null for what the file says, or to find it.</summary>
    public string? Features { get; init; }

    /// <summary>The size that pictures get; null for the network's own.</summary>
    public (int Width, int Height)? ImageSize { get; init; }

    /// <summary>A preset of preprocessing by name (<see cref="PreprocessingPresets"/>); null for what the network's file says, or what is usual for such a network, but for the cutting
    /// off of margins: the whole picture counts.</summary>
    public string? Preset { get; init; }

    /// <summary>The widths of hidden layers of the head; empty for one layer, which is best for few pictures.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [];

    /// <summary>The part of the features that is left out at random in each training step of the head.</summary>
    public float Dropout { get; init; }

    /// <summary>The epochs of the head, on features that are computed once.</summary>
    public int Epochs { get; init; } = 60;

    /// <summary>The samples of each step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The highest learning rate of the head.</summary>
    public float LearningRate { get; init; } = 0.01f;

    /// <summary>What large weights of the head cost: half their squares times this is added to the mean loss. Null for <see cref="TransferHead.WeightDecay"/>, which knows features and pictures.</summary>
    public float? WeightDecay { get; init; }

    /// <summary>Whether learning rates are searched for before each phase instead.</summary>
    public bool FindLearningRate { get; init; }

    /// <summary>The part of each label that is spread over all classes evenly.</summary>
    public float LabelSmoothing { get; init; }

    /// <summary>How classes of different sizes count.</summary>
    public ClassWeighting ClassWeights { get; init; }

    /// <summary>When a phase ends before its last epoch; null for never. It watches the loss on the validation rows.</summary>
    public EarlyStopping? EarlyStopping { get; init; } = new(Patience: 15);

    /// <summary>How the network itself is trained after the head; null to leave it as it is.</summary>
    public FineTuningOptions? FineTuning { get; init; }

    /// <summary>
    /// True to forget what the network has learned and to train all of it from random weights, by <see cref="FineTuning"/>'s epochs and learning rate: what
    /// transfer is to be compared with.
    /// </summary>
    public bool FromScratch { get; init; }

    /// <summary>Rows to watch the training with; null to set some of the others aside.</summary>
    public IDataView? ValidationSet { get; init; }

    /// <summary>The part of each class that is set aside for validation where there is no <see cref="ValidationSet"/>; 0 for none.</summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>The folder where features are kept from run to run; null for nowhere.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>The folder where the state of an unfinished training is kept; null for nowhere.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>Whether an unfinished training in that folder goes on.</summary>
    public bool Resume { get; init; }

    /// <summary>True to leave out pictures that cannot be read, with a note in the result; else they end the training with an error that lists them.</summary>
    public bool SkipUnreadable { get; init; }

    /// <summary>Determines all that is random: the same seed gives the same bits on any number of threads.</summary>
    public ulong Seed { get; init; }

    /// <summary>The context whose <see cref="MLContext.Log"/> event hears of each epoch, in both phases (a catalog of trainers does not tell outsiders which context it is of); null for none.</summary>
    public MLContext? Context { get; init; }

    /// <summary>Who is told of the training's progress, in both phases.</summary>
    public IReadOnlyList<ITrainingCallback> Callbacks { get; init; } = [];

    /// <summary>Who is told how many pictures have their features.</summary>
    public IProgress<ExtractionProgress>? Progress { get; init; }

    /// <summary>Stops; what was computed so far is in the cache and the checkpoint, where there are such.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>How a pretrained network is trained further together with its new head, gently, so that it does not forget what it knows.</summary>
public sealed record FineTuningOptions
{
    /// <summary>How many blocks of the network are trained, counted from its end; null for all.</summary>
    public int? Blocks { get; init; } = 4;

    /// <summary>The epochs.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>The samples of each step.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>The highest learning rate, that of the head.</summary>
    public float LearningRate { get; init; } = 2e-4f;

    /// <summary>Each block learns at this part of the rate of the one behind it: early layers, which know edges and colours, hardly change (Howard and Ruder 2018).</summary>
    public float LayerDecay { get; init; } = 0.8f;

    /// <summary>The decay of all weights.</summary>
    public float WeightDecay { get; init; } = 0.05f;

    /// <summary>Whether batch normalizations follow the new pictures' statistics; better left off for small sets.</summary>
    public bool UpdateStatistics { get; init; }

    /// <summary>Random changes of the pictures.</summary>
    public AugmentationPipeline Augmentation { get; init; } = AugmentationPipeline.Standard;
}
