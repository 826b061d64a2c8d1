using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Trainers;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Calibrators;

/// <summary>A model whose scores are turned into probabilities, without the types of its parts.</summary>
public abstract class CalibratedModelParametersBase
{
    private protected CalibratedModelParametersBase(object subModel, ICalibrator calibrator)
    {
        SubModel = subModel;
        Calibrator = calibrator;
    }

    /// <summary>The model.</summary>
    public object SubModel { get; }

    /// <summary>What makes probabilities of its scores.</summary>
    public ICalibrator Calibrator { get; }
}

/// <summary>A model whose scores are turned into probabilities.</summary>
/// <typeparam name="TSubModel">The model.</typeparam>
/// <typeparam name="TCalibrator">What makes probabilities of its scores.</typeparam>
public abstract class CalibratedModelParametersBase<TSubModel, TCalibrator> : CalibratedModelParametersBase
    where TSubModel : class where TCalibrator : class, ICalibrator
{
    private protected CalibratedModelParametersBase(TSubModel subModel, TCalibrator calibrator) : base(subModel, calibrator)
    {
        SubModel = subModel;
        Calibrator = calibrator;
    }

    /// <summary>The model.</summary>
    public new TSubModel SubModel { get; }

    /// <summary>What makes probabilities of its scores.</summary>
    public new TCalibrator Calibrator { get; }
}

/// <summary>A scalar model with a calibrator.</summary>
internal sealed class CalibratedModelParameters<TSubModel, TCalibrator>(TSubModel subModel, TCalibrator calibrator)
    : CalibratedModelParametersBase<TSubModel, TCalibrator>(subModel, calibrator), IProbabilityModel, IOnnxModel, IOnnxProbability, ICanSaveModel
    where TSubModel : class where TCalibrator : class, ICalibrator
{
    public int FeatureCount => Model.FeatureCount;

    private IScalarModel Model => (IScalarModel)SubModel;

    public float Score(in VBuffer<float> features) => Model.Score(in features);

    public float Probability(float score) => Calibrator.PredictProbability(score);

    public TResult Accept<TResult>(IModelVisitor<TResult> visitor) => visitor.Visit<CalibratedModelParametersBase<TSubModel, TCalibrator>>(this);

    public Value ToOnnx(Value features) => SubModel is IOnnxModel model ? model.ToOnnx(features)
        : throw new NotSupportedException($"{SubModel.GetType().Name} has no form in ONNX.");

    public Value ProbabilityToOnnx(Value scores) => Calibrator is PlattCalibrator platt ? platt.ToOnnx(scores)
        : throw new NotSupportedException($"{Calibrator.GetType().Name} has no form in ONNX; a Platt calibrator has one.");

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.Writer.Kind(CalibratedModels.Kind);
        ctx.Writer.Part("model", (ICanSaveModel)SubModel);
        CalibratorFormat.Write(ctx.Writer, Calibrator);
    }
}

/// <summary>Makes calibrated models of models and calibrators in their own types.</summary>
internal static class CalibratedModels
{
    public const string Kind = "CalibratedModel";

    public static IProbabilityModel Of(IScalarModel model, ICalibrator calibrator) => model.Accept(new WithModel(calibrator));

    public static ICanSaveModel Load(ModelReader reader)
        => (ICanSaveModel)Of(reader.Part<ICanSaveModel>("model") as IScalarModel ?? throw reader.Invalid("the model has no scores to calibrate"), CalibratorFormat.Read(reader));

    private sealed class WithModel(ICalibrator calibrator) : IModelVisitor<IProbabilityModel>
    {
        public IProbabilityModel Visit<TModel>(TModel model) where TModel : class => calibrator.Accept(new WithCalibrator<TModel>(model));
    }

    private sealed class WithCalibrator<TModel>(TModel model) : ICalibratorVisitor<IProbabilityModel> where TModel : class
    {
        public IProbabilityModel Visit<TCalibrator>(TCalibrator calibrator) where TCalibrator : class, ICalibrator
            => new CalibratedModelParameters<TModel, TCalibrator>(model, calibrator);
    }
}
