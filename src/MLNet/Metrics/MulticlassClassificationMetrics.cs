namespace Microsoft.ML.Data;

/// <summary>How well scores over several classes fit the labels.</summary>
public sealed class MulticlassClassificationMetrics
{
    internal MulticlassClassificationMetrics(ConfusionMatrix confusionMatrix, double micro, double macro, double logLoss, double logLossReduction,
        double[] perClassLogLoss, double[]? topK)
    {
        ConfusionMatrix = confusionMatrix;
        MicroAccuracy = micro;
        MacroAccuracy = macro;
        LogLoss = logLoss;
        LogLossReduction = logLossReduction;
        PerClassLogLoss = Array.AsReadOnly(perClassLogLoss);
        TopKPredictionCount = topK?.Length ?? 0;
        TopKAccuracy = topK is null ? 0 : topK[^1];
        TopKAccuracyForAllK = topK is null ? null! : Array.AsReadOnly(topK);
    }

    /// <summary>The mean of -ln p, p being the score of the true class, limited to 1e-15 to 1. Labels beyond the classes count with 1e-15.</summary>
    public double LogLoss { get; }

    /// <summary>(prior - loss) / prior, prior being the log-loss of always predicting the classes' shares: 1 is perfect, 0 no better than that.</summary>
    public double LogLossReduction { get; }

    /// <summary>The mean over the classes that occur of the share of their rows with the highest score at the true class.</summary>
    public double MacroAccuracy { get; }

    /// <summary>The share of rows with the highest score at the true class. Where scores are equal the first class wins.</summary>
    public double MicroAccuracy { get; }

    /// <summary>The share of rows whose true class is among the <see cref="TopKPredictionCount"/> highest scores; 0 where that is 0.</summary>
    public double TopKAccuracy { get; }

    /// <summary>The k of <see cref="TopKAccuracy"/>; 0 where none was asked for.</summary>
    public int TopKPredictionCount { get; }

    /// <summary>The top-k accuracy for each k from 1 to <see cref="TopKPredictionCount"/>; null where that is 0.</summary>
    public IReadOnlyList<double> TopKAccuracyForAllK { get; }

    /// <summary>The log-loss over the rows of each class; 0 for classes without rows.</summary>
    public IReadOnlyList<double> PerClassLogLoss { get; }

    /// <summary>How often rows of each class were taken for each class.</summary>
    public ConfusionMatrix ConfusionMatrix { get; }
}
