namespace MlNetDeepLearning.DeepLearning;

/// <summary>What was predicted of test rows and what was true, and the figures that follow from it when rows count more than once or not at all.</summary>
public abstract class Outcomes
{
    /// <summary>The number of rows.</summary>
    public abstract int Count { get; }

    /// <summary>The names of the figures in the order of <see cref="Figures"/>.</summary>
    public abstract IReadOnlyList<string> FigureNames { get; }

    /// <summary>The figures with each row counted as often as its weight says.</summary>
    /// <param name="weights">A weight for each row; empty to count every row once.</param>
    public abstract double[] Figures(ReadOnlySpan<int> weights = default);

    /// <summary>The figures of all rows by name.</summary>
    public IReadOnlyDictionary<string, double> ToDictionary()
    {
        double[] figures = Figures();
        return FigureNames.Select((name, i) => (name, figures[i])).ToDictionary();
    }

    private protected static int Weight(ReadOnlySpan<int> weights, int row) => weights.IsEmpty ? 1 : weights[row];
}
