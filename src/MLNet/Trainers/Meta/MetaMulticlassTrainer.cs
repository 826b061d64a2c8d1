using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The base of trainers that make a model of several classes of models of two.</summary>
/// <typeparam name="TTransformer">The transformer around the model.</typeparam>
/// <typeparam name="TModel">The model.</typeparam>
public abstract class MetaMulticlassTrainer<TTransformer, TModel> : ITrainerEstimator<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel> where TModel : class
{
    private readonly SchemaShape.Column _label;
    private readonly bool _missingAsNegative;

    private protected MetaMulticlassTrainer(IHostEnvironment environment, string name, BinaryTraining training, string labelColumnName, bool imputeMissingLabelsAsNegative)
    {
        Host = environment.Register(name);
        Training = training;
        _label = TrainerColumns.KeyLabel(labelColumnName);
        _missingAsNegative = imputeMissingLabelsAsNegative;
        Info = new TrainerInfo(normalization: training.Info.NeedNormalization);
    }

    private protected IHost Host { get; }

    private protected BinaryTraining Training { get; }

    /// <inheritdoc/>
    public TrainerInfo Info { get; }

    /// <inheritdoc/>
    public abstract TTransformer Fit(IDataView input);

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column label = TrainerColumns.Check(inputSchema, _label, "label", GetType().Name);
        Training.Check(inputSchema.With(TrainerColumns.TruthLabel(_label.Name)));
        return inputSchema.With(TrainerColumns.ClassOutputs(label));
    }

    private protected DataViewSchema.Column CheckLabel(IDataView input, out int classes)
    {
        ArgumentNullException.ThrowIfNull(input);
        TrainerColumns.Check(SchemaShape.Of(input.Schema), _label, "label", GetType().Name);
        DataViewSchema.Column label = input.Schema[_label.Name];
        ulong count = ((KeyDataViewType)label.Type).Count;
        if (count is 0 or > int.MaxValue) throw InputColumn.Mismatch(GetType().Name, label.Name, "a key with a known number of values", label.Type.ToString()!);
        classes = (int)count;
        return label;
    }

    private protected (IScalarModel Model, string Features) Train(IDataView data, DataViewSchema.Column label, bool calibrate, params uint[] positive)
        => Training.Train(Host, data, label, _missingAsNegative, calibrate, positive);
}
