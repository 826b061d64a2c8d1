namespace Microsoft.ML.Data;

/// <summary>How well scores fit labels of two classes.</summary>
public class BinaryClassificationMetrics
{
    internal BinaryClassificationMetrics(BinaryEvaluation.Result result)
    {
        Accuracy = result.Accuracy;
        PositivePrecision = result.PositivePrecision;
        PositiveRecall = result.PositiveRecall;
        NegativePrecision = result.NegativePrecision;
        NegativeRecall = result.NegativeRecall;
        AreaUnderRocCurve = result.AreaUnderRocCurve;
        AreaUnderPrecisionRecallCurve = result.AreaUnderPrecisionRecallCurve;
        ConfusionMatrix = result.ConfusionMatrix;
    }

    /// <summary>The area under the ROC curve: how likely a positive row has a higher score than a negative one, ties counting half. NaN where one class is absent.</summary>
    public double AreaUnderRocCurve { get; }

    /// <summary>The share of rows on the right side of the score 0.</summary>
    public double Accuracy { get; }

    /// <summary>The share of rows with positive score that are positive; 0 where there are none.</summary>
    public double PositivePrecision { get; }

    /// <summary>The share of positive rows with positive score; 0 where there are none.</summary>
    public double PositiveRecall { get; }

    /// <summary>The share of rows without positive score that are negative; 0 where there are none.</summary>
    public double NegativePrecision { get; }

    /// <summary>The share of negative rows without positive score; 0 where there are none.</summary>
    public double NegativeRecall { get; }

    /// <summary>The harmonic mean of precision and recall of the positive class; NaN where both are 0.</summary>
    public double F1Score => 2 * PositivePrecision * PositiveRecall / (PositivePrecision + PositiveRecall);

    /// <summary>The area under the curve of precision over recall, by the lower trapezoids of Boyd, Eng and Page (2013).</summary>
    public double AreaUnderPrecisionRecallCurve { get; }

    /// <summary>The counts of both classes, the positive one first.</summary>
    public ConfusionMatrix ConfusionMatrix { get; }
}

/// <summary>How well scores and probabilities fit labels of two classes.</summary>
public sealed class CalibratedBinaryClassificationMetrics : BinaryClassificationMetrics
{
    internal CalibratedBinaryClassificationMetrics(BinaryEvaluation.Result result) : base(result)
    {
        LogLoss = result.LogLoss;
        LogLossReduction = result.LogLossReduction;
        Entropy = result.Entropy;
    }

    /// <summary>The mean of -log2 of the probability given to the true class.</summary>
    public double LogLoss { get; }

    /// <summary>(prior - loss) / prior, prior being the log-loss of always predicting the classes' shares.</summary>
    public double LogLossReduction { get; }

    /// <summary>The entropy of the classes' shares in bits: the log-loss of always predicting them.</summary>
    public double Entropy { get; }
}
