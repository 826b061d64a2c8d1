using System.Globalization;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Hosting;

/// <summary>Shows a training: a line that moves within an epoch, and a line that stays for each epoch that is done.</summary>
public sealed class TrainingDisplay(string unit) : ITrainingCallback, IDisposable
{
    private readonly ProgressLine _line = new();

    /// <inheritdoc/>
    public void BatchEnd(TrainingProgress progress)
    {
        double done = (progress.Epoch - 1 + progress.Batch / (double)progress.Batches) / progress.Epochs;
        _line.Show(done, () => $"epoch {progress.Epoch}/{progress.Epochs}  loss {Number(progress.Loss)}{Metrics(progress)}  {progress.SamplesPerSecond:N0} {unit}/s  {Terminal.Time(progress.TimeLeft)} left");
    }

    /// <inheritdoc/>
    public void EpochEnd(TrainingProgress progress, EpochResult result)
    {
        _line.Clear();
        string metrics = string.Concat(result.Metrics.Select(m => $"  {m.Key} {Figure(m.Key, m.Value)}"));
        string validation = result.ValidationLoss is null ? ""
            : $"  validation loss {Number(result.ValidationLoss.Value)}" + string.Concat(result.ValidationMetrics!.Select(m => $"  {m.Key} {Figure(m.Key, m.Value)}"));
        Terminal.Line($"Epoch {result.Epoch,3}/{progress.Epochs}  loss {Number(result.Loss)}{metrics}{validation}  {result.SamplesPerSecond:N0} {unit}/s  {Terminal.Time(progress.TimeLeft)} left");
    }

    /// <inheritdoc/>
    public void Dispose() => _line.Dispose();

    private static string Metrics(TrainingProgress progress) =>
        string.Concat(progress.MetricNames.Zip(progress.Metrics, (name, value) => $"  {name} {Figure(name, value)}"));

    private static string Figure(string name, double value) => name.Contains("accuracy", StringComparison.Ordinal) ? Terminal.Percent(value) : Number(value);

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
