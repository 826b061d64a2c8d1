using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Runtime;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a model for each class that tells it from all others.</summary>
public sealed class OneVersusAllTrainer : MetaMulticlassTrainer<MulticlassPredictionTransformer<OneVersusAllModelParameters>, OneVersusAllModelParameters>
{
    private readonly bool _useProbabilities;

    internal OneVersusAllTrainer(IHostEnvironment environment, BinaryTraining training, string labelColumnName, bool imputeMissingLabelsAsNegative, bool useProbabilities)
        : base(environment, "OneVersusAll", training, labelColumnName, imputeMissingLabelsAsNegative) => _useProbabilities = useProbabilities;

    /// <inheritdoc/>
    public override MulticlassPredictionTransformer<OneVersusAllModelParameters> Fit(IDataView input)
    {
        DataViewSchema.Column label = CheckLabel(input, out int classes);
        using IChannel channel = Host.Start("Training");
        IScalarModel[] models = new IScalarModel[classes];
        string features = "";
        for (int i = 0; i < classes; i++)
        {
            channel.Info(MessageSensitivity.None, $"Training the model of class {i + 1} of {classes}.");
            (models[i], features) = Train(input, label, _useProbabilities, (uint)i + 1);
        }
        return new MulticlassPredictionTransformer<OneVersusAllModelParameters>(new OneVersusAllModelParameters(models, _useProbabilities), features, LabelKeys.Of(label));
    }
}

/// <summary>A model for each class. The scores are their probabilities, divided by the sum of them, or their scores.</summary>
public sealed class OneVersusAllModelParameters : ModelParametersBase<VBuffer<float>>, IVectorModel, IOnnxModel
{
    internal const string Kind = "OneVersusAllModel";

    private readonly IScalarModel[] _models;
    private readonly bool _probabilities;

    internal OneVersusAllModelParameters(IScalarModel[] models, bool useProbabilities)
    {
        _models = models;
        _probabilities = useProbabilities && models.All(model => model is IProbabilityModel);
    }

    int IModelParameters.FeatureCount => _models[0].FeatureCount;

    int IVectorModel.ScoreCount => _models.Length;

    internal static OneVersusAllModelParameters Load(ModelReader reader)
    {
        IScalarModel[] models = [.. reader.Parts<ICanSaveModel>("models").Select(model => model as IScalarModel ?? throw reader.Invalid("a model has no score"))];
        if (models.Length == 0 || models.Any(model => model.FeatureCount != models[0].FeatureCount)) throw reader.Invalid("the models do not go together");
        return new OneVersusAllModelParameters(models, reader.Flag("probabilities"));
    }

    void IVectorModel.Score(in VBuffer<float> features, Span<float> scores)
    {
        float sum = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            float score = _models[i].Score(in features);
            sum += scores[i] = _probabilities ? Math.Max(0, ((IProbabilityModel)_models[i]).Probability(score)) : score;
        }
        if (!_probabilities || !(sum > 0)) return;
        for (int i = 0; i < scores.Length; i++) scores[i] /= sum;
    }

    Value IOnnxModel.ToOnnx(Value features)
    {
        Value[] scores = [.. _models.Select(model =>
        {
            if (model is not IOnnxModel convertible) throw new NotSupportedException($"{model.GetType().Name} has no form in ONNX.");
            Value score = convertible.ToOnnx(features);
            return !_probabilities ? score : model is IOnnxProbability calibrated ? calibrated.ProbabilityToOnnx(score)
                : throw new NotSupportedException($"The probabilities of {model.GetType().Name} have no form in ONNX.");
        })];
        Value all = features.Graph.Concat(1, scores);
        return _probabilities ? all / all.ReduceSum(new[] { 1 }) : all;
    }

    TResult IModelParameters.Accept<TResult>(IModelVisitor<TResult> visitor) => visitor.Visit(this);

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Set("probabilities", _probabilities);
        writer.Parts("models", _models.Cast<ICanSaveModel>());
    }
}
