using System.Globalization;

namespace MlNetDeepLearning.Reports;

/// <summary>Learning curves, and the same as a table.</summary>
internal static class TrainingSection
{
    public static void Draw(Html html, IReadOnlyList<EpochInfo> history)
    {
        double[] epochs = [.. history.Select(e => (double)e.Epoch)];
        string[] metrics = [.. history.SelectMany(e => e.Metrics.Keys.Concat(e.ValidationMetrics.Keys)).Distinct()];
        html.Raw("<div class=\"charts\">");
        Curves(html, "Loss", epochs, [.. history.Select(e => e.Loss)], [.. history.Select(e => e.ValidationLoss ?? double.NaN)]);
        foreach (string metric in metrics)
            Curves(html, Capitalized(metric), epochs, [.. history.Select(e => e.Metrics.GetValueOrDefault(metric, double.NaN))], [.. history.Select(e => e.ValidationMetrics.GetValueOrDefault(metric, double.NaN))]);
        double[] rates = [.. history.Select(e => e.LearningRate)];
        new Chart("Learning rate", Epochs(epochs), Axis.Of("learning rate", rates.Append(0)))
            .Line("learning rate", Chart.Style(2), epochs, rates).Draw(html);
        html.Raw("</div>").Fold("Training, epoch by epoch, as a table", inner => inner.Table("Training, epoch by epoch",
            ["Epoch", "Loss", "Validation loss", .. metrics.SelectMany(m => new[] { Capitalized(m), $"Validation {m}" }), "Learning rate", "Seconds"],
            history.Select(e => (IReadOnlyList<Cell>)[e.Epoch.ToString(CultureInfo.InvariantCulture), Cell.Number(e.Loss), Cell.Number(e.ValidationLoss),
                .. metrics.SelectMany(m => new[] { Figure(m, e.Metrics), Figure(m, e.ValidationMetrics) }), Cell.Number(e.LearningRate), Cell.Number(e.Seconds)])));
    }

    private static void Curves(Html html, string title, double[] epochs, double[] training, double[] validation)
    {
        bool part = IsPart(title);
        new Chart(title, Epochs(epochs), Axis.Of(title.ToLowerInvariant(), training.Concat(validation)) with { Percent = part })
            .Line("training", Chart.Style(0), epochs, training).Line("validation", Chart.Style(1), epochs, validation).Draw(html);
    }

    private static Axis Epochs(double[] epochs) => Axis.Of("epoch", epochs[0], Math.Max(epochs[0] + 1, epochs[^1]), 6, whole: true);

    private static bool IsPart(string metric) => metric.Contains("accuracy", StringComparison.OrdinalIgnoreCase);

    private static Cell Figure(string metric, IReadOnlyDictionary<string, double> figures) => !figures.TryGetValue(metric, out double value) ? "" : IsPart(metric) ? Cell.Percent(value) : Cell.Number(value);

    private static string Capitalized(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
