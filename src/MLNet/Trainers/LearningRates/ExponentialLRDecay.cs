namespace Microsoft.ML.Trainers;

/// <summary>The learning rate is multiplied by <see cref="DecayRate"/> once in every <see cref="NumEpochsPerDecay"/> epochs.</summary>
public sealed class ExponentialLRDecay : LearningRateScheduler
{
    /// <summary>The first learning rate.</summary>
    public float LearningRate;

    /// <summary>The batch that the learning rate was last asked for, counted from the start.</summary>
    public int GlobalStep;

    /// <summary>The batches from one multiplication to the next, as of the last time that the learning rate was asked for.</summary>
    public int DecaySteps;

    /// <summary>The factor.</summary>
    public float DecayRate;

    /// <summary>True for a rate that falls in steps, false for one that falls a little with each batch.</summary>
    public bool Staircase;

    /// <summary>The epochs from one multiplication to the next.</summary>
    public float NumEpochsPerDecay;

    /// <summary>Makes the scheduler.</summary>
    /// <param name="learningRate">The first learning rate.</param>
    /// <param name="numEpochsPerDecay">The epochs from one multiplication to the next.</param>
    /// <param name="decayRate">The factor.</param>
    /// <param name="staircase">True for a rate that falls in steps, false for one that falls a little with each batch.</param>
    public ExponentialLRDecay(float learningRate = 0.01f, float numEpochsPerDecay = 2.0f, float decayRate = 0.94f, bool staircase = true)
    {
        LearningRate = learningRate;
        NumEpochsPerDecay = numEpochsPerDecay;
        DecayRate = decayRate;
        Staircase = staircase;
    }

    internal override float GetLearningRate(LearningStep step)
    {
        GlobalStep = (int)Math.Min(step.Global, int.MaxValue);
        DecaySteps = step.StepsOf(NumEpochsPerDecay);
        float power = (float)GlobalStep / DecaySteps;
        return LearningRate * MathF.Pow(DecayRate, Staircase ? MathF.Floor(power) : power);
    }
}
