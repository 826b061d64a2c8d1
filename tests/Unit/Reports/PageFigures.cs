using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MlNetDeepLearning.Tests.Unit.Reports;

/// <summary>Holds a page against its metrics.json.</summary>
public static class PageFigures
{
    // Points of curves and plots are drawn, the matrix's cells are counts; all others must stand on the page as numbers.
    private static readonly string[] Drawn = ["x", "y", "truth", "predicted", "confusionMatrix", "clusterMap", "forecasts", "edges", "low", "high"];
    private static readonly string[] Hidden = ["schemaVersion", "seed", "epoch"];

    /// <summary>The figures of metrics.json that the page does not show, with their places.</summary>
    public static IReadOnlyList<string> Missing(string json, string page) => Missing(json, Regex.Matches(page, "<data value=\"([^\"]+)\">[^<]+</data>").Select(m => m.Groups[1].Value));

    /// <summary>The figures of metrics.json that are not among the numbers shown, with their places.</summary>
    public static IReadOnlyList<string> Missing(string json, IEnumerable<string> numbers)
    {
        HashSet<string> shown = [.. numbers];
        using JsonDocument document = JsonDocument.Parse(json);
        return [.. Figures(document.RootElement, "").Where(f => !shown.Contains(f.Value)).Select(f => $"{f.Path}: {f.Value}")];
    }

    private static IEnumerable<(string Path, string Value)> Figures(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.Number) yield return (path, element.GetDouble().ToString("R", CultureInfo.InvariantCulture));
        if (element.ValueKind == JsonValueKind.Object)
            foreach (JsonProperty member in element.EnumerateObject())
                if (!(member.Value.ValueKind == JsonValueKind.Array && Drawn.Contains(member.Name)) && member.Name != "clusterMap" && !Hidden.Contains(member.Name)
                    && !(path.StartsWith("calibration.bins", StringComparison.Ordinal) && Drawn.Contains(member.Name)))
                    foreach (var figure in Figures(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}")) yield return figure;
        if (element.ValueKind == JsonValueKind.Array)
            foreach (JsonElement item in element.EnumerateArray())
                foreach (var figure in Figures(item, path)) yield return figure;
    }
}
