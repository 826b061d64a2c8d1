using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The base of trainers that read one column of features.</summary>
/// <typeparam name="TTransformer">The transformer around the model.</typeparam>
/// <typeparam name="TModel">The model.</typeparam>
public abstract class TrainerEstimatorBase<TTransformer, TModel> : ITrainerEstimator<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel> where TModel : class
{
    private readonly string _name;

    /// <summary>The features.</summary>
    public readonly SchemaShape.Column FeatureColumn;

    /// <summary>The label; without a name where none is read.</summary>
    public readonly SchemaShape.Column LabelColumn;

    /// <summary>The weights of rows; without a name where all count the same.</summary>
    public readonly SchemaShape.Column WeightColumn;

    private protected TrainerEstimatorBase(IHost host, SchemaShape.Column feature, SchemaShape.Column label = default, SchemaShape.Column weight = default)
    {
        _name = GetType().Name;
        Host = host;
        FeatureColumn = feature;
        LabelColumn = label;
        WeightColumn = weight;
    }

    private protected IHost Host { get; }

    private protected string Name => _name;

    /// <inheritdoc/>
    public abstract TrainerInfo Info { get; }

    /// <summary>Trains a model.</summary>
    public TTransformer Fit(IDataView input) => Fit(input, null);

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        CheckInput(inputSchema);
        return inputSchema.With(OutputColumns(inputSchema));
    }

    /// <summary>Trains a model that starts where another one stands.</summary>
    private protected virtual TTransformer Fit(IDataView input, object? initialModel)
    {
        ArgumentNullException.ThrowIfNull(input);
        CheckInput(SchemaShape.Of(input.Schema));
        using IChannel channel = Host.Start("Training");
        ExampleSet examples = new(input, FeatureColumn.Name, LabelColumn.Name, WeightColumn.Name, Name, channel);
        CheckLabels(examples);
        return MakeTransformer(Train(new TrainingRun(channel, examples, initialModel, new Random(Host.Rand.Next()))), input.Schema);
    }

    private protected virtual void CheckInput(SchemaShape input)
    {
        TrainerColumns.Check(input, FeatureColumn, "feature", Name);
        if (LabelColumn.Name is not null) TrainerColumns.Check(input, LabelColumn, "label", Name);
        if (WeightColumn.Name is not null) TrainerColumns.Check(input, WeightColumn, "weight", Name);
    }

    private protected virtual void CheckLabels(ExampleSet examples) { }

    // Those that read anything else than examples with numbers as features have a Fit of their own.
    private protected virtual TModel Train(TrainingRun run) => throw new NotSupportedException();

    private protected virtual TTransformer MakeTransformer(TModel model, DataViewSchema trainSchema) => throw new NotSupportedException();

    private protected abstract SchemaShape.Column[] OutputColumns(SchemaShape input);
}

/// <summary>The base of trainers whose rows belong to groups.</summary>
/// <typeparam name="TTransformer">The transformer around the model.</typeparam>
/// <typeparam name="TModel">The model.</typeparam>
public abstract class TrainerEstimatorBaseWithGroupId<TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel> where TModel : class
{
    /// <summary>The key of the group that a row belongs to; without a name where there are no groups.</summary>
    public readonly SchemaShape.Column GroupIdColumn;

    private protected TrainerEstimatorBaseWithGroupId(IHost host, SchemaShape.Column feature, SchemaShape.Column label, SchemaShape.Column weight, SchemaShape.Column groupId)
        : base(host, feature, label, weight) => GroupIdColumn = groupId;
}

/// <summary>What a training works with.</summary>
internal sealed record TrainingRun(IChannel Channel, ExampleSet Examples, object? InitialModel, Random Random);
