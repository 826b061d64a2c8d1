using System.Globalization;
using MlNetDeepLearning.Hosting.Scoring;

namespace MlNetDeepLearning.OnnxScoring;

/// <summary>Comparisons as rows of a table.</summary>
internal static class ComparisonRows
{
    /// <summary>A row for each output.</summary>
    public static IEnumerable<IReadOnlyList<string>> Of(ReferenceComparison comparison)
    {
        string model = Path.GetFileName(comparison.Model), first = Milliseconds(comparison.FirstMilliseconds), median = Milliseconds(comparison.MedianMilliseconds);
        if (comparison.Error is not null) return [[model, "", "", "", "", "", "", "failed"]];
        return comparison.Outputs.Select((o, i) => (IReadOnlyList<string>)[i == 0 ? model : "", o.Output, o.Shape, Number(o.Difference), Number(o.Relative), i == 0 ? first : "", i == 0 ? median : "", o.Agrees ? "agrees" : "DIFFERS"]);
    }

    private static string Number(double value) => value == 0 ? "0" : value.ToString("0.0e0", CultureInfo.InvariantCulture);

    private static string Milliseconds(double value) => value.ToString("0.00 ms", CultureInfo.InvariantCulture);
}
