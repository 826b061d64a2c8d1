using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>Adds transfer learning to ML.NET's catalog of trainers.</summary>
public static class TransferLearningCatalog
{
    /// <summary>A classifier of pictures on a pretrained network: <c>mlContext.MulticlassClassification.Trainers.TransferLearning(options)</c>.</summary>
    public static TransferLearningEstimator TransferLearning(this MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers, TransferLearningOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(trainers);
        return new(options ?? new TransferLearningOptions());
    }
}

/// <summary>
/// Trains a classifier of pictures on a pretrained network. <see cref="Fit"/> gives a chain of standard ML.NET transformers, so that a saved model needs
/// nothing of this library; <see cref="Train"/> gives network, histories and the pictures that could not be read too.
/// </summary>
public sealed class TransferLearningEstimator : IEstimator<ITransformer>
{
    private readonly MLContext _context;

    internal TransferLearningEstimator(TransferLearningOptions options)
    {
        Options = options;
        _context = options.Context ?? new MLContext();
    }

    /// <summary>What is learned and how.</summary>
    public TransferLearningOptions Options { get; }

    /// <summary>Trains a network and gives what scores rows with it.</summary>
    /// <exception cref="DatasetException">A column is missing or of the wrong type, or pictures cannot be used.</exception>
    public ITransformer Fit(IDataView input) => Train(input, Options.ValidationSet).Transformer;

    /// <summary>The columns that the fitted chain adds.</summary>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        bool paths = inputSchema.Any(c => c.Name == Options.ImageColumnName && c.ItemType is TextDataViewType);
        Network stand = Network.Build([3, 8, 8], (x, c) => c.Apply(x, new GlobalAveragePooling(), new Dense(2)));
        var pixels = new Scoring.ImagePreprocessing(8, 8);
        byte[] onnx = ScoringChain.MulticlassOnnx(stand, TransferChain.Columns(Options, pixels), []);
        return TransferChain.Create(_context, onnx, Options, pixels, ["0", "1"], paths).GetOutputSchema(inputSchema);
    }

    /// <summary>Trains a network and gives it with its history.</summary>
    /// <param name="data">The rows to train on.</param>
    /// <param name="validation">Rows to watch the training with; null to set <see cref="TransferLearningOptions.ValidationFraction"/> of each class aside.</param>
    /// <exception cref="DatasetException">A column is missing or of the wrong type, or pictures cannot be used.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public TransferModel Train(IDataView data, IDataView? validation = null)
    {
        var learner = new TransferLearner(Options);
        IReadOnlyList<string> labels = RowReader.KeyLabels(data.Schema, Options.LabelColumnName);
        IReadOnlyList<ImageSample> train = Read(data, labels, learner), watch = validation is null ? [] : Read(validation, labels, learner);
        if (train.Count == 0) throw new DatasetException("There are no rows to train on.");
        if (validation is null) (train, watch) = StratifiedSplit.Take(train, Options.ValidationFraction, (int)(Options.Seed & int.MaxValue));
        TransferNetwork network = learner.Train(train, watch, labels);
        return new TransferModel(network.ToTransformer(_context, Options, data), network, network.ToOnnx(Options), [.. learner.Errors]);
    }

    private IReadOnlyList<ImageSample> Read(IDataView data, IReadOnlyList<string> labels, TransferLearner learner)
    {
        DataViewSchema.Column image = data.Schema.GetColumnOrNull(Options.ImageColumnName)
            ?? throw new DatasetException($"There is no column '{Options.ImageColumnName}' for the pictures. The columns are: {string.Join(", ", data.Schema.Select(c => c.Name))}.");
        DataViewSchema.Column label = data.Schema[Options.LabelColumnName];
        List<ImageSample> samples = [];
        using DataViewRowCursor cursor = data.GetRowCursor([image, label]);
        ValueGetter<uint> key = cursor.GetGetter<uint>(label);
        Func<string, long, ImageSample> read = image.Type switch
        {
            TextDataViewType => Paths(cursor, image),
            ImageDataViewType => Pictures(cursor, image, new PictureSamples([], learner.Backbone.Pixels)),
            _ => throw new DatasetException($"Column '{image.Name}' is {image.Type}, but pictures or the paths of their files are needed."),
        };
        uint value = 0;
        for (long row = 0; cursor.MoveNext(); row++)
        {
            Options.Cancellation.ThrowIfCancellationRequested();
            key(ref value);
            if (value < 1 || value > labels.Count)
                throw new DatasetException($"Row {row}: the label in column '{label.Name}' is {(value == 0 ? "missing" : $"key {value}, but there are {labels.Count} classes")}. Filter such rows out, or map labels with the same MapValueToKey.");
            samples.Add(read(labels[(int)value - 1], row));
        }
        return samples;
    }

    private Func<string, long, ImageSample> Paths(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        ValueGetter<ReadOnlyMemory<char>> getter = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> path = default;
        return (label, row) =>
        {
            getter(ref path);
            return path.IsEmpty ? throw new DatasetException($"Row {row}: column '{column.Name}' is empty, but the path of a picture is needed.") : new FileSample(Path.Combine(Options.ImageFolder, path.ToString()), label);
        };
    }

    // Pictures of a column are gone when the cursor moves on, so what the backbone will see of them is kept.
    private static Func<string, long, ImageSample> Pictures(DataViewRowCursor cursor, DataViewSchema.Column column, PictureSamples shrinker)
    {
        ValueGetter<MLImage> getter = cursor.GetGetter<MLImage>(column);
        MLImage picture = null!;
        return (label, row) =>
        {
            getter(ref picture);
            if (picture is null) throw new DatasetException($"Row {row}: column '{column.Name}' has no picture.");
            byte[] bgr = picture.GetBGRPixels;
            var image = new Image(picture.Width, picture.Height, PixelFormat.Rgb24);
            for (int i = 0; i < bgr.Length; i += 3) (image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]) = (bgr[i + 2], bgr[i + 1], bgr[i]);
            return new EncodedSample($"row {row}", label, shrinker.Shrink(image).EncodePng(CompressionLevel.Fastest));
        };
    }
}

/// <summary>A trained classifier of pictures with all that is known of its training.</summary>
/// <param name="Transformer">Scores rows; save it with <c>mlContext.Model.Save</c>. It consists of standard ML.NET transformers.</param>
/// <param name="Network">The network, with its histories.</param>
/// <param name="Onnx">All of it as one ONNX file, labels and preprocessing in its metadata.</param>
/// <param name="Errors">The pictures that were left out, with the reasons.</param>
public sealed record TransferModel(ITransformer Transformer, TransferNetwork Network, byte[] Onnx, IReadOnlyList<SampleError> Errors);
