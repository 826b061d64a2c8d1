namespace MlNetDeepLearning.Training;

/// <summary>
/// Trains a network on samples: shuffled batches that are filled ahead, validation, learning-rate schedule, early stopping, best-model keeping,
/// checkpoints that resume bit for bit, cancellation.
/// </summary>
/// <param name="network">The network; its parameters are changed in place.</param>
/// <param name="loss">What is made small.</param>
/// <param name="options">How to train; null for the defaults.</param>
public sealed class Trainer(Network network, Loss loss, TrainingOptions? options = null)
{
    private readonly TrainingOptions _options = Checked(options ?? new TrainingOptions());

    /// <summary>The network.</summary>
    public Network Network => network;

    /// <summary>The options.</summary>
    public TrainingOptions Options => _options;

    /// <summary>Trains until the last epoch or until early stopping. Afterwards the network has the best or the last parameters, as the options say.</summary>
    /// <param name="train">The samples to learn from.</param>
    /// <param name="validation">The samples to measure on after each epoch, or null.</param>
    /// <param name="cancellation">Stops between two batches; progress is saved where the options name a checkpoint.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the message names the checkpoint.</exception>
    /// <exception cref="TrainingDivergedException">The loss became infinite or not a number.</exception>
    /// <exception cref="InvalidDataException">The checkpoint to resume from is broken or was made with other options.</exception>
    public TrainingHistory Fit(IBatchSource train, IBatchSource? validation = null, CancellationToken cancellation = default)
    {
        using var session = new TrainingSession(network, loss, _options, train, validation);
        return session.Run(cancellation);
    }

    private static TrainingOptions Checked(TrainingOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Epochs, 1, "Epochs");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1, "BatchSize");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.AccumulationSteps, 1, "AccumulationSteps");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.LoaderThreads, 1, "LoaderThreads");
        if (options.AverageDecay is < 0 or >= 1) throw new ArgumentOutOfRangeException("AverageDecay", options.AverageDecay, "The decay of the running mean must be at least 0 and less than 1.");
        return options;
    }
}
