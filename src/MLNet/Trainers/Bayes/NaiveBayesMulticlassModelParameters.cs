using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Trainers;

/// <summary>
/// How often each feature is above 0 in each class. A score is the logarithm of the class's share and of the shares of its features, counted with one more and divided by
/// the class's rows and the number of classes.
/// </summary>
public sealed class NaiveBayesMulticlassModelParameters : ModelParametersBase<VBuffer<float>>, IVectorModel, IOnnxModel
{
    internal const string Kind = "NaiveBayesModel";

    private readonly long[] _labels;
    private readonly long[][] _counts;
    private readonly double[] _absent;
    private readonly double[][] _gains;

    internal NaiveBayesMulticlassModelParameters(long[] labels, long[][] counts)
    {
        _labels = labels;
        _counts = counts;
        double total = labels.Sum();
        _absent = new double[labels.Length];
        _gains = new double[labels.Length][];
        for (int label = 0; label < labels.Length; label++)
        {
            double rows = labels[label], scale = Math.Log(rows + labels.Length), absent = Math.Log(rows / total);
            double[] gains = _gains[label] = new double[counts[label].Length];
            for (int i = 0; i < gains.Length; i++)
            {
                double without = Math.Log(rows - counts[label][i] + 1);
                absent += without - scale;
                gains[i] = Math.Log(counts[label][i] + 1) - without;
            }
            _absent[label] = absent;
        }
    }

    int IModelParameters.FeatureCount => _counts[0].Length;

    int IVectorModel.ScoreCount => _labels.Length;

    /// <summary>Is no longer of use: the counts may be beyond 32 bits.</summary>
    [Obsolete("The counts may be beyond 32 bits: use GetLabelHistogramLong.", true)]
    public IReadOnlyList<int> GetLabelHistogram() => Array.ConvertAll(_labels, count => (int)count);

    /// <summary>The number of rows of each class.</summary>
    public IReadOnlyList<long> GetLabelHistogramLong() => Array.AsReadOnly(_labels);

    /// <summary>Is no longer of use: the counts may be beyond 32 bits.</summary>
    [Obsolete("The counts may be beyond 32 bits: use GetFeatureHistogramLong.", true)]
    public IReadOnlyList<IReadOnlyList<int>> GetFeatureHistogram() => Array.ConvertAll(_counts, row => Array.ConvertAll(row, count => (int)count));

    /// <summary>For each class the number of its rows in which each feature is above 0.</summary>
    public IReadOnlyList<IReadOnlyList<long>> GetFeatureHistogramLong() => _counts;

    internal static NaiveBayesMulticlassModelParameters Load(ModelReader reader)
    {
        long[][] counts = [.. reader.Children("classes").Select(one => one.Guard(() => ValueFormat.ReadAll<long>(one.Node("features"))))];
        long[] labels = [.. reader.Children("classes").Select(one => one.Long("rows"))];
        if (labels.Length == 0 || counts.Any(row => row.Length != counts[0].Length) || labels.Sum() <= 0
            || labels.Zip(counts).Any(pair => pair.First < 0 || pair.Second.Any(count => count < 0 || count > pair.First)))
            throw reader.Invalid("the counts do not go together");
        return new NaiveBayesMulticlassModelParameters(labels, counts);
    }

    void IVectorModel.Score(in VBuffer<float> features, Span<float> scores)
    {
        FeatureVector vector = new(in features);
        for (int label = 0; label < scores.Length; label++)
        {
            double sum = _absent[label];
            for (int i = 0; i < vector.Values.Length; i++)
                if (vector.Values[i] > 0) sum += _gains[label][vector.IsDense ? i : vector.Indices[i]];
            scores[label] = (float)sum;
        }
    }

    Value IOnnxModel.ToOnnx(Value features)
        => OnnxScores.Linear(features.Greater(features.Like(0)).Cast(ElementType.Float32), [.. _gains.SelectMany(row => row).Select(gain => (float)gain)],
            [.. _absent.Select(score => (float)score)]);

    TResult IModelParameters.Accept<TResult>(IModelVisitor<TResult> visitor) => visitor.Visit(this);

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Items("classes", _labels.Length, (one, label) =>
        {
            one.Set("rows", _labels[label]);
            one.Set("features", new JsonArray([.. _counts[label].Select(count => (JsonNode)count)]));
        });
    }
}
