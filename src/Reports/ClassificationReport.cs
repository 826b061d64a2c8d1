using MlNetDeepLearning.DeepLearning;

namespace MlNetDeepLearning.Reports;

/// <summary>Everything that a report on a trained and tested classifier says; <c>metrics.json</c> is this, as JSON.</summary>
public sealed record ClassificationReport
{
    /// <summary>The version of the JSON form; it grows when members change their meaning.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>What kind of task it was.</summary>
    public string Task { get; init; } = "multiclass";

    /// <summary>The page's title.</summary>
    public required string Title { get; init; }

    /// <summary>When, how and with what it ran.</summary>
    public required RunInfo Run { get; init; }

    /// <summary>The data.</summary>
    public required DataInfo Data { get; init; }

    /// <summary>The network, where there is one.</summary>
    public ModelInfo? Model { get; init; }

    /// <summary>The figures of the test set by name: accuracy, macroAccuracy, logLoss, ….</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Precision, recall, F1 and support of each class.</summary>
    public required IReadOnlyList<ClassFigures> Classes { get; init; }

    /// <summary>The mean of the classes' figures.</summary>
    public required ClassFigures MacroAverage { get; init; }

    /// <summary>The mean of the classes' figures weighted by their support.</summary>
    public required ClassFigures WeightedAverage { get; init; }

    /// <summary>Test examples by true class (rows) and predicted class (columns).</summary>
    public required IReadOnlyList<IReadOnlyList<double>> ConfusionMatrix { get; init; }

    /// <summary>The training, epoch by epoch.</summary>
    public IReadOnlyList<EpochInfo> History { get; init; } = [];

    /// <summary>The mistakes that the model was surest of.</summary>
    public IReadOnlyList<MistakeInfo> Mistakes { get; init; } = [];

    /// <summary>Remarks that a reader should know, such as pictures left out.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>When, how and with what a pipeline ran.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Started">When the run began.</param>
/// <param name="Seconds">How long it took in all.</param>
/// <param name="TrainingSeconds">How long the training alone took.</param>
/// <param name="Seed">The seed of all random numbers.</param>
/// <param name="Options">The options in effect, by name.</param>
/// <param name="Versions">Versions of the product, .NET and the operating system, by name.</param>
public sealed record RunInfo(string Pipeline, DateTimeOffset Started, double Seconds, double TrainingSeconds, int Seed,
    IReadOnlyDictionary<string, string> Options, IReadOnlyDictionary<string, string> Versions);

/// <summary>The data of a run.</summary>
/// <param name="Path">Where it was read from.</param>
/// <param name="Form">What form it had.</param>
/// <param name="Train">The number of training examples.</param>
/// <param name="Validation">The number of validation examples.</param>
/// <param name="Test">The number of test examples.</param>
public sealed record DataInfo(string Path, string Form, int Train, int Validation, int Test);

/// <summary>The network of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">The number of its parameters.</param>
/// <param name="Input">The shape of its input.</param>
/// <param name="Summary">Its layers as a table in plain text.</param>
public sealed record ModelInfo(string Name, long Parameters, string Input, string Summary);

/// <summary>One epoch of training.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Loss">The mean loss on the training set.</param>
/// <param name="Accuracy">The accuracy on the training set, as trained on (with augmentation and dropout).</param>
/// <param name="ValidationLoss">The mean loss on the validation set, where there is one.</param>
/// <param name="ValidationAccuracy">The accuracy on the validation set, where there is one.</param>
/// <param name="LearningRate">The learning rate at its end.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record EpochInfo(int Epoch, double Loss, double? Accuracy, double? ValidationLoss, double? ValidationAccuracy, double LearningRate, double Seconds);

/// <summary>A test example that was predicted as another class.</summary>
/// <param name="Name">The example's name: its file.</param>
/// <param name="Label">Its true class.</param>
/// <param name="Predicted">The predicted class.</param>
/// <param name="Probability">The probability given to the predicted class.</param>
/// <param name="LabelProbability">The probability given to the true class.</param>
/// <param name="Thumbnail">A small picture of it as a data URI, where it is a picture.</param>
public sealed record MistakeInfo(string Name, string Label, string Predicted, double Probability, double LabelProbability, string? Thumbnail);
