using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetDeepLearning.Reports;

/// <summary>Writes and reads <c>metrics.json</c>.</summary>
public static class ReportJson
{
    /// <summary>The newest version of the form that this reads.</summary>
    public const int NewestVersion = 1;

    /// <summary>Writes a report to a file; NaN and infinities are written as strings.</summary>
    public static void Write(ClassificationReport report, string path)
    {
        string temporary = path + ".part";
        using (FileStream file = File.Create(temporary)) JsonSerializer.Serialize(file, report, ReportJsonContext.Default.ClassificationReport);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Reads a report.</summary>
    /// <exception cref="FormatException">The file is no such report, or of a newer version.</exception>
    public static ClassificationReport Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            ClassificationReport report = JsonSerializer.Deserialize(file, ReportJsonContext.Default.ClassificationReport)
                ?? throw new FormatException($"'{path}' is empty.");
            return report.SchemaVersion <= NewestVersion ? report
                : throw new FormatException($"'{path}' has version {report.SchemaVersion} of the report format; this program reads up to version {NewestVersion}. Update it.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"'{path}' is no metrics report: {e.Message}", e);
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ClassificationReport))]
internal sealed partial class ReportJsonContext : JsonSerializerContext;
