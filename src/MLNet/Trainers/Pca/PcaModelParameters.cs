using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Trainers;

/// <summary>The directions in which usual rows differ. The score is the share of a row's distance from the mean that they do not explain, from 0 to 1.</summary>
public sealed class PcaModelParameters : ModelParametersBase<float>, IScalarModel
{
    internal const string Kind = "PcaModel";

    private readonly float[][] _vectors;
    private readonly float[]? _mean;
    private readonly float[] _projectedMean;
    private readonly int _features;
    private readonly float _meanNorm;

    internal PcaModelParameters(float[][] vectors, float[]? mean, int features = 0)
    {
        _vectors = vectors;
        _mean = mean;
        _features = mean?.Length ?? (vectors.Length > 0 ? vectors[0].Length : features);
        _projectedMean = [.. vectors.Select(vector => mean is null ? 0 : TensorPrimitives.Dot<float>(vector, mean))];
        _meanNorm = mean is null ? 0 : TensorPrimitives.SumOfSquares<float>(mean);
    }

    int IModelParameters.FeatureCount => _features;

    /// <summary>The directions, the one with the largest variance first.</summary>
    /// <param name="vectors">Receives the directions; an array that is long enough is used again.</param>
    /// <param name="rank">The number of directions.</param>
    public void GetEigenVectors(ref VBuffer<float>[] vectors, out int rank)
    {
        rank = _vectors.Length;
        if (vectors is null || vectors.Length < rank) Array.Resize(ref vectors, rank);
        for (int i = 0; i < rank; i++) VBuffer<float>.Copy(_vectors[i], 0, ref vectors[i], _features);
    }

    /// <summary>The mean of the training data; 0 where it was not taken off.</summary>
    public void GetMean(ref VBuffer<float> mean) => VBuffer<float>.Copy(_mean ?? new float[_features], 0, ref mean, _features);

    internal static PcaModelParameters Load(ModelReader reader)
    {
        int features = reader.Int("features");
        if (features < 1) throw reader.Invalid("there are no features");
        return new PcaModelParameters([.. reader.Children("directions").Select(one => one.Floats("vector", features))], reader.Has("mean") ? reader.Floats("mean", features) : null, features);
    }

    float IScalarModel.Score(in VBuffer<float> features)
    {
        FeatureVector vector = new(in features);
        float all = vector.NormSquared + (_mean is null ? 0 : _meanNorm - 2 * vector.Dot(_mean)), explained = 0;
        if (!(all > 0)) return float.IsNaN(all) ? float.NaN : 0;
        for (int i = 0; i < _vectors.Length; i++)
        {
            float part = vector.Dot(_vectors[i]) - _projectedMean[i];
            explained += part * part;
        }
        return MathF.Sqrt(Math.Max(0, all - explained) / all);
    }

    TResult IModelParameters.Accept<TResult>(IModelVisitor<TResult> visitor) => visitor.Visit(this);

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Set("features", _features);
        writer.Items("directions", _vectors.Length, (one, i) => one.Floats("vector", _vectors[i]));
        if (_mean is not null) writer.Floats("mean", _mean);
    }
}
