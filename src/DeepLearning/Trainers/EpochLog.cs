using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>Tells the <see cref="MLContext.Log"/> event of a context when a training begins, of each epoch, and how it ended.</summary>
/// <param name="environment">The context.</param>
/// <param name="source">What trains; the event's source is this and "Training".</param>
internal sealed class EpochLog(IHostEnvironment environment, string source) : ITrainingCallback
{
    /// <summary>The options with such a callback in front, where there is a context.</summary>
    public static TrainingOptions Add(TrainingOptions training, MLContext? context, string source)
        => context is null ? training : training with { Callbacks = [new EpochLog(context, source), .. training.Callbacks] };

    public void Begin(TrainingProgress progress) => Write($"{Number(progress.Epochs, "epoch", "epochs")} of {Number(progress.Batches, "batch", "batches")}{(progress.Epoch > 1 ? $", from epoch {progress.Epoch} on" : "")}.");

    public void EpochEnd(TrainingProgress progress, EpochResult result)
    {
        string text = $"Epoch {result.Epoch} of {progress.Epochs}: {Figures("", result.Loss, result.Metrics)}";
        if (result.ValidationLoss is { } loss) text += $", {Figures("validation ", loss, result.ValidationMetrics)}";
        Write(string.Create(CultureInfo.InvariantCulture, $"{text}, learning rate {result.LearningRate:G3}, {result.SamplesPerSecond:F0} samples/s, {progress.TimeLeft:hh\\:mm\\:ss} left."));
    }

    public void End(TrainingHistory history) => Write(string.Create(CultureInfo.InvariantCulture,
        $"{Number(history.Epochs.Count, "epoch", "epochs")} in {history.Seconds:F1} s{(history.Reason == StopReason.EarlyStopped ? ", stopped early" : "")}; epoch {history.BestEpoch} was the best{(history.RestoredBest ? ", and its weights are kept" : "")}."));

    private static string Number(int count, string one, string many) => $"{count} {(count == 1 ? one : many)}";

    private static string Figures(string prefix, double loss, IReadOnlyDictionary<string, double>? metrics)
        => string.Create(CultureInfo.InvariantCulture, $"{prefix}loss {loss:G4}") + string.Concat((metrics ?? new Dictionary<string, double>()).Select(pair
            => string.Create(CultureInfo.InvariantCulture, $", {prefix}{pair.Key} {pair.Value:G4}")));

    private void Write(string text)
    {
        using IChannel channel = environment.Register(source).Start("Training");
        // The overload with arguments formats, this one takes braces as they are.
        channel.Info(MessageSensitivity.None, text);
    }
}
