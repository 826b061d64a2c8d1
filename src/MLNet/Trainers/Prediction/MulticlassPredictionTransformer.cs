using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;
using Microsoft.ML.Trainers;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Data;

/// <summary>Scores rows with a model of several classes: PredictedLabel, a key like the label's, and Score, one for each class.</summary>
/// <typeparam name="TModel">The model.</typeparam>
public sealed class MulticlassPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>, IOnnxConvertible where TModel : class
{
    private readonly IVectorModel _scorer;
    private readonly LabelKeys _keys;

    internal MulticlassPredictionTransformer(TModel model, string featureColumnName, LabelKeys keys) : base(model, featureColumnName)
    {
        _scorer = (IVectorModel)model;
        _keys = keys;
    }

    private protected override string ColumnKind => "MulticlassClassification";

    void IOnnxConvertible.Convert(OnnxConversion conversion)
    {
        Value scores = OnnxScores.Of(Model, conversion, FeatureColumnName, ColumnKind);
        conversion.Set(ColumnNames.Score, scores);
        conversion.Set(ColumnNames.PredictedLabel, OnnxScores.Place(scores.ArgMax(1, keepDims: true)));
    }

    private protected override DataViewSchema.DetachedColumn[] Outputs()
    =>
    [
        Output(ColumnNames.PredictedLabel, _keys.Type, ColumnNames.PredictedLabel, annotations => _keys.AddTo(annotations, AnnotationNames.KeyValues)),
        Output(ColumnNames.Score, new VectorDataViewType(NumberDataViewType.Single, _scorer.ScoreCount), ColumnNames.Score, annotations =>
        {
            if (_keys.AreTexts) _keys.AddTo(annotations, AnnotationNames.SlotNames);
            _keys.AddTo(annotations, AnnotationNames.TrainingLabelValues);
        }),
    ];

    private protected override Delegate?[] CreateGetters(FeatureReader features, bool[] active)
    {
        VectorScore score = new(features, _scorer);
        return [(ValueGetter<uint>)((ref uint value) => value = score.Best(lowest: false)), score.Getter()];
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        Write(writer, PredictionFormat.MulticlassKind);
        _keys.Write(writer);
    }
}
