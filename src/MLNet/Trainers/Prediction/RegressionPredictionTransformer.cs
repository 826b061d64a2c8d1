using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Data;

/// <summary>Scores rows with a model of numbers: Score.</summary>
/// <typeparam name="TModel">The model.</typeparam>
public sealed class RegressionPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>, IOnnxConvertible where TModel : class
{
    internal RegressionPredictionTransformer(TModel model, string featureColumnName) : base(model, featureColumnName) { }

    private protected override string ColumnKind => "Regression";

    void IOnnxConvertible.Convert(OnnxConversion conversion) => conversion.Set(ColumnNames.Score, OnnxScores.Of(Model, conversion, FeatureColumnName, ColumnKind));

    private protected override DataViewSchema.DetachedColumn[] Outputs() => [Output(ColumnNames.Score, NumberDataViewType.Single, ColumnNames.Score)];

    private protected override Delegate?[] CreateGetters(FeatureReader features, bool[] active)
    {
        ScalarScore score = new(features, (IScalarModel)Model);
        return [(ValueGetter<float>)((ref float value) => value = score.Value)];
    }

    private protected override void SaveModel(ModelWriter writer) => Write(writer, PredictionFormat.RegressionKind);
}

/// <summary>Scores rows with a model that orders them: Score.</summary>
/// <typeparam name="TModel">The model.</typeparam>
public sealed class RankingPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>, IOnnxConvertible where TModel : class
{
    internal RankingPredictionTransformer(TModel model, string featureColumnName) : base(model, featureColumnName) { }

    private protected override string ColumnKind => "Ranking";

    void IOnnxConvertible.Convert(OnnxConversion conversion) => conversion.Set(ColumnNames.Score, OnnxScores.Of(Model, conversion, FeatureColumnName, ColumnKind));

    private protected override DataViewSchema.DetachedColumn[] Outputs() => [Output(ColumnNames.Score, NumberDataViewType.Single, ColumnNames.Score)];

    private protected override Delegate?[] CreateGetters(FeatureReader features, bool[] active)
    {
        ScalarScore score = new(features, (IScalarModel)Model);
        return [(ValueGetter<float>)((ref float value) => value = score.Value)];
    }

    private protected override void SaveModel(ModelWriter writer) => Write(writer, PredictionFormat.RankingKind);
}
