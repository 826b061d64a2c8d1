namespace MlNetDeepLearning.DeepLearning;

/// <summary>Finds the rows that a model did worst on.</summary>
public static class LargestLosses
{
    /// <summary>The rows with the largest losses, largest first; of equal ones the earlier row comes first. Losses that are not numbers count as the largest.</summary>
    public static IReadOnlyList<(int Row, double Loss)> Of(IReadOnlyList<double> losses, int count) =>
        [.. losses.Select((loss, row) => (row, loss)).OrderByDescending(l => double.IsNaN(l.loss) ? double.PositiveInfinity : l.loss).ThenBy(l => l.row).Take(count)];
}
