using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>
/// Trains a model for each pair of classes that tells the two from all others, and one for each class alone. Price, Knerr, Personnaz and Dreyfus (1994), "Pairwise neural
/// network classifiers with probabilistic outputs".
/// </summary>
public sealed class PairwiseCouplingTrainer : MetaMulticlassTrainer<MulticlassPredictionTransformer<PairwiseCouplingModelParameters>, PairwiseCouplingModelParameters>
{
    internal PairwiseCouplingTrainer(IHostEnvironment environment, BinaryTraining training, string labelColumnName, bool imputeMissingLabelsAsNegative)
        : base(environment, "PairwiseCoupling", training, labelColumnName, imputeMissingLabelsAsNegative) { }

    /// <inheritdoc/>
    public override MulticlassPredictionTransformer<PairwiseCouplingModelParameters> Fit(IDataView input)
    {
        DataViewSchema.Column label = CheckLabel(input, out int classes);
        using IChannel channel = Host.Start("Training");
        IProbabilityModel[] models = new IProbabilityModel[PairwiseCouplingModelParameters.PlaceOf(classes, 0)];
        string features = "";
        for (int i = 0; i < classes; i++)
            for (int j = 0; j <= i; j++)
            {
                channel.Info(MessageSensitivity.None, $"Training the model of classes {i + 1} and {j + 1} of {classes}.");
                (IScalarModel model, features) = Train(input, label, true, (uint)i + 1, (uint)j + 1);
                models[PairwiseCouplingModelParameters.PlaceOf(i, j)] = (IProbabilityModel)model;
            }
        return new MulticlassPredictionTransformer<PairwiseCouplingModelParameters>(new PairwiseCouplingModelParameters(models, classes), features, LabelKeys.Of(label));
    }
}

/// <summary>A model for each pair of classes; the scores are probabilities.</summary>
public sealed class PairwiseCouplingModelParameters : ModelParametersBase<VBuffer<float>>, IVectorModel
{
    internal const string Kind = "PairwiseCouplingModel";

    private readonly IProbabilityModel[] _models;
    private readonly int _classes;

    internal PairwiseCouplingModelParameters(IProbabilityModel[] models, int classes)
    {
        _models = models;
        _classes = classes;
    }

    int IModelParameters.FeatureCount => _models[0].FeatureCount;

    int IVectorModel.ScoreCount => _classes;

    internal static int PlaceOf(int i, int j) => checked(i * (i + 1) / 2 + j);

    internal static PairwiseCouplingModelParameters Load(ModelReader reader)
    {
        int classes = reader.Int("classes");
        IProbabilityModel[] models = [.. reader.Parts<ICanSaveModel>("models").Select(model => model as IProbabilityModel ?? throw reader.Invalid("a model has no probability"))];
        if (classes < 1 || models.Length != (long)classes * (classes + 1) / 2 || models.Any(model => model.FeatureCount != models[0].FeatureCount)) throw reader.Invalid("the models do not go together");
        return new PairwiseCouplingModelParameters(models, classes);
    }

    void IVectorModel.Score(in VBuffer<float> features, Span<float> scores)
    {
        double[] pairs = new double[_models.Length];
        for (int i = 0; i < pairs.Length; i++) pairs[i] = _models[i].Probability(_models[i].Score(in features));
        double sum = 0;
        for (int i = 0; i < _classes; i++)
        {
            double own = pairs[PlaceOf(i, i)], ratios = 0;
            if (own > 0)
            {
                // The union of two classes is no less likely than one of them.
                for (int j = 0; j < _classes; j++)
                    if (j != i) ratios += Math.Max(pairs[PlaceOf(Math.Max(i, j), Math.Min(i, j))], Math.Max(own, pairs[PlaceOf(j, j)])) / own;
                own = 1 / (ratios - (_classes - 2));
            }
            scores[i] = (float)Math.Max(0, own);
            sum += scores[i];
        }
        if (!(sum > 0)) return;
        for (int i = 0; i < _classes; i++) scores[i] = (float)(scores[i] / sum);
    }

    TResult IModelParameters.Accept<TResult>(IModelVisitor<TResult> visitor) => visitor.Visit(this);

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Set("classes", _classes);
        writer.Parts("models", _models.Cast<ICanSaveModel>());
    }
}
