namespace MlNetDeepLearning.Training;

/// <summary>
/// Passes the figures of each epoch on to an <see cref="IProgress{T}"/>. A <see cref="Progress{T}"/> that was made on the thread of a user interface
/// calls its handler there, while the training goes on elsewhere.
/// </summary>
/// <param name="epochs">Receives the figures of each epoch that ends.</param>
public sealed class ProgressCallback(IProgress<EpochResult> epochs) : ITrainingCallback
{
    private readonly IProgress<EpochResult> _epochs = epochs ?? throw new ArgumentNullException(nameof(epochs));

    /// <inheritdoc/>
    public void EpochEnd(TrainingProgress progress, EpochResult result) => _epochs.Report(result);
}
