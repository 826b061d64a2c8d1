using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Trainers;

/// <summary>Reads the transformers around models, each in the type of its model.</summary>
internal static class PredictionFormat
{
    public const string BinaryKind = "BinaryPrediction";
    public const string MulticlassKind = "MulticlassPrediction";
    public const string RegressionKind = "RegressionPrediction";
    public const string RankingKind = "RankingPrediction";
    public const string ClusteringKind = "ClusteringPrediction";
    public const string AnomalyKind = "AnomalyPrediction";
    public const string ScoreName = "score";
    public const string PredictedName = "predicted";

    public static ITransformer LoadBinary(ModelReader reader) => Load<IScalarModel>(reader, model => model.Accept(new Binary(Features(reader, model), reader.Single("threshold"))));

    public static ITransformer LoadRegression(ModelReader reader) => Load<IScalarModel>(reader, model => model.Accept(new Regression(Features(reader, model)!)));

    public static ITransformer LoadRanking(ModelReader reader) => Load<IScalarModel>(reader, model => model.Accept(new Ranking(Features(reader, model)!)));

    public static ITransformer LoadAnomaly(ModelReader reader) => Load<IScalarModel>(reader, model => model.Accept(new Anomaly(Features(reader, model)!, reader.Single("threshold"))));

    public static ITransformer LoadMulticlass(ModelReader reader)
        => Load<IModelParameters>(reader, model => model is IVectorModel or IClassMappingModel
            ? model.Accept(new Multiclass(Features(reader, model)!, LabelKeys.Read(reader, ScoreCount(model)), reader.TextOrNull(ScoreName) ?? ColumnNames.Score, reader.TextOrNull(PredictedName) ?? ColumnNames.PredictedLabel))
            : throw reader.Invalid("the model is of another task"));

    public static ITransformer LoadClustering(ModelReader reader) => Load<IVectorModel>(reader, model => model.Accept(new Clustering(Features(reader, model)!)));

    /// <summary>The scores of a model of several classes.</summary>
    public static int ScoreCount(IModelParameters model) => model is IClassMappingModel own ? own.ScoreCount : ((IVectorModel)model).ScoreCount;

    private static ITransformer Load<TModel>(ModelReader reader, Func<TModel, ITransformer> wrap) where TModel : class, IModelParameters
        => wrap(reader.Part<ICanSaveModel>("model") as TModel ?? throw reader.Invalid("the model is of another task"));

    private static string? Features(ModelReader reader, IModelParameters model) => model.FeatureCount > 0 || model is IClassMappingModel ? reader.Text("features") : reader.TextOrNull("features");

    private sealed class Binary(string? features, float threshold) : IModelVisitor<ITransformer>
    {
        public ITransformer Visit<TModel>(TModel model) where TModel : class => new BinaryPredictionTransformer<TModel>(model, features, threshold);
    }

    private sealed class Multiclass(string features, LabelKeys keys, string score, string predicted) : IModelVisitor<ITransformer>
    {
        public ITransformer Visit<TModel>(TModel model) where TModel : class => new MulticlassPredictionTransformer<TModel>(model, features, keys, score, predicted);
    }

    private sealed class Regression(string features) : IModelVisitor<ITransformer>
    {
        public ITransformer Visit<TModel>(TModel model) where TModel : class => new RegressionPredictionTransformer<TModel>(model, features);
    }

    private sealed class Ranking(string features) : IModelVisitor<ITransformer>
    {
        public ITransformer Visit<TModel>(TModel model) where TModel : class => new RankingPredictionTransformer<TModel>(model, features);
    }

    private sealed class Clustering(string features) : IModelVisitor<ITransformer>
    {
        public ITransformer Visit<TModel>(TModel model) where TModel : class => new ClusteringPredictionTransformer<TModel>(model, features);
    }

    private sealed class Anomaly(string features, float threshold) : IModelVisitor<ITransformer>
    {
        public ITransformer Visit<TModel>(TModel model) where TModel : class => new AnomalyPredictionTransformer<TModel>(model, features, threshold);
    }
}
