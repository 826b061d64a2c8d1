using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Trainers;

/// <summary>The base of models with weights and a bias for each class.</summary>
public abstract class LinearMulticlassModelParametersBase : ModelParametersBase<VBuffer<float>>, IVectorModel, IOnnxModel
{
    private readonly VBuffer<float>[] _weights;
    private readonly float[][] _dense;
    private readonly float[] _biases;

    /// <summary>How well the model fits its training data; null where nobody asked for it.</summary>
    public readonly ModelStatisticsBase Statistics;

    private protected LinearMulticlassModelParametersBase(VBuffer<float>[] weights, float[] biases, ModelStatisticsBase? statistics = null)
    {
        _weights = weights;
        _biases = biases;
        _dense = [.. weights.Select(vector => vector.DenseValues().ToArray())];
        Statistics = statistics!;
    }

    private protected LinearMulticlassModelParametersBase(ModelReader reader)
        : this([.. reader.Children("classes").Select(one => one.Vector("weights"))], [.. reader.Children("classes").Select(one => one.Single("bias"))],
            reader.Has("statistics") ? reader.Part<ModelStatisticsBase>("statistics") : null)
    {
        if (_dense.Length == 0 || _dense.Any(weights => weights.Length != _dense[0].Length)) throw reader.Invalid("the classes have weights of different sizes");
    }

    int IModelParameters.FeatureCount => _dense[0].Length;

    int IVectorModel.ScoreCount => _dense.Length;

    /// <summary>The bias of each class.</summary>
    public IEnumerable<float> GetBiases() => Array.AsReadOnly(_biases);

    /// <summary>The weights of each class.</summary>
    /// <param name="weights">Receives a vector for each class; an array that is long enough is used again.</param>
    /// <param name="numClasses">The number of classes.</param>
    public void GetWeights(ref VBuffer<float>[] weights, out int numClasses)
    {
        numClasses = _weights.Length;
        if (weights is null || weights.Length < numClasses) Array.Resize(ref weights, numClasses);
        for (int i = 0; i < numClasses; i++) _weights[i].CopyTo(ref weights[i]);
    }

    internal ReadOnlySpan<float> WeightsOf(int place) => _dense[place];

    internal float BiasOf(int place) => _biases[place];

    void IVectorModel.Score(in VBuffer<float> features, Span<float> scores)
    {
        FeatureVector vector = new(in features);
        for (int i = 0; i < _dense.Length; i++) scores[i] = vector.Dot(_dense[i]) + _biases[i];
        Link(scores);
    }

    Value IOnnxModel.ToOnnx(Value features) => Link(OnnxScores.Linear(features, [.. _dense.SelectMany(weights => weights)], _biases));

    TResult IModelParameters.Accept<TResult>(IModelVisitor<TResult> visitor) => Visit(visitor);

    /// <summary>What the scores are of the weighted sums.</summary>
    private protected virtual void Link(Span<float> sums) { }

    private protected virtual Value Link(Value sums) => sums;

    private protected abstract TResult Visit<TResult>(IModelVisitor<TResult> visitor);

    private protected void Write(ModelWriter writer, string kind)
    {
        writer.Kind(kind);
        writer.Items("classes", _weights.Length, (one, place) =>
        {
            one.Vector("weights", in _weights[place]);
            one.Value("bias", _biases[place]);
        });
        if (Statistics is not null) writer.Part("statistics", Statistics);
    }
}

/// <summary>A linear model of several classes whose scores are weighted sums.</summary>
public sealed class LinearMulticlassModelParameters : LinearMulticlassModelParametersBase
{
    internal const string Kind = "LinearMulticlassModel";

    internal LinearMulticlassModelParameters(VBuffer<float>[] weights, float[] biases) : base(weights, biases) { }

    private LinearMulticlassModelParameters(ModelReader reader) : base(reader) { }

    internal static LinearMulticlassModelParameters Load(ModelReader reader) => new(reader);

    private protected override TResult Visit<TResult>(IModelVisitor<TResult> visitor) => visitor.Visit(this);

    private protected override void SaveModel(ModelWriter writer) => Write(writer, Kind);
}

/// <summary>A linear model of several classes whose scores are probabilities: the softmax of weighted sums.</summary>
public sealed class MaximumEntropyModelParameters : LinearMulticlassModelParametersBase
{
    internal const string Kind = "MaximumEntropyModel";

    internal MaximumEntropyModelParameters(VBuffer<float>[] weights, float[] biases, ModelStatisticsBase? statistics = null) : base(weights, biases, statistics) { }

    private MaximumEntropyModelParameters(ModelReader reader) : base(reader) { }

    internal static MaximumEntropyModelParameters Load(ModelReader reader) => new(reader);

    private protected override void Link(Span<float> sums)
    {
        TensorPrimitives.Subtract(sums, TensorPrimitives.Max((ReadOnlySpan<float>)sums), sums);
        TensorPrimitives.SoftMax(sums, sums);
    }

    private protected override Value Link(Value sums) => sums.Softmax(1);

    private protected override TResult Visit<TResult>(IModelVisitor<TResult> visitor) => visitor.Visit(this);

    private protected override void SaveModel(ModelWriter writer) => Write(writer, Kind);
}
