using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a field-aware factorization machine of two classes. Each column of features is a field.</summary>
public sealed class FieldAwareFactorizationMachineTrainer : IEstimator<FieldAwareFactorizationMachinePredictionTransformer>
{
    // The name that the fields' columns have together while they are read.
    private const string Joined = "Features of all fields";

    private readonly IHost _host;
    private readonly Options _options;
    private readonly string[] _columns;
    private readonly SchemaShape.Column _label;
    private readonly SchemaShape.Column _weight;

    internal FieldAwareFactorizationMachineTrainer(IHostEnvironment environment, Options options)
    {
        OptionRange.Require(options.LatentDimension > 0, nameof(options.LatentDimension), "at least 1");
        OptionRange.Require(options.LambdaLinear >= 0, nameof(options.LambdaLinear), "at least 0");
        OptionRange.Require(options.LambdaLatent >= 0, nameof(options.LambdaLatent), "at least 0");
        OptionRange.Require(options.NumberOfIterations >= 0, nameof(options.NumberOfIterations), "at least 0");
        OptionRange.Require(options.LearningRate > 0, nameof(options.LearningRate), "above 0");
        _host = environment.Register("FieldAwareFactorizationMachine");
        _options = options;
        _columns = [options.FeatureColumnName, .. options.ExtraFeatureColumns ?? []];
        _label = TrainerColumns.TruthLabel(options.LabelColumnName);
        _weight = TrainerColumns.Weight(options.ExampleWeightColumnName);
    }

    /// <summary>Trains a model.</summary>
    public FieldAwareFactorizationMachinePredictionTransformer Fit(IDataView input) => Fit(input, null, null);

    /// <summary>Trains a model, tells its loss on other data, and starts where another model stands.</summary>
    /// <param name="trainData">The data.</param>
    /// <param name="validationData">Data whose loss is told after each time through the rows; null for none.</param>
    /// <param name="modelParameters">The model to go on from; null for none.</param>
    public FieldAwareFactorizationMachinePredictionTransformer Fit(IDataView trainData, IDataView? validationData = null,
        FieldAwareFactorizationMachineModelParameters? modelParameters = null)
    {
        ArgumentNullException.ThrowIfNull(trainData);
        using IChannel channel = _host.Start("Training");
        ExampleSet examples = Read(trainData, channel);
        ExampleSet? validation = validationData is null ? null : Read(validationData, channel);
        Random random = new(_host.Rand.Next());
        FieldAwareMachine machine = Start(Starts(trainData.Schema), modelParameters?.Machine, random);
        FieldAwareLearner learner = new(machine, _options);
        using IProgressChannel progress = _host.StartProgressChannel("Training");
        progress.SetHeader(new ProgressHeader(["Training-loss", "Validation-loss"], ["iterations"]), static _ => { });
        for (int iteration = 1; iteration <= _options.NumberOfIterations; iteration++)
        {
            double loss = 0;
            foreach ((ExampleBlock block, int row) in examples.Pass(_options.Shuffle ? random : null)) loss += learner.Learn(block[row], block.Labels[row], block.Weights[row]);
            if (!double.IsFinite(loss)) throw new InvalidOperationException("The factorization machine diverged: the loss is no number. Lower the learning rate, or normalize the features.");
            if (_options.Verbose) progress.Checkpoint(loss / examples.WeightSum, validation is null ? null : Loss(learner, validation), iteration);
        }
        return new FieldAwareFactorizationMachinePredictionTransformer(new FieldAwareFactorizationMachineModelParameters(machine), _columns);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (string column in _columns) TrainerColumns.Check(inputSchema, TrainerColumns.Features(column), "feature", nameof(FieldAwareFactorizationMachineTrainer));
        TrainerColumns.Check(inputSchema, _label, "label", nameof(FieldAwareFactorizationMachineTrainer));
        if (_weight.Name is not null) TrainerColumns.Check(inputSchema, _weight, "weight", nameof(FieldAwareFactorizationMachineTrainer));
        return inputSchema.With(TrainerColumns.BinaryOutputs(calibrated: true));
    }

    private ExampleSet Read(IDataView data, IChannel channel)
    {
        GetOutputSchema(SchemaShape.Of(data.Schema));
        IDataView joined = new ColumnConcatenatingTransformer(Joined, _columns).Transform(data);
        return new ExampleSet(joined, Joined, _label.Name, _weight.Name, nameof(FieldAwareFactorizationMachineTrainer), channel);
    }

    private int[] Starts(DataViewSchema schema)
    {
        int[] starts = new int[_columns.Length + 1];
        for (int i = 0; i < _columns.Length; i++) starts[i + 1] = checked(starts[i] + ((VectorDataViewType)schema[_columns[i]].Type).Size);
        return starts;
    }

    private FieldAwareMachine Start(int[] starts, FieldAwareMachine? model, Random random)
    {
        int dimension = _options.LatentDimension;
        long count = (long)starts[^1] * _columns.Length * dimension;
        if (count > Array.MaxLength)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{starts[^1]} features in {_columns.Length} fields with vectors of {dimension} are too many; take fewer fields or a smaller LatentDimension."));
        if (model is null)
        {
            // The vectors start small and positive, so that their products do not cancel at first.
            float[] latent = new float[count];
            for (int i = 0; i < latent.Length; i++) latent[i] = _options.Radius * random.NextSingle() / MathF.Sqrt(dimension);
            return new FieldAwareMachine(starts, dimension, _options.NormalizeFeatures, new float[starts[^1]], latent);
        }
        if (!model.Starts.SequenceEqual(starts) || model.Dimension != dimension)
            throw new InvalidOperationException($"The model to go on from has fields of other sizes, or vectors of {model.Dimension} instead of {dimension}.");
        return new FieldAwareMachine(starts, dimension, _options.NormalizeFeatures, [.. model.Linear], [.. model.Latent]);
    }

    private static double Loss(FieldAwareLearner learner, ExampleSet examples)
    {
        double sum = 0;
        foreach ((ExampleBlock block, int row) in examples.Pass(null)) sum += block.Weights[row] * learner.Loss(block[row], block.Labels[row]);
        return sum / examples.WeightSum;
    }

    /// <summary>The options.</summary>
    public sealed class Options : TrainerInputBaseWithWeight
    {
        /// <summary>Makes the options.</summary>
        public Options() { }

        /// <summary>How far each step goes; later ones of a weight are shorter.</summary>
        public float LearningRate = 0.1f;

        /// <summary>How often the rows are gone through.</summary>
        public int NumberOfIterations = 5;

        /// <summary>The length of the vectors.</summary>
        public int LatentDimension = 20;

        /// <summary>The regularization of the features' weights.</summary>
        public float LambdaLinear = 0.0001f;

        /// <summary>The regularization of the vectors.</summary>
        public float LambdaLatent = 0.0001f;

        /// <summary>Whether rows are divided by their length.</summary>
        public bool NormalizeFeatures = true;

        /// <summary>The columns of features beside the first, each a field.</summary>
        public string[]? ExtraFeatureColumns = null;

        /// <summary>Whether the rows are taken in a new order each time.</summary>
        public bool Shuffle = true;

        /// <summary>Whether the loss is told after each time through the rows.</summary>
        public bool Verbose = true;

        /// <summary>How large the vectors start.</summary>
        public float Radius = 0.5f;
    }
}
