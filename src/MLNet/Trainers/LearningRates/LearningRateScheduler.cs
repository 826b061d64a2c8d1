namespace Microsoft.ML.Trainers;

/// <summary>Where a training is: what a learning rate may depend on.</summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Batch">The batch in the epoch, from 0.</param>
/// <param name="BatchSize">The examples of a batch.</param>
/// <param name="BatchesPerEpoch">The whole batches of an epoch, at least 1.</param>
internal readonly record struct LearningStep(int Epoch, int Batch, int BatchSize, int BatchesPerEpoch)
{
    /// <summary>The batches before this one.</summary>
    public long Global => (long)Epoch * BatchesPerEpoch + Batch;

    /// <summary>The batches in a number of epochs, at least 1.</summary>
    public int StepsOf(float epochs) => (int)Math.Clamp((double)BatchesPerEpoch * epochs, 1, int.MaxValue);
}

/// <summary>Gives the learning rate of each batch. The rate is the scheduler's own; a trainer that has one does not heed its own learning rate.</summary>
public abstract class LearningRateScheduler
{
    internal LearningRateScheduler() { }

    internal abstract float GetLearningRate(LearningStep step);
}
