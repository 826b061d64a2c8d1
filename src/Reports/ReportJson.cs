using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MlNetDeepLearning.Reports;

/// <summary>Writes and reads <c>metrics.json</c>.</summary>
public static class ReportJson
{
    /// <summary>The newest version of the form that this reads; older ones are read too.</summary>
    public const int NewestVersion = 2;

    /// <summary>Writes a report to a file; NaN and infinities are written as strings.</summary>
    public static void Write(RunReport report, string path)
    {
        string temporary = path + ".part";
        using (FileStream file = File.Create(temporary)) JsonSerializer.Serialize(file, report, ReportJsonContext.Default.RunReport);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Reads a report.</summary>
    /// <exception cref="FormatException">The file is no such report, or of a newer version.</exception>
    public static RunReport Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (JsonNode.Parse(file) is not JsonObject members) throw new FormatException($"'{path}' is no metrics report.");
            int version = (int?)members["schemaVersion"] ?? throw new FormatException($"'{path}' is no metrics report: it has no schemaVersion.");
            if (version > NewestVersion)
                throw new FormatException($"'{path}' has version {version} of the report format; this program reads up to version {NewestVersion}. Update it.");
            if (version == 1) FromVersion1(members);
            return members.Deserialize(ReportJsonContext.Default.RunReport) ?? throw new FormatException($"'{path}' is empty.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"'{path}' is no metrics report: {e.Message}", e);
        }
    }

    // Version 1 had one metric in its epochs, and mistakes alone among the losses.
    private static void FromVersion1(JsonObject members)
    {
        foreach (JsonObject epoch in (members["history"] as JsonArray ?? []).OfType<JsonObject>())
            foreach ((string old, string name) in new[] { ("accuracy", "metrics"), ("validationAccuracy", "validationMetrics") })
            {
                JsonNode? value = epoch[old]?.DeepClone();
                epoch.Remove(old);
                epoch[name] = value is null ? new JsonObject() : new JsonObject { ["accuracy"] = value };
            }
        var losses = new JsonArray();
        foreach (JsonObject mistake in (members["mistakes"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var loss = (JsonObject)mistake.DeepClone();
            loss["loss"] = -Math.Log(Math.Max(1e-15, (double?)mistake["labelProbability"] ?? 1));
            losses.Add(loss);
        }
        members.Remove("mistakes");
        members["topLosses"] = losses;
    }
}

/// <summary>Numbers in a row on one line: a form that people can read, and a third of the size.</summary>
internal sealed class NumbersOnOneLine : JsonConverter<IReadOnlyList<double>>
{
    public override IReadOnlyList<double> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("Expected a list of numbers.");
        List<double> numbers = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            numbers.Add(reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : reader.GetString() switch
            {
                "NaN" => double.NaN,
                "Infinity" => double.PositiveInfinity,
                "-Infinity" => double.NegativeInfinity,
                var text => throw new JsonException($"'{text}' is no number."),
            });
        return numbers;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<double> value, JsonSerializerOptions options) => writer.WriteRawValue($"[{string.Join(", ", value.Select(v =>
        double.IsFinite(v) ? v.ToString("R", System.Globalization.CultureInfo.InvariantCulture) : double.IsNaN(v) ? "\"NaN\"" : v > 0 ? "\"Infinity\"" : "\"-Infinity\""))}]");
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(NumbersOnOneLine)],
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunReport))]
internal sealed partial class ReportJsonContext : JsonSerializerContext;
