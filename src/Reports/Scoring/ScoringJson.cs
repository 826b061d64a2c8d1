using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetDeepLearning.Reports;

/// <summary>Writes and reads <c>results.json</c>.</summary>
public static class ScoringJson
{
    /// <summary>The newest version of the form that this reads.</summary>
    public const int NewestVersion = 1;

    /// <summary>Writes results to a file.</summary>
    public static void Write(ScoringReport report, string path)
    {
        string temporary = path + ".part";
        using (FileStream file = File.Create(temporary)) JsonSerializer.Serialize(file, report, ScoringJsonContext.Default.ScoringReport);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Reads results.</summary>
    /// <exception cref="FormatException">The file holds no such results, or those of a newer version.</exception>
    public static ScoringReport Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            ScoringReport report = JsonSerializer.Deserialize(file, ScoringJsonContext.Default.ScoringReport) ?? throw new FormatException($"'{path}' is empty.");
            return report.SchemaVersion <= NewestVersion ? report
                : throw new FormatException($"'{path}' has version {report.SchemaVersion} of the results format; this program reads up to version {NewestVersion}. Update it.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"'{path}' holds no results of scoring: {e.Message}", e);
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScoringReport))]
internal sealed partial class ScoringJsonContext : JsonSerializerContext;
