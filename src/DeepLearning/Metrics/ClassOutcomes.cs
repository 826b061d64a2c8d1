namespace MlNetDeepLearning.DeepLearning;

/// <summary>True and predicted classes of test rows, with the probabilities that were given.</summary>
public sealed class ClassOutcomes : Outcomes
{
    private const double LeastProbability = 1e-15;

    private readonly int[] _truth, _predicted;
    private readonly double[]? _labelProbabilities, _positive;
    private readonly int[]? _descending;

    /// <summary>Keeps outcomes.</summary>
    /// <param name="labels">The classes.</param>
    /// <param name="truth">The true class of each row, from 0.</param>
    /// <param name="predicted">The predicted class of each row, from 0.</param>
    /// <param name="labelProbabilities">The probability given to each row's true class; null where there are no probabilities.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a class is out of range.</exception>
    public ClassOutcomes(IReadOnlyList<string> labels, int[] truth, int[] predicted, double[]? labelProbabilities)
    {
        if (truth.Length != predicted.Length || (labelProbabilities?.Length ?? truth.Length) != truth.Length)
            throw new ArgumentException($"There are {truth.Length} true classes, {predicted.Length} predicted ones and {labelProbabilities?.Length} probabilities; one of each is needed for a row.");
        foreach (int c in truth.Concat(predicted))
            if ((uint)c >= (uint)labels.Count) throw new ArgumentException($"Class {c} is none of the {labels.Count} classes.");
        (Labels, _truth, _predicted, _labelProbabilities) = (labels, truth, predicted, labelProbabilities);
        if (labels.Count != 2 || labelProbabilities is null) return;
        _positive = [.. labelProbabilities.Select((p, row) => truth[row] == 1 ? p : 1 - p)];
        _descending = [.. Enumerable.Range(0, truth.Length).OrderByDescending(row => _positive[row])];
    }

    /// <summary>The classes.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The true class of each row, from 0.</summary>
    public ReadOnlySpan<int> Truth => _truth;

    /// <summary>The predicted class of each row, from 0.</summary>
    public ReadOnlySpan<int> Predicted => _predicted;

    /// <summary>The probability given to each row's true class; empty where there are none.</summary>
    public ReadOnlySpan<double> LabelProbabilities => _labelProbabilities;

    /// <inheritdoc/>
    public override int Count => _truth.Length;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FigureNames =>
    [
        "accuracy", "macroAccuracy", "macroPrecision", "macroRecall", "macroF1", "weightedF1", "matthewsCorrelation", "cohenKappa",
        .. Labels.Count == 2 ? ["precision", "recall", "f1"] : Array.Empty<string>(),
        .. _labelProbabilities is null ? Array.Empty<string>() : ["logLoss"],
        .. _positive is null ? Array.Empty<string>() : ["brierScore", "rocAuc", "averagePrecision"],
    ];

    /// <summary>Counts of rows by true class (first index) and predicted class.</summary>
    /// <param name="weights">How often each row counts; empty for once.</param>
    public double[][] Confusion(ReadOnlySpan<int> weights = default)
    {
        double[][] counts = [.. Labels.Select(_ => new double[Labels.Count])];
        for (int row = 0; row < _truth.Length; row++) counts[_truth[row]][_predicted[row]] += Weight(weights, row);
        return counts;
    }

    /// <inheritdoc/>
    public override double[] Figures(ReadOnlySpan<int> weights = default)
    {
        double[] hits = new double[Labels.Count], support = new double[Labels.Count], predicted = new double[Labels.Count];
        for (int row = 0; row < _truth.Length; row++)
        {
            int weight = Weight(weights, row);
            support[_truth[row]] += weight;
            predicted[_predicted[row]] += weight;
            if (_truth[row] == _predicted[row]) hits[_truth[row]] += weight;
        }
        var figures = ClassificationFigures.Of(Labels, hits, support, predicted);
        List<double> values = [figures.Accuracy, figures.BalancedAccuracy, figures.Macro.Precision, figures.Macro.Recall, figures.Macro.F1, figures.Weighted.F1,
            figures.MatthewsCorrelation, figures.CohenKappa];
        if (Labels.Count == 2) values.AddRange([figures.Classes[1].Precision, figures.Classes[1].Recall, figures.Classes[1].F1]);
        if (_labelProbabilities is not null) values.Add(LogLoss(weights));
        if (_positive is not null) values.AddRange([Brier(weights), RankedArea(weights), AveragePrecision(weights)]);
        return [.. values];
    }

    /// <summary>The loss of each row: -ln of the probability given to its true class.</summary>
    /// <exception cref="InvalidOperationException">There are no probabilities.</exception>
    public double[] Losses() => [.. (_labelProbabilities ?? throw new InvalidOperationException("There are no probabilities to take losses of.")).Select(Loss)];

    private static double Loss(double probability) => -Math.Log(Math.Clamp(probability, LeastProbability, 1));

    private double LogLoss(ReadOnlySpan<int> weights)
    {
        double sum = 0, total = 0;
        for (int row = 0; row < _truth.Length; row++)
        {
            sum += Weight(weights, row) * Loss(_labelProbabilities![row]);
            total += Weight(weights, row);
        }
        return sum / total;
    }

    private double Brier(ReadOnlySpan<int> weights)
    {
        double sum = 0, total = 0;
        for (int row = 0; row < _truth.Length; row++)
        {
            double miss = 1 - _labelProbabilities![row];
            sum += Weight(weights, row) * miss * miss;
            total += Weight(weights, row);
        }
        return sum / total;
    }

    // How likely a positive row stands above a negative one, ties counting half: the area under the ROC curve.
    private double RankedArea(ReadOnlySpan<int> weights)
    {
        double area = 0, positives = 0, negatives = 0;
        for (int i = 0; i < _descending!.Length;)
        {
            (double positive, double negative) = Tie(ref i, weights);
            area += negative * (positives + positive / 2);
            positives += positive;
            negatives += negative;
        }
        return area / (positives * negatives);
    }

    private double AveragePrecision(ReadOnlySpan<int> weights)
    {
        double sum = 0, positives = 0, seen = 0;
        for (int i = 0; i < _descending!.Length;)
        {
            (double positive, double negative) = Tie(ref i, weights);
            positives += positive;
            seen += positive + negative;
            if (positive > 0) sum += positive * positives / seen;
        }
        return sum / positives;
    }

    // The rows of the next probability, in falling order.
    private (double Positive, double Negative) Tie(ref int i, ReadOnlySpan<int> weights)
    {
        double positive = 0, negative = 0, score = _positive![_descending![i]];
        for (; i < _descending.Length && _positive[_descending[i]] == score; i++)
        {
            int row = _descending[i];
            if (_truth[row] == 1) positive += Weight(weights, row);
            else negative += Weight(weights, row);
        }
        return (positive, negative);
    }
}
