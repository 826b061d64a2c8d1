using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;
using Microsoft.ML.Trainers;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Data;

/// <summary>Scores rows with a model of two classes: PredictedLabel, Score and, where the model is calibrated, Probability.</summary>
/// <typeparam name="TModel">The model.</typeparam>
public sealed class BinaryPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>, IOnnxConvertible where TModel : class
{
    private readonly IScalarModel _scorer;
    private readonly IProbabilityModel? _calibrated;

    internal BinaryPredictionTransformer(TModel model, string? featureColumnName, float threshold = 0) : base(model, featureColumnName)
    {
        _scorer = (IScalarModel)model;
        _calibrated = model as IProbabilityModel;
        Threshold = threshold;
    }

    /// <summary>Scores above it are positive.</summary>
    internal float Threshold { get; }

    private protected override string ColumnKind => "BinaryClassification";

    void IOnnxConvertible.Convert(OnnxConversion conversion)
    {
        Value scores = OnnxScores.Of(Model, conversion, FeatureColumnName, ColumnKind);
        conversion.Set(ColumnNames.Score, scores);
        conversion.Set(ColumnNames.PredictedLabel, scores.Greater(scores.Like(Threshold)));
        if (_calibrated is not null) conversion.Set(ColumnNames.Probability, ((IOnnxProbability)_calibrated).ProbabilityToOnnx(scores));
    }

    private protected override DataViewSchema.DetachedColumn[] Outputs()
    {
        List<DataViewSchema.DetachedColumn> columns =
        [
            Output(ColumnNames.PredictedLabel, BooleanDataViewType.Instance, ColumnNames.PredictedLabel),
            Output(ColumnNames.Score, NumberDataViewType.Single, ColumnNames.Score),
        ];
        if (_calibrated is not null)
            columns.Add(Output(ColumnNames.Probability, NumberDataViewType.Single, ColumnNames.Probability,
                annotations => annotations.AddPrimitiveValue(AnnotationNames.IsNormalized, BooleanDataViewType.Instance, true)));
        return [.. columns];
    }

    private protected override Delegate?[] CreateGetters(FeatureReader features, bool[] active)
    {
        ScalarScore score = new(features, _scorer);
        Delegate?[] getters =
        [
            (ValueGetter<bool>)((ref bool value) => value = score.Value > Threshold),
            (ValueGetter<float>)((ref float value) => value = score.Value),
            (ValueGetter<float>)((ref float value) => value = _calibrated!.Probability(score.Value)),
        ];
        return getters[..active.Length];
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        Write(writer, PredictionFormat.BinaryKind);
        writer.Value("threshold", Threshold);
    }
}
