using System.Text.Json;

namespace MlNetDeepLearning.Tests.Benchmarks;

/// <summary>Writes what a benchmark measured to <c>artifacts/benchmarks/NAME.json</c> of the repository, with the machine it ran on.</summary>
internal static class BenchmarkResults
{
    public static string Write(string name, IReadOnlyList<Dictionary<string, object?>> rows)
    {
        string folder = Path.Combine(Root(), "artifacts", "benchmarks");
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, name + ".json");
        using FileStream file = File.Create(path);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("benchmark", name);
        json.WriteString("time", DateTime.UtcNow.ToString("u"));
        json.WriteString("processor", Processor());
        json.WriteNumber("processors", Environment.ProcessorCount);
        json.WriteString("runtime", Environment.Version.ToString());
        json.WriteStartArray("results");
        foreach (Dictionary<string, object?> row in rows) Row(json, row);
        json.WriteEndArray();
        json.WriteEndObject();
        return path;
    }

    private static void Row(Utf8JsonWriter json, Dictionary<string, object?> row)
    {
        json.WriteStartObject();
        foreach ((string key, object? value) in row)
        {
            json.WritePropertyName(key);
            switch (value)
            {
                case int number: json.WriteNumberValue(number); break;
                case double number when !double.IsFinite(number): json.WriteNullValue(); break;
                case double number: json.WriteNumberValue(Math.Round(number, 3)); break;
                case bool truth: json.WriteBooleanValue(truth); break;
                case null: json.WriteNullValue(); break;
                default: json.WriteStringValue(value.ToString()); break;
            }
        }
        json.WriteEndObject();
    }

    private static string Processor()
    {
        const string Info = "/proc/cpuinfo";
        string? line = File.Exists(Info) ? File.ReadLines(Info).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':') + 1)..].Trim();
    }

    public static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MlNetDeepLearning.sln"))) return folder.FullName;
        }
        return Environment.CurrentDirectory;
    }
}
