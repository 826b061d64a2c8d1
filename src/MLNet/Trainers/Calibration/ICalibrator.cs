namespace Microsoft.ML.Calibrators;

/// <summary>Turns scores into probabilities.</summary>
public interface ICalibrator
{
    /// <summary>The probability of the positive class where the score is <paramref name="output"/>.</summary>
    float PredictProbability(float output);
}
