namespace MlNetDeepLearning.DeepLearning;

/// <summary>
/// McNemar's test (1947) of whether two classifiers, tested on the same rows, are wrong equally often: the exact, two-sided binomial one on the rows
/// that just one of them has right.
/// </summary>
/// <param name="OnlyFirst">Rows that only the first has right.</param>
/// <param name="OnlySecond">Rows that only the second has right.</param>
/// <param name="PValue">How likely so uneven a split, or one more so, is if both are equally good.</param>
public readonly record struct McNemarTest(int OnlyFirst, int OnlySecond, double PValue)
{
    /// <summary>Compares two models' outcomes on the same rows.</summary>
    /// <exception cref="ArgumentException">The rows or their true classes differ.</exception>
    public static McNemarTest Of(ClassOutcomes first, ClassOutcomes second)
    {
        if (first.Count != second.Count) throw new ArgumentException($"One model was tested on {first.Count} rows, the other on {second.Count}; the same rows are needed.", nameof(second));
        int onlyFirst = 0, onlySecond = 0;
        for (int row = 0; row < first.Count; row++)
        {
            string truth = first.Labels[first.Truth[row]];
            if (truth != second.Labels[second.Truth[row]]) throw new ArgumentException($"Row {row} is '{truth}' for one model and '{second.Labels[second.Truth[row]]}' for the other; the same rows are needed.", nameof(second));
            bool left = first.Predicted[row] == first.Truth[row], right = second.Predicted[row] == second.Truth[row];
            if (left && !right) onlyFirst++;
            if (right && !left) onlySecond++;
        }
        return Of(onlyFirst, onlySecond);
    }

    /// <summary>The test on the numbers of rows that only one of two has right.</summary>
    public static McNemarTest Of(int onlyFirst, int onlySecond)
    {
        int n = onlyFirst + onlySecond, k = Math.Min(onlyFirst, onlySecond);
        // Terms of the binomial distribution by their logarithms: 2^-n is below all doubles from n = 1,075 on.
        double term = -n * Math.Log(2), sum = Math.Exp(term);
        for (int i = 1; i <= k; i++)
        {
            term += Math.Log((double)(n - i + 1) / i);
            sum += Math.Exp(term);
        }
        return new McNemarTest(onlyFirst, onlySecond, Math.Min(1, 2 * sum));
    }
}
