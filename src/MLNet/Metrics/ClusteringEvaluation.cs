using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Data;

/// <summary>Computes the metrics of clustering: in one pass over the data, and a second one where the features are given.</summary>
internal sealed class ClusteringEvaluation
{
    private readonly double[] _rows;
    private readonly double[][]? _sums;
    private readonly Dictionary<int, double[]> _classes = [];
    private double _count, _score;

    private ClusteringEvaluation(int clusters, int? features)
    {
        _rows = new double[clusters];
        if (features is { } size) _sums = [.. Enumerable.Range(0, clusters).Select(_ => new double[size])];
    }

    public static ClusteringMetrics Run(IHostEnvironment environment, IDataView data, string? labelName, string scoreName, string? featureName)
    {
        DataViewSchema.Column score = EvaluationColumns.Get(data, scoreName, "score");
        DataViewSchema.Column? label = labelName is null ? null : EvaluationColumns.Get(data, labelName, "label");
        DataViewSchema.Column? features = featureName is null ? null : EvaluationColumns.Get(data, featureName, "feature");
        if (score.Type is not VectorDataViewType { ItemType: NumberDataViewType item, Size: >= 1 and int clusters } || item != NumberDataViewType.Single)
            throw EvaluationColumns.Mismatch("score", score, "a vector of Single, one for each cluster");
        if (label is { } truth && truth.Type is not KeyDataViewType && truth.Type != NumberDataViewType.Single)
            throw EvaluationColumns.Mismatch("label", truth, "a key or Single");
        if (features is { } vector && (vector.Type is not VectorDataViewType { IsKnownSize: true } known || known.ItemType != NumberDataViewType.Single))
            throw EvaluationColumns.Mismatch("feature", vector, "a vector of Single of known size");

        ClusteringEvaluation evaluation = new(clusters, (features?.Type as VectorDataViewType)?.Size);
        long badScores = 0;
        evaluation.Pass(data, score, label, features, (int place, float lowest, int kind, in VBuffer<float> row) => evaluation.Add(place, lowest, kind, in row), () => badScores++);
        EvaluationColumns.WarnOfSkipped(environment, nameof(ClusteringCatalog), 0, badScores);
        double[] distances = new double[clusters];
        if (features is not null)
        {
            evaluation.Divide();
            evaluation.Pass(data, score, null, features, (int place, float _, int _, in VBuffer<float> row) => distances[place] += evaluation.Distance(place, in row), static () => { });
        }
        return new ClusteringMetrics(evaluation.MutualInformation(), evaluation._score / evaluation._count, features is null ? 0 : evaluation.DaviesBouldin(distances));
    }

    private delegate void Take(int cluster, float score, int label, in VBuffer<float> features);

    private void Pass(IDataView data, DataViewSchema.Column score, DataViewSchema.Column? label, DataViewSchema.Column? features, Take take, Action bad)
    {
        List<DataViewSchema.Column> columns = [score];
        if (label is { } first) columns.Add(first);
        if (features is { } second) columns.Add(second);
        using DataViewRowCursor cursor = data.GetRowCursor(columns);
        ValueGetter<VBuffer<float>> getScores = cursor.GetGetter<VBuffer<float>>(score);
        Func<float> getLabel = label is { } truth ? EvaluationColumns.Label(cursor, truth) : static () => 0;
        ValueGetter<VBuffer<float>>? getFeatures = features is { } vector ? cursor.GetGetter<VBuffer<float>>(vector) : null;
        VBuffer<float> scores = default, row = default;
        float[] dense = new float[_rows.Length];
        while (cursor.MoveNext())
        {
            getScores(ref scores);
            if (scores.Length != dense.Length) throw new InvalidOperationException($"Row {cursor.Position}: there are {scores.Length} scores for {dense.Length} clusters.");
            scores.CopyTo(dense);
            if (dense.Any(one => !float.IsFinite(one)))
            {
                bad();
                continue;
            }
            getFeatures?.Invoke(ref row);
            int nearest = 0;
            for (int i = 1; i < dense.Length; i++)
                if (dense[i] < dense[nearest]) nearest = i;
            float value = getLabel();
            take(nearest, dense[nearest], float.IsNaN(value) ? 0 : (int)value, in row);
        }
    }

    private void Add(int cluster, float score, int label, in VBuffer<float> features)
    {
        _count++;
        _score += score;
        _rows[cluster]++;
        if (!_classes.TryGetValue(label, out double[]? counts)) _classes[label] = counts = new double[_rows.Length];
        counts[cluster]++;
        if (_sums is not null) new FeatureVector(in features).AddTo(_sums[cluster], 1);
    }

    private void Divide()
    {
        for (int i = 0; i < _rows.Length; i++)
            for (int j = 0; j < _sums![i].Length && _rows[i] > 0; j++) _sums[i][j] /= _rows[i];
    }

    private double Distance(int cluster, in VBuffer<float> features)
    {
        double[] off = [.. _sums![cluster].Select(mean => -mean)];
        new FeatureVector(in features).AddTo(off, 1);
        return Norm(off);
    }

    private double MutualInformation()
    {
        if (_classes.Count < 2) return double.NaN;
        double information = 0, entropy = 0;
        foreach (double[] counts in _classes.OrderBy(pair => pair.Key).Select(pair => pair.Value))
        {
            double share = counts.Sum() / _count;
            entropy -= share * Math.Log(share);
            for (int i = 0; i < counts.Length; i++)
                if (counts[i] > 0) information += counts[i] / _count * Math.Log(counts[i] / (share * _rows[i]));
        }
        return information / entropy;
    }

    private double DaviesBouldin(double[] distances)
    {
        double sum = 0;
        for (int i = 0; i < _rows.Length; i++)
        {
            if (_rows[i] == 0) continue;
            double worst = 0;
            for (int j = 0; j < _rows.Length; j++)
                if (j != i && _rows[j] > 0)
                    worst = Math.Max(worst, (distances[i] / _rows[i] + distances[j] / _rows[j]) / Norm([.. _sums![i].Zip(_sums[j], (a, b) => a - b)]));
            sum += worst;
        }
        return sum / _rows.Length;
    }

    private static double Norm(double[] vector) => Math.Sqrt(vector.Sum(value => value * value));
}
