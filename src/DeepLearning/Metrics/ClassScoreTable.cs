using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>The probabilities that a classifier gave to each class for test rows whose classes are known.</summary>
public sealed class ClassScoreTable
{
    private readonly int[] _truth;
    private readonly float[] _scores;

    /// <summary>Keeps probabilities.</summary>
    /// <param name="labels">The classes.</param>
    /// <param name="truth">The true class of each row, from 0.</param>
    /// <param name="scores">The probabilities of all classes, row after row.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a class or a probability makes no sense; the message names the row.</exception>
    public ClassScoreTable(IReadOnlyList<string> labels, int[] truth, float[] scores)
    {
        if (scores.Length != truth.Length * labels.Count)
            throw new ArgumentException($"{truth.Length} rows and {labels.Count} classes take {truth.Length * labels.Count} probabilities; there are {scores.Length}.", nameof(scores));
        for (int row = 0; row < truth.Length; row++)
        {
            if ((uint)truth[row] >= (uint)labels.Count) throw new ArgumentException($"Row {row}: class {truth[row]} is none of the {labels.Count} classes.", nameof(truth));
            foreach (float score in scores.AsSpan(row * labels.Count, labels.Count))
                if (!float.IsFinite(score)) throw new ArgumentException($"Row {row}: a probability is {score}. Look for infinite or missing numbers in the features, and in the network.", nameof(scores));
        }
        (Labels, _truth, _scores) = (labels, truth, scores);
    }

    /// <summary>The classes.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The number of rows.</summary>
    public int Count => _truth.Length;

    /// <summary>The true class of each row, from 0.</summary>
    public ReadOnlySpan<int> Truth => _truth;

    /// <summary>The probabilities of a row.</summary>
    public ReadOnlySpan<float> Scores(int row) => _scores.AsSpan(row * Labels.Count, Labels.Count);

    /// <summary>The class with the highest probability, the first where several have it.</summary>
    public int Predicted(int row)
    {
        ReadOnlySpan<float> scores = Scores(row);
        int best = 0;
        for (int c = 1; c < scores.Length; c++)
            if (scores[c] > scores[best]) best = c;
        return best;
    }

    /// <summary>Reads a multiclass model's results: the label is a key, the scores a vector in the order of its values.</summary>
    /// <exception cref="DatasetException">A column is missing or of another type, or a label is missing.</exception>
    public static ClassScoreTable Read(IDataView scored, string labelColumnName = "Label", string scoreColumnName = "Score")
    {
        IReadOnlyList<string> labels = RowReader.KeyLabels(scored.Schema, labelColumnName);
        int classes = RowReader.FeatureType(scored.Schema, scoreColumnName).Size;
        if (classes != labels.Count)
            throw new DatasetException($"Column '{scoreColumnName}' has {classes} scores, but label '{labelColumnName}' {labels.Count} values. Map the labels with the key data that the model was trained with.");
        List<int> truth = [];
        List<float> scores = [];
        DataViewSchema.Column label = scored.Schema[labelColumnName], score = scored.Schema[scoreColumnName];
        using DataViewRowCursor cursor = scored.GetRowCursor([label, score]);
        ValueGetter<uint> getLabel = cursor.GetGetter<uint>(label);
        ValueGetter<VBuffer<float>> getScore = cursor.GetGetter<VBuffer<float>>(score);
        uint key = 0;
        VBuffer<float> values = default;
        for (long row = 0; cursor.MoveNext(); row++)
        {
            getLabel(ref key);
            getScore(ref values);
            if (key == 0) throw new DatasetException($"Row {row}: the label in column '{labelColumnName}' is missing or unknown to the model. Filter such rows out.");
            truth.Add((int)key - 1);
            scores.AddRange(values.DenseValues());
        }
        return new ClassScoreTable(labels, [.. truth], [.. scores]);
    }

    /// <summary>Reads a binary model's results: the label is Boolean, the probability that of true.</summary>
    /// <param name="scored">The results.</param>
    /// <param name="labelColumnName">The label.</param>
    /// <param name="probabilityColumnName">The probability of true.</param>
    /// <param name="negative">What false is called.</param>
    /// <param name="positive">What true is called.</param>
    public static ClassScoreTable ReadBinary(IDataView scored, string labelColumnName = "Label", string probabilityColumnName = "Probability", string negative = "False", string positive = "True")
    {
        int[] truth = [.. scored.GetColumn<bool>(labelColumnName).Select(label => label ? 1 : 0)];
        return new ClassScoreTable([negative, positive], truth, [.. scored.GetColumn<float>(probabilityColumnName).SelectMany(p => new[] { 1 - p, p })]);
    }

    /// <summary>Truth and predictions alone, with the probability of each row's true class.</summary>
    public ClassOutcomes ToOutcomes() => new(Labels, _truth, [.. Enumerable.Range(0, Count).Select(Predicted)], [.. Enumerable.Range(0, Count).Select(row => (double)Scores(row)[_truth[row]])]);

    /// <summary>The part of the rows whose true class is among the <paramref name="k"/> likeliest; of equal probabilities the earlier class comes first.</summary>
    public double TopKAccuracy(int k)
    {
        int hits = 0;
        for (int row = 0; row < Count; row++)
        {
            ReadOnlySpan<float> scores = Scores(row);
            int better = 0, own = _truth[row];
            for (int c = 0; c < scores.Length; c++)
                if (scores[c] > scores[own] || scores[c] == scores[own] && c < own) better++;
            if (better < k) hits++;
        }
        return (double)hits / Count;
    }

    /// <summary>The Brier score (1950): the mean squared distance of the probabilities from 1 for the true class and 0 for all others; for two classes half of it, as is usual.</summary>
    public double BrierScore()
    {
        double sum = 0;
        for (int row = 0; row < Count; row++)
            for (int c = 0; c < Labels.Count; c++)
            {
                double miss = (c == _truth[row] ? 1 : 0) - Scores(row)[c];
                sum += miss * miss;
            }
        return sum / Count / (Labels.Count == 2 ? 2 : 1);
    }

    /// <summary>How probabilities and frequencies agree: of the second class for two classes, of the predicted class for more.</summary>
    public CalibrationCurve Calibration(int bins = 10)
    {
        var probabilities = new double[Count];
        var happened = new bool[Count];
        for (int row = 0; row < Count; row++)
        {
            int c = Labels.Count == 2 ? 1 : Predicted(row);
            (probabilities[row], happened[row]) = (Scores(row)[c], _truth[row] == c);
        }
        return CalibrationCurve.Of(probabilities, happened, bins);
    }

    /// <summary>The rows with the largest losses (-ln of the probability of the true class), largest first.</summary>
    public IReadOnlyList<(int Row, double Loss)> TopLosses(int count) => LargestLosses.Of(ToOutcomes().Losses(), count);
}
