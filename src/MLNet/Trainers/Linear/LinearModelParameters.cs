using Microsoft.ML.Data;
using Microsoft.ML.Model;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Trainers;

/// <summary>The base of models whose score is weights x features + bias.</summary>
public abstract class LinearModelParameters : ModelParametersBase<float>, ICalculateFeatureContribution, IScalarModel, IOnnxModel, IFeatureContributions
{
    private readonly VBuffer<float> _weights;
    private readonly float[] _dense;

    private protected LinearModelParameters(in VBuffer<float> weights, float bias)
    {
        _weights = weights;
        _dense = new float[weights.Length];
        weights.CopyTo(_dense);
        Weights = Array.AsReadOnly(_dense);
        Bias = bias;
    }

    /// <summary>The weight of each feature.</summary>
    public IReadOnlyList<float> Weights { get; }

    /// <summary>What is added to the weighted features.</summary>
    public float Bias { get; protected set; }

    FeatureContributionCalculator ICalculateFeatureContribution.FeatureContributionCalculator => new(this);

    int IModelParameters.FeatureCount => _dense.Length;

    internal ReadOnlySpan<float> WeightSpan => _dense;

    float IScalarModel.Score(in VBuffer<float> features) => Link(new FeatureVector(in features).Dot(_dense) + Bias);

    Value IOnnxModel.ToOnnx(Value features) => Link(OnnxScores.Linear(features, _dense, [Bias]));

    void IFeatureContributions.Contributions(in VBuffer<float> features, ref VBuffer<float> contributions)
    {
        ReadOnlySpan<float> values = features.GetValues();
        ReadOnlySpan<int> indices = features.GetIndices();
        VBufferEditor<float> editor = VBufferEditor.Create(ref contributions, features.Length, values.Length);
        for (int i = 0; i < values.Length; i++) editor.Values[i] = values[i] * _dense[features.IsDense ? i : indices[i]];
        indices.CopyTo(editor.Indices);
        contributions = editor.Commit();
    }

    TResult IModelParameters.Accept<TResult>(IModelVisitor<TResult> visitor) => Visit(visitor);

    /// <summary>What the score is of the weighted sum.</summary>
    private protected virtual float Link(float sum) => sum;

    private protected virtual Value Link(Value sum) => sum;

    private protected abstract TResult Visit<TResult>(IModelVisitor<TResult> visitor);

    private protected void Write(ModelWriter writer, string kind)
    {
        writer.Kind(kind);
        writer.Vector("weights", in _weights);
        writer.Value("bias", Bias);
    }
}

/// <summary>The base of linear models that predict numbers.</summary>
public abstract class RegressionModelParameters : LinearModelParameters
{
    private protected RegressionModelParameters(in VBuffer<float> weights, float bias) : base(in weights, bias) { }
}

/// <summary>A linear model that predicts numbers.</summary>
public sealed class LinearRegressionModelParameters : RegressionModelParameters
{
    internal const string Kind = "LinearRegressionModel";

    internal LinearRegressionModelParameters(in VBuffer<float> weights, float bias) : base(in weights, bias) { }

    internal static LinearRegressionModelParameters Load(ModelReader reader) => new(reader.Vector("weights"), reader.Single("bias"));

    private protected override TResult Visit<TResult>(IModelVisitor<TResult> visitor) => visitor.Visit(this);

    private protected override void SaveModel(ModelWriter writer) => Write(writer, Kind);
}

/// <summary>A linear model of the logarithm of expected counts; the score is the expected count.</summary>
public sealed class PoissonRegressionModelParameters : RegressionModelParameters
{
    internal const string Kind = "PoissonRegressionModel";

    internal PoissonRegressionModelParameters(in VBuffer<float> weights, float bias) : base(in weights, bias) { }

    internal static PoissonRegressionModelParameters Load(ModelReader reader) => new(reader.Vector("weights"), reader.Single("bias"));

    private protected override float Link(float sum) => MathF.Exp(sum);

    private protected override Value Link(Value sum) => sum.Exp();

    private protected override TResult Visit<TResult>(IModelVisitor<TResult> visitor) => visitor.Visit(this);

    private protected override void SaveModel(ModelWriter writer) => Write(writer, Kind);
}

/// <summary>A linear model that tells two classes apart: scores above 0 are positive.</summary>
public sealed class LinearBinaryModelParameters : LinearModelParameters
{
    internal const string Kind = "LinearBinaryModel";

    /// <summary>How well the model fits its training data and how sure its weights are; null where nobody asked for it.</summary>
    public readonly ModelStatisticsBase Statistics;

    internal LinearBinaryModelParameters(in VBuffer<float> weights, float bias, ModelStatisticsBase? statistics = null) : base(in weights, bias) => Statistics = statistics!;

    internal static LinearBinaryModelParameters Load(ModelReader reader)
    {
        VBuffer<float> weights = reader.Vector("weights");
        return new(weights, reader.Single("bias"), reader.Has("statistics") ? reader.Part<ModelStatisticsBase>("statistics") : null);
    }

    private protected override TResult Visit<TResult>(IModelVisitor<TResult> visitor) => visitor.Visit(this);

    private protected override void SaveModel(ModelWriter writer)
    {
        Write(writer, Kind);
        if (Statistics is not null) writer.Part("statistics", Statistics);
    }
}
