using Microsoft.ML;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>
/// Trains a neural network on a column of features. <see cref="Fit"/> gives a chain of standard ML.NET transformers, so that a saved model
/// needs nothing of this library; <see cref="Train"/> gives the network and its history too.
/// </summary>
public abstract class NeuralNetworkEstimator : IEstimator<ITransformer>
{
    private protected NeuralNetworkEstimator(NeuralNetworkOptions options)
    {
        Options = options;
        Context = options.Context ?? new MLContext();
    }

    /// <summary>What is learned and how.</summary>
    public NeuralNetworkOptions Options { get; }

    private protected MLContext Context { get; }

    private protected abstract Loss DefaultLoss { get; }

    /// <summary>Trains a network and gives what scores rows with it.</summary>
    /// <exception cref="DatasetException">A column is missing or of the wrong type, or a row has no usable values.</exception>
    public ITransformer Fit(IDataView input) => Train(input, Options.ValidationSet).Transformer;

    /// <summary>The columns that the fitted chain adds.</summary>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Network stand = Network.Build([1], (x, c) => c.Apply(x, new Dense(1)));
        return Untrained(stand).GetOutputSchema(inputSchema);
    }

    /// <summary>Trains a network and gives it with its history.</summary>
    /// <param name="data">The rows to train on.</param>
    /// <param name="validation">Rows to watch the training with; null to set <see cref="NeuralNetworkOptions.ValidationFraction"/> of the others aside.</param>
    /// <exception cref="DatasetException">A column is missing or of the wrong type, or a row has no usable values.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled; it can be resumed from its checkpoint, where there is one.</exception>
    public abstract NeuralNetworkModel Train(IDataView data, IDataView? validation = null);

    private protected abstract IEstimator<ITransformer> Untrained(Network network);

    private protected (Network Network, TrainingHistory History) Run(IDataView data, RowReader.Rows rows, RowReader.Rows? validation, int outputs)
    {
        TrainingOptions training = Options.Training;
        int[] dims = Options.InputShape is null ? RowReader.Dimensions(RowReader.FeatureType(data.Schema, Options.FeatureColumnName)) : [.. Options.InputShape];
        Shape shape = dims;
        if (shape.Count != rows.Features.Size)
            throw new DatasetException($"The network's input {shape} takes {shape.Count} numbers, but column '{Options.FeatureColumnName}' has {rows.Features.Size}.");
        if (Options.Augmentation is { IsEmpty: false } && shape.Rank != 3)
            throw new DatasetException($"Pictures are augmented as channels x height x width, but the features' shape is {shape}.");
        Network network = Options.Body is null ? Networks.Create(Options.Network, shape, outputs, training.Seed) : Network.Build(shape, Options.Body, training.Seed);
        if (network.Outputs.Count != 1 || network.Outputs[0].Shape is not { Rank: 2 } result || !result[1].Equals(outputs))
            throw new ShapeException($"The network's result is {network.Outputs[0]}, but {outputs} number{(outputs == 1 ? "" : "s")} a row {(outputs == 1 ? "is" : "are")} needed: end it with Dense({outputs}).");

        var all = new FeatureSource(rows.Features, rows.Targets, shape, outputs, Options.Augmentation, training.Seed);
        IBatchSource train = all;
        IBatchSource? watch = validation is null ? null : new FeatureSource(validation.Features, validation.Targets, shape, outputs, null, 0);
        if (watch is null && Options.ValidationFraction > 0 && all.Count > 1)
        {
            var plain = new FeatureSource(rows.Features, rows.Targets, shape, outputs, null, 0);
            int[] order = [.. Enumerable.Range(0, all.Count)];
            new Random((int)training.Seed).Shuffle(order);
            int count = Math.Clamp((int)(all.Count * Options.ValidationFraction), 1, all.Count - 1);
            watch = new SubsetSource(plain, order[..count]);
            train = new SubsetSource(all, order[count..]);
        }
        var trainer = new Trainer(network, Options.Loss ?? DefaultLoss, EpochLog.Add(training, Options.Context, "NeuralNetwork"));
        return (network, trainer.Fit(train, watch, Options.Cancellation));
    }
}

/// <summary>Trains a network that tells classes apart. The label is a key; scores are probabilities of its values.</summary>
public sealed class NeuralNetworkMulticlassEstimator : NeuralNetworkEstimator
{
    internal NeuralNetworkMulticlassEstimator(NeuralNetworkOptions options) : base(options) { }

    private protected override Loss DefaultLoss => new CategoricalCrossEntropy();

    /// <inheritdoc/>
    public override NeuralNetworkModel Train(IDataView data, IDataView? validation = null)
    {
        IReadOnlyList<string> labels = RowReader.KeyLabels(data.Schema, Options.LabelColumnName);
        if (labels.Count < 2) throw new DatasetException($"Column '{Options.LabelColumnName}' has {labels.Count} class; a classifier needs two at least.");
        RowReader.Rows rows = RowReader.ReadClasses(data, Options, labels.Count);
        (Network network, TrainingHistory history) = Run(data, rows, validation is null ? null : RowReader.ReadClasses(validation, Options, labels.Count), labels.Count);
        byte[] onnx = ScoringChain.MulticlassOnnx(network, Options, labels);
        return new NeuralNetworkModel(ScoringChain.Multiclass(Context, onnx, Options, labels).Fit(data), network, history, onnx, labels);
    }

    private protected override IEstimator<ITransformer> Untrained(Network network) =>
        ScoringChain.Multiclass(Context, ScoringChain.MulticlassOnnx(network, Options, []), Options, ["0"]);
}

/// <summary>Trains a network that tells true from false.</summary>
public sealed class NeuralNetworkBinaryEstimator : NeuralNetworkEstimator
{
    internal NeuralNetworkBinaryEstimator(NeuralNetworkOptions options) : base(options) { }

    private protected override Loss DefaultLoss => new BinaryCrossEntropy();

    /// <inheritdoc/>
    public override NeuralNetworkModel Train(IDataView data, IDataView? validation = null)
    {
        (Network network, TrainingHistory history) = Run(data, RowReader.ReadBooleans(data, Options), validation is null ? null : RowReader.ReadBooleans(validation, Options), 1);
        byte[] onnx = ScoringChain.BinaryOnnx(network, Options);
        return new NeuralNetworkModel(ScoringChain.Binary(Context, onnx, Options).Fit(data), network, history, onnx, ["False", "True"]);
    }

    private protected override IEstimator<ITransformer> Untrained(Network network) => ScoringChain.Binary(Context, ScoringChain.BinaryOnnx(network, Options), Options);
}

/// <summary>Trains a network that predicts a number.</summary>
public sealed class NeuralNetworkRegressionEstimator : NeuralNetworkEstimator
{
    internal NeuralNetworkRegressionEstimator(NeuralNetworkOptions options) : base(options) { }

    private protected override Loss DefaultLoss => new MeanSquaredError();

    /// <inheritdoc/>
    public override NeuralNetworkModel Train(IDataView data, IDataView? validation = null)
    {
        (Network network, TrainingHistory history) = Run(data, RowReader.ReadNumbers(data, Options), validation is null ? null : RowReader.ReadNumbers(validation, Options), 1);
        byte[] onnx = ScoringChain.RegressionOnnx(network, Options);
        return new NeuralNetworkModel(ScoringChain.Regression(Context, onnx, Options).Fit(data), network, history, onnx, []);
    }

    private protected override IEstimator<ITransformer> Untrained(Network network) => ScoringChain.Regression(Context, ScoringChain.RegressionOnnx(network, Options), Options);
}
