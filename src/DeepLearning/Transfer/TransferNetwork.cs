using Microsoft.ML;
using MlNetDeepLearning.DeepLearning.Scoring;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>A pretrained network with a new head, trained.</summary>
/// <param name="Labels">The classes, in the order of the scores.</param>
/// <param name="Backbone">The pretrained network; trained further where <paramref name="Network"/> is.</param>
/// <param name="HeadNetwork">The head alone, from features to logits, as the first phase left it.</param>
/// <param name="Network">All of it, from pixels to logits.</param>
public sealed record TransferNetwork(IReadOnlyList<string> Labels, PictureBackbone Backbone, Network HeadNetwork, Network Network)
{
    /// <summary>The first phase; null where everything was trained from scratch.</summary>
    public TrainingHistory? Head { get; init; }

    /// <summary>The second phase, or the training from scratch; null where there was none.</summary>
    public TrainingHistory? FineTuning { get; init; }

    /// <summary>The last search for a learning rate; null where there was none.</summary>
    public LearningRateSearch? Search { get; init; }

    /// <summary>True when the network's features are no longer those of the backbone as it came. False after fine-tuning that did harm on the validation pictures, and was dropped.</summary>
    public bool HasOwnFeatures { get; init; }

    /// <summary>The seconds of all phases, features not included.</summary>
    public double TrainingSeconds => (Head?.Seconds ?? 0) + (FineTuning?.Seconds ?? 0);

    /// <summary>The network as one ONNX file: planes of scaled pixels to probabilities; labels and preprocessing are in its metadata.</summary>
    /// <param name="options">The names of columns.</param>
    public byte[] ToOnnx(TransferLearningOptions options) => ScoringChain.MulticlassOnnx(Network, TransferChain.Columns(options, Backbone.Pixels), Labels);

    /// <summary>The network as a chain of standard transformers, from the column of pictures to label and probabilities.</summary>
    /// <param name="context">The context.</param>
    /// <param name="options">The names of columns.</param>
    /// <param name="schema">The rows that it is to score, or some like them.</param>
    public ITransformer ToTransformer(MLContext context, TransferLearningOptions options, IDataView schema) =>
        TransferChain.Create(context, ToOnnx(options), options, Backbone.Pixels, Labels, schema.Schema.GetColumnOrNull(options.ImageColumnName)?.Type is Microsoft.ML.Data.TextDataViewType).Fit(schema);
}

/// <summary>Puts a trained network and what stands before and behind it together.</summary>
internal static class TransferChain
{
    private const string Picture = "TransferImage", Pixels = "TransferPixels";

    public static NeuralNetworkOptions Columns(TransferLearningOptions options, ImagePreprocessing pixels) => new()
    {
        LabelColumnName = options.LabelColumnName,
        FeatureColumnName = Pixels,
        ScoreColumnName = options.ScoreColumnName,
        PredictedLabelColumnName = options.PredictedLabelColumnName,
        Metadata = new Dictionary<string, string> { [PreprocessingGuess.MetadataKey] = PreprocessingText.Of(pixels) },
    };

    public static IEstimator<ITransformer> Create(MLContext context, byte[] onnx, TransferLearningOptions options, ImagePreprocessing pixels, IReadOnlyList<string> labels, bool paths)
    {
        IEstimator<ITransformer> load = paths
            ? context.Transforms.LoadImages(Picture, options.ImageFolder, options.ImageColumnName)
            : context.Transforms.CopyColumns(Picture, options.ImageColumnName);
        return load.Append(pixels.Compose(context, Picture, Pixels))
            .Append(ScoringChain.Multiclass(context, onnx, Columns(options, pixels), labels))
            .Append(context.Transforms.DropColumns(Picture, Pixels));
    }
}
