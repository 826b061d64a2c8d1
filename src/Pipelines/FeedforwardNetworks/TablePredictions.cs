using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeepLearning.Hosting;

namespace MlNetDeepLearning.FeedforwardNetworks;

/// <summary>Reads a model's predictions as text.</summary>
internal static class TablePredictions
{
    public static IEnumerable<string> Read(IDataView scored)
    {
        if (scored.Schema.GetColumnOrNull("PredictedLabel") is null) return scored.GetColumn<float>("Score").Select(s => s.ToString("G6", CultureInfo.InvariantCulture));
        IReadOnlyList<string> labels = ClassifierSchema.Labels(scored.Schema);
        return scored.GetColumn<float[]>("Score").Select(scores => string.Join(", ", scores.Select((p, c) => (p, c)).OrderByDescending(s => s.p).Take(3).Select(s => $"{labels[s.c]} {Terminal.Percent(s.p)}")));
    }
}
