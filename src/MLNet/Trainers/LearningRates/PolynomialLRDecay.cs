namespace Microsoft.ML.Trainers;

/// <summary>The learning rate goes from <see cref="LearningRate"/> to <see cref="EndLearningRate"/> along a power of the progress in <see cref="NumEpochsPerDecay"/> epochs.</summary>
public sealed class PolynomialLRDecay : LearningRateScheduler
{
    /// <summary>The first learning rate.</summary>
    public readonly float LearningRate;

    /// <summary>The last learning rate.</summary>
    public readonly float EndLearningRate;

    /// <summary>The power; 1 is a line.</summary>
    public readonly float Power;

    /// <summary>What follows the last epoch of the decay: true to go up and down again with a longer period, false to stay at the end.</summary>
    public readonly bool Cycle;

    /// <summary>The epochs from the first to the last rate.</summary>
    public readonly float NumEpochsPerDecay;

    /// <summary>Makes the scheduler.</summary>
    /// <param name="learningRate">The first learning rate.</param>
    /// <param name="numEpochsPerDecay">The epochs from the first to the last rate.</param>
    /// <param name="endLearningRate">The last learning rate.</param>
    /// <param name="power">The power; 1 is a line.</param>
    /// <param name="cycle">What follows the last epoch of the decay: true to go up and down again with a longer period, false to stay at the end.</param>
    public PolynomialLRDecay(float learningRate = 0.01f, float numEpochsPerDecay = 2.0f, float endLearningRate = 0.0001f, float power = 1.0f, bool cycle = false)
    {
        LearningRate = learningRate;
        NumEpochsPerDecay = numEpochsPerDecay;
        EndLearningRate = endLearningRate;
        Power = power;
        Cycle = cycle;
    }

    internal override float GetLearningRate(LearningStep step)
    {
        double period = step.StepsOf(NumEpochsPerDecay), done = step.Global;
        double span = Cycle ? period * Math.Max(1, Math.Ceiling(done / period)) : period;
        return (float)((LearningRate - EndLearningRate) * Math.Pow(1 - Math.Min(done, span) / span, Power) + EndLearningRate);
    }
}
