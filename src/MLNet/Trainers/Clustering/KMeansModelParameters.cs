using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Trainers;

/// <summary>The means of clusters. The scores are squared distances from them.</summary>
public sealed class KMeansModelParameters : ModelParametersBase<VBuffer<float>>, IVectorModel, IOnnxModel
{
    internal const string Kind = "KMeansModel";

    private readonly float[][] _centroids;
    private readonly float[] _norms;

    internal KMeansModelParameters(float[][] centroids)
    {
        _centroids = centroids;
        _norms = [.. centroids.Select(centroid => TensorPrimitives.SumOfSquares<float>(centroid))];
    }

    int IModelParameters.FeatureCount => _centroids[0].Length;

    int IVectorModel.ScoreCount => _centroids.Length;

    /// <summary>The means.</summary>
    /// <param name="centroids">Receives a vector for each cluster; an array that is long enough is used again.</param>
    /// <param name="k">The number of clusters.</param>
    public void GetClusterCentroids(ref VBuffer<float>[] centroids, out int k)
    {
        k = _centroids.Length;
        if (centroids is null || centroids.Length < k) Array.Resize(ref centroids, k);
        for (int i = 0; i < k; i++) VBuffer<float>.Copy(_centroids[i], 0, ref centroids[i], _centroids[i].Length);
    }

    internal static KMeansModelParameters Load(ModelReader reader)
    {
        float[][] centroids = [.. reader.Children("clusters").Select(one => one.Floats("mean"))];
        if (centroids.Length == 0 || centroids.Any(centroid => centroid.Length == 0 || centroid.Length != centroids[0].Length)) throw reader.Invalid("the means do not go together");
        return new KMeansModelParameters(centroids);
    }

    void IVectorModel.Score(in VBuffer<float> features, Span<float> scores)
    {
        FeatureVector vector = new(in features);
        float norm = vector.NormSquared;
        for (int i = 0; i < scores.Length; i++) scores[i] = norm - 2 * vector.Dot(_centroids[i]) + _norms[i];
    }

    Value IOnnxModel.ToOnnx(Value features)
        => features.ReduceSumSquare(new[] { 1 }) + OnnxScores.Linear(features, [.. _centroids.SelectMany(centroid => centroid).Select(value => -2 * value)], _norms);

    TResult IModelParameters.Accept<TResult>(IModelVisitor<TResult> visitor) => visitor.Visit(this);

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Items("clusters", _centroids.Length, (one, i) => one.Floats("mean", _centroids[i]));
    }
}
