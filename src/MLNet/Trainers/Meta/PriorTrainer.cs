using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a model that gives each row the share of the positive class.</summary>
public sealed class PriorTrainer : ITrainerEstimator<BinaryPredictionTransformer<PriorModelParameters>, PriorModelParameters>
{
    private readonly IHost _host;
    private readonly SchemaShape.Column _label;
    private readonly SchemaShape.Column _weight;

    internal PriorTrainer(IHostEnvironment environment, string labelColumnName, string? exampleWeightColumnName)
    {
        _host = environment.Register("Prior");
        _label = TrainerColumns.TruthLabel(labelColumnName);
        _weight = TrainerColumns.Weight(exampleWeightColumnName);
    }

    /// <inheritdoc/>
    public TrainerInfo Info { get; } = new(normalization: false, caching: false);

    /// <summary>Counts the classes.</summary>
    public BinaryPredictionTransformer<PriorModelParameters> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Check(SchemaShape.Of(input.Schema));
        double positive = 0, all = 0;
        List<DataViewSchema.Column> columns = [input.Schema[_label.Name]];
        if (_weight.Name is not null) columns.Add(input.Schema[_weight.Name]);
        using (DataViewRowCursor cursor = input.GetRowCursor(columns))
        {
            ValueGetter<bool> getLabel = cursor.GetGetter<bool>(columns[0]);
            Func<float> getWeight = _weight.Name is null ? static () => 1 : EvaluationColumns.Score(cursor, columns[1]);
            bool label = false;
            while (cursor.MoveNext())
            {
                getLabel(ref label);
                float weight = getWeight();
                if (!float.IsFinite(weight)) continue;
                all += weight;
                if (label) positive += weight;
            }
        }
        if (!(all > 0)) _host.Warn(nameof(PriorTrainer), $"There are no rows with a weight above 0: the share of '{_label.Name}' is taken as one half.");
        return new BinaryPredictionTransformer<PriorModelParameters>(new PriorModelParameters(all > 0 ? (float)(positive / all) : 0.5f), null);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        Check(inputSchema);
        return inputSchema.With(TrainerColumns.BinaryOutputs(calibrated: true));
    }

    private void Check(SchemaShape input)
    {
        TrainerColumns.Check(input, _label, "label", nameof(PriorTrainer));
        if (_weight.Name is not null) TrainerColumns.Check(input, _weight, "weight", nameof(PriorTrainer));
    }
}

/// <summary>A probability that is the same for all rows. The score is twice that, less 1.</summary>
public sealed class PriorModelParameters : ModelParametersBase<float>, IProbabilityModel
{
    internal const string Kind = "PriorModel";

    private readonly float _share;

    internal PriorModelParameters(float share) => _share = share;

    internal static PriorModelParameters Load(ModelReader reader) => new(reader.Single("share"));

    int IModelParameters.FeatureCount => 0;

    float IScalarModel.Score(in VBuffer<float> features) => 2 * _share - 1;

    float IProbabilityModel.Probability(float score) => _share;

    TResult IModelParameters.Accept<TResult>(IModelVisitor<TResult> visitor) => visitor.Visit(this);

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Value("share", _share);
    }
}
