namespace MlNetDeepLearning.Training;

/// <summary>The figures of an epoch.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Loss">The mean loss over the epoch's training samples.</param>
/// <param name="Metrics">The metrics over the training samples, by name.</param>
/// <param name="ValidationLoss">The mean loss over the validation samples; null without any.</param>
/// <param name="ValidationMetrics">The metrics over the validation samples, by name; null without any.</param>
/// <param name="LearningRate">The learning rate of the last step.</param>
/// <param name="Seconds">How long it took, validation included.</param>
/// <param name="SamplesPerSecond">The training samples per second, validation not included.</param>
public sealed record EpochResult(int Epoch, double Loss, IReadOnlyDictionary<string, double> Metrics, double? ValidationLoss,
    IReadOnlyDictionary<string, double>? ValidationMetrics, double LearningRate, double Seconds, double SamplesPerSecond)
{
    /// <summary>A figure by its name: <c>loss</c>, a metric's name, or these after <c>validation</c>. Without validation data the training figure.</summary>
    /// <exception cref="KeyNotFoundException">There is no such figure.</exception>
    public double Figure(string name)
    {
        string text = name.StartsWith("val_", StringComparison.Ordinal) ? "validation " + name[4..] : name;
        bool validation = text.StartsWith("validation ", StringComparison.Ordinal);
        string own = validation ? text[11..] : text;
        if (own == "loss") return validation ? ValidationLoss ?? Loss : Loss;
        IReadOnlyDictionary<string, double> metrics = validation ? ValidationMetrics ?? Metrics : Metrics;
        return metrics.TryGetValue(own, out double value) ? value
            : throw new KeyNotFoundException($"There is no figure '{name}' to monitor. There are: loss{string.Concat(Metrics.Keys.Select(k => ", " + k))}, each also after 'validation '.");
    }
}

/// <summary>Why training ended.</summary>
public enum StopReason
{
    /// <summary>All epochs were done.</summary>
    Completed,
    /// <summary>The monitored figure did not improve any more.</summary>
    EarlyStopped,
}

/// <summary>What a training did, epoch by epoch.</summary>
/// <param name="Epochs">The epochs, those before a resume included.</param>
/// <param name="BestEpoch">The number of the epoch with the best monitored figure, from 1.</param>
/// <param name="RestoredBest">Whether the network has that epoch's parameters.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="Seconds">The time of all epochs together.</param>
public sealed record TrainingHistory(IReadOnlyList<EpochResult> Epochs, int BestEpoch, bool RestoredBest, StopReason Reason, double Seconds)
{
    /// <summary>The best epoch's figures.</summary>
    public EpochResult Best => Epochs[BestEpoch - 1];
}

/// <summary>Is told of a training's progress, on the thread that trains.</summary>
public interface ITrainingCallback
{
    /// <summary>Training begins, or goes on after a resume.</summary>
    void Begin(TrainingProgress progress) { }

    /// <summary>A batch was done. The object is the same each time; do not keep it.</summary>
    void BatchEnd(TrainingProgress progress) { }

    /// <summary>An epoch was done.</summary>
    void EpochEnd(TrainingProgress progress, EpochResult result) { }

    /// <summary>Training ended.</summary>
    void End(TrainingHistory history) { }
}

/// <summary>Where a training is. The figures are running means over the epoch so far.</summary>
public sealed class TrainingProgress
{
    /// <summary>The running epoch, from 1.</summary>
    public int Epoch { get; internal set; }

    /// <summary>The number of epochs.</summary>
    public int Epochs { get; internal set; }

    /// <summary>The batches of this epoch that are done.</summary>
    public int Batch { get; internal set; }

    /// <summary>The batches of an epoch.</summary>
    public int Batches { get; internal set; }

    /// <summary>The steps done in all epochs.</summary>
    public long Step { get; internal set; }

    /// <summary>The mean loss of the epoch so far.</summary>
    public double Loss { get; internal set; }

    /// <summary>The last batch's loss.</summary>
    public double BatchLoss { get; internal set; }

    /// <summary>The learning rate of the last step.</summary>
    public double LearningRate { get; internal set; }

    /// <summary>Training samples per second over the epoch so far.</summary>
    public double SamplesPerSecond { get; internal set; }

    /// <summary>An estimate of the time until the last epoch ends.</summary>
    public TimeSpan TimeLeft { get; internal set; }

    /// <summary>The metrics' names.</summary>
    public IReadOnlyList<string> MetricNames { get; internal init; } = [];

    /// <summary>The metrics' means of the epoch so far, in the order of their names.</summary>
    public IReadOnlyList<double> Metrics => MetricValues;

    internal double[] MetricValues { get; init; } = [];
}

/// <summary>The loss became infinite or not a number.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>Training diverged at a step.</summary>
    public TrainingDivergedException(int epoch, int batch, long step, double loss, double learningRate)
        : base($"The loss became {loss} in epoch {epoch}, batch {batch} (step {step}) at a learning rate of {learningRate:G4}. Try a learning rate ten times smaller, "
            + "a warm-up (CosineSchedule), gradient clipping (ClipNorm = 1), and inputs scaled to about -1 … 1; look for NaN or huge numbers in the data.")
    {
        Epoch = epoch;
        Step = step;
        LearningRate = learningRate;
    }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; }

    /// <summary>The step, from 1.</summary>
    public long Step { get; }

    /// <summary>The learning rate.</summary>
    public double LearningRate { get; }
}
