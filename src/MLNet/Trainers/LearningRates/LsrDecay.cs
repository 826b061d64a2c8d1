namespace Microsoft.ML.Trainers;

/// <summary>
/// Linear scaling (Goyal et al. 2017) with steps: the base rate, given for batches of 128, times batch size / 128, times a factor that depends on the epoch.
/// </summary>
public sealed class LsrDecay : LearningRateScheduler
{
    private const int BatchSizeOfBase = 128;

    private static readonly LearningRateSchedulerItem[] Usual = [new(182, 0.0001f), new(136, 0.01f), new(91, 0.1f), new(0, 1.0f)];

    private readonly IReadOnlyList<LearningRateSchedulerItem> _schedule;

    /// <summary>The learning rate for batches of 128 examples.</summary>
    public readonly float BaseLearningRate;

    /// <summary>Makes a scheduler with the factors 0.1 from epoch 91, 0.01 from epoch 136 and 0.0001 from epoch 182.</summary>
    /// <param name="baseLearningRate">The learning rate for batches of 128 examples.</param>
    public LsrDecay(float baseLearningRate = 0.1f) : this(Usual, baseLearningRate) { }

    /// <summary>Makes a scheduler with factors of one's own.</summary>
    /// <param name="lrschedule">The factors, the latest epoch first: the first of them whose epoch has come counts.</param>
    /// <param name="baseLearningRate">The learning rate for batches of 128 examples.</param>
    public LsrDecay(IReadOnlyList<LearningRateSchedulerItem> lrschedule, float baseLearningRate = 0.1f)
    {
        ArgumentNullException.ThrowIfNull(lrschedule);
        _schedule = lrschedule;
        BaseLearningRate = baseLearningRate;
    }

    internal override float GetLearningRate(LearningStep step)
    {
        float factor = 1;
        foreach (LearningRateSchedulerItem item in _schedule)
        {
            if (step.Epoch < item.Epoch) continue;
            factor = item.ScalingFactor;
            break;
        }
        return BaseLearningRate * step.BatchSize / BatchSizeOfBase * factor;
    }

    /// <summary>A factor of the learning rate from an epoch on.</summary>
    public readonly struct LearningRateSchedulerItem
    {
        /// <summary>The epoch.</summary>
        public readonly int Epoch;

        /// <summary>The factor.</summary>
        public readonly float ScalingFactor;

        /// <summary>Makes the factor.</summary>
        /// <param name="epoch">The epoch.</param>
        /// <param name="scalingfactor">The factor.</param>
        public LearningRateSchedulerItem(int epoch, float scalingfactor)
        {
            Epoch = epoch;
            ScalingFactor = scalingfactor;
        }
    }
}
