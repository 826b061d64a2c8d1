namespace MlNetDeepLearning.DeepLearning;

/// <summary>True and predicted numbers of test rows.</summary>
public sealed class NumberOutcomes : Outcomes
{
    private readonly double[] _truth, _predicted;

    /// <summary>Keeps outcomes.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public NumberOutcomes(double[] truth, double[] predicted)
    {
        if (truth.Length != predicted.Length) throw new ArgumentException($"There are {truth.Length} true numbers and {predicted.Length} predicted ones; one of each is needed for a row.");
        (_truth, _predicted) = (truth, predicted);
    }

    /// <summary>The true numbers.</summary>
    public ReadOnlySpan<double> Truth => _truth;

    /// <summary>The predicted numbers.</summary>
    public ReadOnlySpan<double> Predicted => _predicted;

    /// <inheritdoc/>
    public override int Count => _truth.Length;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FigureNames { get; } = ["rSquared", "rootMeanSquaredError", "meanAbsoluteError", "meanAbsolutePercentageError", "symmetricPercentageError", "meanError"];

    /// <summary>True minus predicted, row by row.</summary>
    public double[] Residuals() => [.. _truth.Zip(_predicted, (t, p) => t - p)];

    /// <inheritdoc/>
    public override double[] Figures(ReadOnlySpan<int> weights = default)
    {
        RegressionFigures figures = RegressionFigures.Of(_truth, _predicted, weights);
        return [figures.RSquared, figures.RootMeanSquaredError, figures.MeanAbsoluteError, figures.MeanAbsolutePercentageError, figures.SymmetricPercentageError, figures.MeanError];
    }
}
