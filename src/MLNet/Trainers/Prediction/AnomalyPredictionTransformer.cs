using Microsoft.ML.Model;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Data;

/// <summary>Says how unusual rows are: PredictedLabel, true above the threshold, and Score.</summary>
/// <typeparam name="TModel">The model.</typeparam>
public sealed class AnomalyPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel> where TModel : class
{
    internal const float DefaultThreshold = 0.5f;

    internal AnomalyPredictionTransformer(TModel model, string featureColumnName, float threshold = DefaultThreshold) : base(model, featureColumnName) => Threshold = threshold;

    /// <summary>Scores above it are anomalies.</summary>
    internal float Threshold { get; }

    private protected override string ColumnKind => "AnomalyDetection";

    private protected override DataViewSchema.DetachedColumn[] Outputs()
    =>
    [
        Output(ColumnNames.PredictedLabel, BooleanDataViewType.Instance, ColumnNames.PredictedLabel),
        Output(ColumnNames.Score, NumberDataViewType.Single, ColumnNames.Score),
    ];

    private protected override Delegate?[] CreateGetters(FeatureReader features, bool[] active)
    {
        ScalarScore score = new(features, (IScalarModel)Model);
        return [(ValueGetter<bool>)((ref bool value) => value = score.Value > Threshold), (ValueGetter<float>)((ref float value) => value = score.Value)];
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        Write(writer, PredictionFormat.AnomalyKind);
        writer.Value("threshold", Threshold);
    }
}
