using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.TransferLearning;

/// <summary>Shows how far features and training are. Epochs of a head pass by the hundred, so only those of whole networks have a line each.</summary>
internal sealed class TransferDisplay : ITrainingCallback, IProgress<ExtractionProgress>, IDisposable
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);
    private readonly TrainingDisplay _training = new("pictures");
    private readonly ProgressLine _features = new();

    public void Report(ExtractionProgress value)
    {
        if (value.Done == value.Count) _features.Clear();
        else _features.Show(value.Done / (double)value.Count, () => $"features of {value.Done:N0} of {value.Count:N0} pictures, {value.Cached:N0} of them known before");
    }

    public void BatchEnd(TrainingProgress progress) => _training.BatchEnd(progress);

    public void EpochEnd(TrainingProgress progress, EpochResult result)
    {
        if (result.Seconds > Slow.TotalSeconds || progress.Epoch == progress.Epochs || progress.Epoch % 20 == 0) _training.EpochEnd(progress, result);
    }

    public void Dispose()
    {
        _features.Dispose();
        _training.Dispose();
    }
}

/// <summary>Says what came of a training.</summary>
internal static class TransferResults
{
    public static void Show(this TransferNetwork network)
    {
        PictureBackbone backbone = network.Backbone;
        Terminal.Line($"Backbone {backbone.Name}: {backbone.Network.FeatureCount:N0} features; pictures are {backbone.Preprocessing}.");
        if (backbone.Assumptions.Count > 0) Terminal.Line($"Assumed: {string.Join("; ", backbone.Assumptions)}. Change it with --preset, --image-size, --features.");
        if (network.Search is { } search) Terminal.Line($"Learning rate found: {search.Suggestion:G3}.");
        if (network.FineTuning is not null && !network.HasOwnFeatures) Terminal.Warning("Fine-tuning did worse on the validation pictures than the head alone, so the head alone is kept.");
    }
}
