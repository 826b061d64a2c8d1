using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Training;

/// <summary>What a search for a learning rate saw.</summary>
/// <param name="Rates">The learning rate of each step, rising by a fixed factor.</param>
/// <param name="Losses">The loss at each step, smoothed over the steps before it.</param>
/// <param name="Suggestion">The learning rate at which the loss fell fastest: a good highest rate of a schedule.</param>
public sealed record LearningRateSearch(IReadOnlyList<float> Rates, IReadOnlyList<double> Losses, float Suggestion);

/// <summary>
/// Tries learning rates from small to large, one a step, until the loss runs away (Smith 2017). The network has the same parameters afterwards as
/// before.
/// </summary>
/// <param name="Lowest">The first learning rate.</param>
/// <param name="Highest">The last one, if the loss does not run away before.</param>
/// <param name="Steps">How many steps it takes from one to the other.</param>
public sealed record LearningRateFinder(float Lowest = 1e-6f, float Highest = 1, int Steps = 100)
{
    private const double Smoothing = 0.9, RunsAway = 4;

    /// <summary>Searches.</summary>
    /// <param name="network">The network.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="train">The samples; they are gone through again where they are too few.</param>
    /// <param name="options">Optimizer, batch size, factors of the learning rate and seed; the rest does not matter here.</param>
    /// <param name="cancellation">Stops between two steps; the network has its parameters back.</param>
    /// <exception cref="TrainingDivergedException">The loss is no number even at the lowest rates.</exception>
    public LearningRateSearch Run(Network network, Loss loss, IBatchSource train, TrainingOptions options, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Lowest);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Highest, Lowest);
        ArgumentOutOfRangeException.ThrowIfLessThan(Steps, 10);
        var saved = new ParameterCopy(network.Parameters);
        try
        {
            return Search(network, loss, train, options, cancellation);
        }
        finally
        {
            saved.PutBack();
        }
    }

    private LearningRateSearch Search(Network network, Loss loss, IBatchSource train, TrainingOptions options, CancellationToken cancellation)
    {
        var step = new TrainingStep(network, loss, options.Optimizer, train.Columns, options.Seed, learningRateFactors: options.LearningRateFactors);
        using var feeder = new BatchFeeder(train, new FeederOptions(options.BatchSize, Shuffle: true, DropLast: train.Count >= options.BatchSize, options.Seed, 0, 0, options.LoaderThreads));
        List<float> rates = [];
        List<double> losses = [];
        double mean = 0, lowest = double.MaxValue;
        for (int i = 0; i < Steps; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            float rate = (float)(Lowest * Math.Pow(Highest / (double)Lowest, i / (Steps - 1.0)));
            Batch batch = feeder.Take();
            double value = step.Run(batch.Tensors, rate);
            feeder.Return(batch);
            mean = Smoothing * mean + (1 - Smoothing) * value;
            double smooth = mean / (1 - Math.Pow(Smoothing, i + 1));
            if (!double.IsFinite(smooth) || (i > Steps / 10 && smooth > RunsAway * lowest)) break;
            lowest = Math.Min(lowest, smooth);
            rates.Add(rate);
            losses.Add(smooth);
        }
        return rates.Count >= 3
            ? new LearningRateSearch(rates, losses, Steepest(rates, losses))
            : throw new TrainingDivergedException(1, rates.Count + 1, rates.Count, mean, Lowest);
    }

    // Over a tenth of the steps, because single ones tell little; in the part before the lowest loss, because behind it the rate is too high.
    private float Steepest(List<float> rates, List<double> losses)
    {
        int span = Math.Max(1, Steps / 10), end = losses.IndexOf(losses.Min()), best = -1;
        double steepest = 0;
        for (int i = 0; i + span <= end; i++)
        {
            double fall = losses[i] - losses[i + span];
            if (fall > steepest) (steepest, best) = (fall, i);
        }
        return best < 0 ? rates[end] / 10 : rates[best + span / 2];
    }
}
