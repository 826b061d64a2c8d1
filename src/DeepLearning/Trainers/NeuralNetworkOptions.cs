using Microsoft.ML;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>What a neural network learns from, what it looks like, and how it is trained.</summary>
public sealed record NeuralNetworkOptions
{
    /// <summary>The column to learn: a key for multiclass classification, Boolean for binary classification, Single for regression.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>The column to learn from: a vector of Single of known size. Its dimensions are the network's input: (channels, height, width) from ExtractPixels.</summary>
    public string FeatureColumnName { get; init; } = "Features";

    /// <summary>The column for the scores: probabilities of the classes, the logit of true, or the predicted number.</summary>
    public string ScoreColumnName { get; init; } = "Score";

    /// <summary>The column for the probability of true; binary classification only.</summary>
    public string ProbabilityColumnName { get; init; } = "Probability";

    /// <summary>The column for the predicted class: a key whose values are the labels, or Boolean.</summary>
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>The network as a function over layers, which gives one logit a class (one number for binary classification and regression); null for <see cref="Network"/>.</summary>
    public Func<Value, LayerContext, Value>? Body { get; init; }

    /// <summary>A ready-made network by name: see <see cref="Networks.Names"/>.</summary>
    public string Network { get; init; } = "mlp:64";

    /// <summary>The shape of the network's input; null for the dimensions of the features' column.</summary>
    public IReadOnlyList<int>? InputShape { get; init; }

    /// <summary>Epochs, batches, optimizer, schedule, early stopping, checkpoints, callbacks; its seed determines the network's initial parameters too.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>The context whose <see cref="MLContext.Log"/> event hears of each epoch (a catalog of trainers does not tell outsiders which context it is of); null for none.</summary>
    public MLContext? Context { get; init; }

    /// <summary>What training makes small; null for the task's usual: cross-entropy, or the squared difference.</summary>
    public Loss? Loss { get; init; }

    /// <summary>Random changes of pictures in training; null for none.</summary>
    public AugmentationPipeline? Augmentation { get; init; }

    /// <summary>Rows to watch the training with, with the same columns as the rows to train on; null to set some of those aside.</summary>
    public IDataView? ValidationSet { get; init; }

    /// <summary>The part of the rows that is set aside for validation where there is no <see cref="ValidationSet"/>; 0 for none.</summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Stops the training; what was learned so far is in the checkpoint, where there is one.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Text about the network that its ONNX file carries beside the labels, such as how pictures are prepared for it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
