using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Computes the metrics of multiclass classification in one pass over the data.</summary>
internal sealed class MulticlassEvaluation
{
    // The smallest probability a class is given, so that one sure mistake does not make the mean infinite.
    private const float Epsilon = 1e-15f;

    private readonly double[][] _counts;
    private readonly double[] _classRows;
    private readonly double[] _classLoss;
    private readonly double[] _ranked;
    private double _rows;
    private double _correct;
    private double _loss;

    private MulticlassEvaluation(int classes, int topK)
    {
        _counts = [.. Enumerable.Range(0, classes).Select(_ => new double[classes])];
        _classRows = new double[classes];
        _classLoss = new double[classes];
        _ranked = new double[topK];
    }

    public static MulticlassClassificationMetrics Run(IHostEnvironment environment, IDataView data, string labelName, string scoreName, int topK)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(topK);
        DataViewSchema.Column label = EvaluationColumns.Get(data, labelName, "label"), score = EvaluationColumns.Get(data, scoreName, "score");
        if (label.Type is not KeyDataViewType && label.Type != NumberDataViewType.Single)
            throw EvaluationColumns.Mismatch("label", label, "a key (MapValueToKey makes one) or Single");
        if (score.Type is not VectorDataViewType { ItemType: NumberDataViewType item, Size: >= 2 and int classes } || item != NumberDataViewType.Single)
            throw EvaluationColumns.Mismatch("score", score, "a vector of two or more Single, one for each class");

        MulticlassEvaluation evaluation = new(classes, topK);
        long unlabeled = 0, badScores = 0, unseen = 0;
        using (DataViewRowCursor cursor = data.GetRowCursor([label, score]))
        {
            Func<float> getLabel = EvaluationColumns.Label(cursor, label);
            ValueGetter<VBuffer<float>> getScores = cursor.GetGetter<VBuffer<float>>(score);
            VBuffer<float> vector = default;
            float[] scores = new float[classes];
            while (cursor.MoveNext())
            {
                float value = getLabel();
                if (!(value >= 0) || value != (int)value)
                {
                    unlabeled++;
                    continue;
                }
                getScores(ref vector);
                if (vector.Length != classes) throw new InvalidOperationException($"Row {cursor.Position}: there are {vector.Length} scores for {classes} classes.");
                vector.CopyTo(scores);
                if (scores.Any(one => !float.IsFinite(one)))
                {
                    badScores++;
                    continue;
                }
                if (value >= classes) unseen++;
                evaluation.Add((int)value, scores);
            }
        }
        EvaluationColumns.WarnOfSkipped(environment, nameof(MulticlassClassificationCatalog), unlabeled, badScores);
        if (unseen > 0) environment.Warn(nameof(MulticlassClassificationCatalog), $"{unseen} rows are of classes that have no score; they count as wrong with the highest loss.");
        return evaluation.Metrics(ClassNames(label, score, classes));
    }

    private void Add(int label, float[] scores)
    {
        int predicted = 0;
        for (int i = 1; i < scores.Length; i++)
            if (scores[i] > scores[predicted]) predicted = i;
        _rows++;
        bool known = label < scores.Length;
        double loss = -Math.Log(known ? Math.Min(1, Math.Max(Epsilon, scores[label])) : Epsilon);
        _loss += loss;
        if (!known) return;
        _classRows[label]++;
        _classLoss[label] += loss;
        _counts[label][predicted]++;
        if (predicted == label) _correct++;
        if (_ranked.Length == 0) return;
        int rank = 0;
        for (int i = 0; i < scores.Length; i++)
            if (scores[i] > scores[label] || scores[i] == scores[label] && i < label) rank++;
        if (rank < _ranked.Length) _ranked[rank]++;
    }

    private MulticlassClassificationMetrics Metrics(string[] names)
    {
        int classes = _classRows.Length;
        double[] recall = new double[classes], precision = new double[classes], perClassLoss = new double[classes];
        double macro = 0, entropy = 0;
        int occurring = 0;
        for (int i = 0; i < classes; i++)
        {
            double predicted = _counts.Sum(row => row[i]);
            precision[i] = predicted > 0 ? _counts[i][i] / predicted : 0;
            if (_classRows[i] == 0) continue;
            occurring++;
            recall[i] = _counts[i][i] / _classRows[i];
            perClassLoss[i] = _classLoss[i] / _classRows[i];
            macro += recall[i];
            entropy -= _classRows[i] / _rows * Math.Log(_classRows[i] / _rows);
        }
        double logLoss = _rows > 0 ? _loss / _rows : 0;
        double seen = 0;
        double[]? topK = _ranked.Length == 0 ? null : [.. _ranked.Select(count => _rows > 0 ? (seen += count) / _rows : 0)];
        return new MulticlassClassificationMetrics(new ConfusionMatrix(_counts, precision, recall, names, binary: false), _rows > 0 ? _correct / _rows : 0,
            occurring > 0 ? macro / occurring : 0, logLoss, (entropy - logLoss) / entropy, perClassLoss, topK);
    }

    private static string[] ClassNames(DataViewSchema.Column label, DataViewSchema.Column score, int classes)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        if (score.HasSlotNames()) score.GetSlotNames(ref names);
        else if (label.HasKeyValues()) label.GetKeyValues(ref names);
        return names.Length == classes ? [.. names.DenseValues().Select(name => name.ToString())] : [.. Enumerable.Range(0, classes).Select(i => i.ToString())];
    }
}
