using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;
using Microsoft.ML.Trainers;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Data;

/// <summary>Puts rows into clusters: PredictedLabel, the key of the nearest, and Score, the squared distance to each.</summary>
/// <typeparam name="TModel">The model.</typeparam>
public sealed class ClusteringPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>, IOnnxConvertible where TModel : class
{
    private readonly IVectorModel _scorer;

    internal ClusteringPredictionTransformer(TModel model, string featureColumnName) : base(model, featureColumnName) => _scorer = (IVectorModel)model;

    private protected override string ColumnKind => "Clustering";

    void IOnnxConvertible.Convert(OnnxConversion conversion)
    {
        Value scores = OnnxScores.Of(Model, conversion, FeatureColumnName, ColumnKind);
        conversion.Set(ColumnNames.Score, scores);
        conversion.Set(ColumnNames.PredictedLabel, OnnxScores.Place(scores.ArgMin(1, keepDims: true)));
    }

    private protected override DataViewSchema.DetachedColumn[] Outputs()
    =>
    [
        Output(ColumnNames.PredictedLabel, new KeyDataViewType(typeof(uint), _scorer.ScoreCount), ColumnNames.PredictedLabel),
        Output(ColumnNames.Score, new VectorDataViewType(NumberDataViewType.Single, _scorer.ScoreCount), ColumnNames.Score),
    ];

    private protected override Delegate?[] CreateGetters(FeatureReader features, bool[] active)
    {
        VectorScore score = new(features, _scorer);
        return [(ValueGetter<uint>)((ref uint value) => value = score.Best(lowest: true)), score.Getter()];
    }

    private protected override void SaveModel(ModelWriter writer) => Write(writer, PredictionFormat.ClusteringKind);
}
