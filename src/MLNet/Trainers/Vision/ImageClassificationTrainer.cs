using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Vision;

/// <summary>
/// Learns to classify pictures from few examples: a pretrained network computes features of them, and a layer of classes is trained on those. The pictures
/// are the bytes of their files (<c>LoadRawImageBytes</c>), of any size and of any format that can be decoded; labels are keys.
/// </summary>
public sealed partial class ImageClassificationTrainer : TrainerEstimatorBase<MulticlassPredictionTransformer<ImageClassificationModelParameters>, ImageClassificationModelParameters>
{
    private const string RegistrationName = nameof(ImageClassificationTrainer);

    private static readonly TrainerInfo Facts = new(normalization: false, caching: false);

    private readonly Options _options;

    internal ImageClassificationTrainer(IHostEnvironment environment, Options options) : base(environment.Register(RegistrationName), Pictures(options), TrainerColumns.KeyLabel(options.LabelColumnName))
    {
        ArgumentException.ThrowIfNullOrEmpty(options.ScoreColumnName, nameof(options));
        ArgumentException.ThrowIfNullOrEmpty(options.PredictedLabelColumnName, nameof(options));
        _options = options;
    }

    /// <summary>What the trainer asks of its data: nothing.</summary>
    public override TrainerInfo Info => Facts;

    /// <summary>Trains on one set of pictures, and decides on another when to stop.</summary>
    /// <param name="trainData">The pictures to learn from.</param>
    /// <param name="validationData">The pictures that decide when to stop; null for those of the options.</param>
    public MulticlassPredictionTransformer<ImageClassificationModelParameters> Fit(IDataView trainData, IDataView? validationData) => Learn(trainData, validationData);

    private protected override MulticlassPredictionTransformer<ImageClassificationModelParameters> Fit(IDataView input, object? initialModel) => Learn(input, null);

    private protected override SchemaShape.Column[] OutputColumns(SchemaShape input)
        => TrainerColumns.ClassOutputs(input.Find(LabelColumn.Name), _options.ScoreColumnName, _options.PredictedLabelColumnName);

    private protected override void CheckInput(SchemaShape input)
    {
        SchemaShape.Column column = input.Get(FeatureColumn.Name, RegistrationName);
        if (column.ItemType.RawType != typeof(byte) || column.IsKey || column.Kind == SchemaShape.Column.VectorKind.Scalar)
            throw InputColumn.Mismatch(RegistrationName, column.Name, "a vector of Byte, the bytes of picture files", $"{column.TypeText}. LoadRawImageBytes reads files into bytes");
        TrainerColumns.Check(input, LabelColumn, "label", RegistrationName);
    }

    private static SchemaShape.Column Pictures(Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.FeatureColumnName, nameof(options));
        return new(options.FeatureColumnName, SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.Byte, false);
    }

    private MulticlassPredictionTransformer<ImageClassificationModelParameters> Learn(IDataView train, IDataView? validation)
    {
        ArgumentNullException.ThrowIfNull(train);
        CheckInput(SchemaShape.Of(train.Schema));
        using IChannel channel = Host.Start("Training");
        PictureTraining training = new(Host, channel, _options);
        ImageClassificationModelParameters model = training.Run(train, validation ?? _options.ValidationSet, out LabelKeys keys);
        return new(model, FeatureColumn.Name, keys, _options.ScoreColumnName, _options.PredictedLabelColumnName);
    }
}
