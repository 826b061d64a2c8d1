namespace Microsoft.ML.Data;

/// <summary>How well predicted numbers fit the labels.</summary>
public sealed class RegressionMetrics
{
    internal RegressionMetrics(double meanAbsoluteError, double meanSquaredError, double rSquared)
    {
        MeanAbsoluteError = meanAbsoluteError;
        MeanSquaredError = meanSquaredError;
        RSquared = rSquared;
    }

    /// <summary>The mean of |label - score|.</summary>
    public double MeanAbsoluteError { get; }

    /// <summary>The mean of (label - score)².</summary>
    public double MeanSquaredError { get; }

    /// <summary>The square root of <see cref="MeanSquaredError"/>.</summary>
    public double RootMeanSquaredError => Math.Sqrt(MeanSquaredError);

    /// <summary>The mean of the loss function, which is the squared error.</summary>
    public double LossFunction => MeanSquaredError;

    /// <summary>1 - squared error / variance of the labels: 1 is perfect, 0 no better than always predicting their mean.</summary>
    public double RSquared { get; }
}
