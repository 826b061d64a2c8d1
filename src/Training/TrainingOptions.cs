namespace MlNetDeepLearning.Training;

/// <summary>How a <see cref="Trainer"/> trains.</summary>
/// <param name="Epochs">How many times all samples are gone through.</param>
/// <param name="BatchSize">The samples of each step.</param>
/// <param name="Seed">Determines the order of samples, dropout and whatever else is random. The same seed gives the same bits on any number of threads.</param>
public sealed record TrainingOptions(int Epochs = 10, int BatchSize = 32, ulong Seed = 0)
{
    /// <summary>How gradients change parameters.</summary>
    public Optimizer Optimizer { get; init; } = new Adam();

    /// <summary>How the learning rate changes.</summary>
    public LearningRateSchedule Schedule { get; init; } = new ConstantSchedule();

    /// <summary>
    /// What the learning rate is multiplied by for some parameters, by name; 1 for all others. Layers that were trained before change less than a new head
    /// (Howard and Ruder 2018). What shall not change at all is made not trainable instead.
    /// </summary>
    public IReadOnlyDictionary<string, float>? LearningRateFactors { get; init; }

    /// <summary>Figures beside the loss; null for the loss's own.</summary>
    public IReadOnlyList<Metric>? Metrics { get; init; }

    /// <summary>Whether samples come in a new random order in each epoch.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Whether a last batch with fewer samples is left out.</summary>
    public bool DropLast { get; init; }

    /// <summary>
    /// The figure that early stopping, best-model keeping and <see cref="ReduceOnPlateau"/> watch: <c>validation loss</c>, <c>validation accuracy</c> (or
    /// another metric), <c>loss</c>, <c>accuracy</c>. Without validation data the figure of the training data stands in.
    /// </summary>
    public string Monitor { get; init; } = "validation loss";

    /// <summary>When to stop before the last epoch; null for never.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>Whether the parameters of the best epoch are put back at the end; only with validation data.</summary>
    public bool KeepBest { get; init; } = true;

    /// <summary>Where and when progress is saved; null for never.</summary>
    public CheckpointOptions? Checkpoint { get; init; }

    /// <summary>
    /// With a decay of 0.999, say, validation and the final network use a running mean of the parameters over the last thousand steps or so (Polyak
    /// averaging), which is often more accurate; 0 for not.
    /// </summary>
    public double AverageDecay { get; init; }

    /// <summary>How many batches' gradients are summed up for each step of the optimizer, for batches that do not fit memory at once.</summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>The samples of each step of validation; 0 for <see cref="BatchSize"/>, at least 128.</summary>
    public int ValidationBatchSize { get; init; }

    /// <summary>The threads that fill batches ahead, beside those that compute.</summary>
    public int LoaderThreads { get; init; } = 1;

    /// <summary>Who is told of progress.</summary>
    public IReadOnlyList<ITrainingCallback> Callbacks { get; init; } = [];
}

/// <summary>Stops training when the monitored figure has not improved for a while.</summary>
/// <param name="Patience">How many epochs without improvement are waited for.</param>
/// <param name="MinimumDelta">How much better counts as an improvement.</param>
public sealed record EarlyStopping(int Patience = 5, double MinimumDelta = 0);

/// <summary>Where and when progress is saved, so that an interrupted training goes on as if nothing had happened, bit for bit.</summary>
/// <param name="Path">The file. It is written under a temporary name and then moved, so that it is whole at any time.</param>
/// <param name="EveryEpochs">How often, at the end of an epoch; 0 for only when cancelled.</param>
/// <param name="EverySteps">How often within epochs; 0 for never. A cancelled training is saved wherever it is.</param>
/// <param name="Resume">Whether to go on from the file if it is there.</param>
public sealed record CheckpointOptions(string Path, int EveryEpochs = 1, int EverySteps = 0, bool Resume = true);
