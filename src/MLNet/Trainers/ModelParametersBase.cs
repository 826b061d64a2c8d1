using Microsoft.ML.Data;
using Microsoft.ML.Model;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Trainers;

/// <summary>The base of trained models.</summary>
/// <typeparam name="TOutput">What a model makes of a row: Single, or a vector of Single.</typeparam>
public abstract class ModelParametersBase<TOutput> : ICanSaveModel
{
    private protected ModelParametersBase() { }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        SaveModel(ctx.Writer);
    }

    private protected abstract void SaveModel(ModelWriter writer);
}

/// <summary>A model as the transformers around it see it.</summary>
internal interface IModelParameters
{
    /// <summary>The size of the vector of features it reads; 0 where it reads none.</summary>
    int FeatureCount { get; }

    /// <summary>Calls the visitor with the model in its own type.</summary>
    TResult Accept<TResult>(IModelVisitor<TResult> visitor);
}

/// <summary>Something that is done with models in their own types.</summary>
internal interface IModelVisitor<out TResult>
{
    TResult Visit<TModel>(TModel model) where TModel : class;
}

/// <summary>A model with one number as its score.</summary>
internal interface IScalarModel : IModelParameters
{
    float Score(in VBuffer<float> features);
}

/// <summary>A model of two classes whose score can be turned into a probability.</summary>
internal interface IProbabilityModel : IScalarModel
{
    float Probability(float score);
}

/// <summary>A model with a score for each class or cluster.</summary>
internal interface IVectorModel : IModelParameters
{
    int ScoreCount { get; }

    void Score(in VBuffer<float> features, Span<float> scores);
}

/// <summary>A model of several classes that reads other features than numbers, and scores rows in a way of its own.</summary>
internal interface IClassMappingModel : IModelParameters
{
    int ScoreCount { get; }

    /// <summary>The type of the feature column.</summary>
    DataViewType FeatureType { get; }

    /// <summary>Computes the predicted class and the scores of rows.</summary>
    /// <param name="input">The rows.</param>
    /// <param name="features">The feature column.</param>
    /// <param name="outputs">The columns: the predicted class, a key, and the scores.</param>
    RowMapping Bind(DataViewSchema input, DataViewSchema.Column features, DataViewSchema.DetachedColumn[] outputs);
}

/// <summary>A model that has a form in ONNX.</summary>
internal interface IOnnxModel
{
    /// <summary>The scores, [N, 1] or [N, classes], of features [N, size].</summary>
    Value ToOnnx(Value features);
}

/// <summary>A calibrated model that has a form in ONNX.</summary>
internal interface IOnnxProbability
{
    /// <summary>The probabilities [N, 1] of scores [N, 1].</summary>
    Value ProbabilityToOnnx(Value scores);
}
