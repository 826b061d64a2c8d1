using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;
using Microsoft.ML.Trainers;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Data;

/// <summary>Scores rows with a model of several classes: PredictedLabel, a key like the label's, and Score, one for each class.</summary>
/// <typeparam name="TModel">The model.</typeparam>
public sealed class MulticlassPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>, IOnnxConvertible where TModel : class
{
    private readonly LabelKeys _keys;
    private readonly string _score;
    private readonly string _predicted;

    internal MulticlassPredictionTransformer(TModel model, string featureColumnName, LabelKeys keys, string score = ColumnNames.Score, string predicted = ColumnNames.PredictedLabel)
        : base(model, featureColumnName) => (_keys, _score, _predicted) = (keys, score, predicted);

    private protected override string ColumnKind => "MulticlassClassification";

    void IOnnxConvertible.Convert(OnnxConversion conversion)
    {
        Value scores = OnnxScores.Of(Model, conversion, FeatureColumnName, ColumnKind);
        conversion.Set(_score, scores);
        conversion.Set(_predicted, OnnxScores.Place(scores.ArgMax(1, keepDims: true)));
    }

    private protected override DataViewSchema.DetachedColumn[] Outputs()
    =>
    [
        Output(_predicted, _keys.Type, ColumnNames.PredictedLabel, annotations => _keys.AddTo(annotations, AnnotationNames.KeyValues)),
        Output(_score, new VectorDataViewType(NumberDataViewType.Single, PredictionFormat.ScoreCount((IModelParameters)Model)), ColumnNames.Score, annotations =>
        {
            if (_keys.AreTexts) _keys.AddTo(annotations, AnnotationNames.SlotNames);
            _keys.AddTo(annotations, AnnotationNames.TrainingLabelValues);
        }),
    ];

    private protected override Delegate?[] CreateGetters(FeatureReader features, bool[] active)
    {
        VectorScore score = new(features, (IVectorModel)Model);
        return [(ValueGetter<uint>)((ref uint value) => value = score.Best(lowest: false)), score.Getter()];
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        Write(writer, PredictionFormat.MulticlassKind);
        _keys.Write(writer);
        if (_score != ColumnNames.Score) writer.Set(PredictionFormat.ScoreName, _score);
        if (_predicted != ColumnNames.PredictedLabel) writer.Set(PredictionFormat.PredictedName, _predicted);
    }
}
