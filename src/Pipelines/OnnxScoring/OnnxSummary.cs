using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlNetDeepLearning.Formats;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Hosting.Scoring;

namespace MlNetDeepLearning.OnnxScoring;

/// <summary>What an ONNX file holds, whether or not it can be run here.</summary>
internal sealed record OnnxSummary(string File, long Bytes, string Producer, long IrVersion, IReadOnlyDictionary<string, long> OperatorSets, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, int> Operators, long Parameters, IReadOnlyDictionary<string, string> Metadata)
{
    private const int LongestText = 160;
    private const int MostNodes = 6;

    /// <summary>Multiply-adds of one run with every open dimension as 1; null where the network cannot be read.</summary>
    public long? MultiplyAdds { get; init; }

    /// <summary>The multiply-adds by operator.</summary>
    public IReadOnlyDictionary<string, long> MultiplyAddsByOperator { get; init; } = new Dictionary<string, long>();

    /// <summary>Whether a dimension beside the batch is open.</summary>
    public bool IsOpen { get; init; }

    /// <summary>What cannot be run here, a line each with the nodes' names; empty where all can.</summary>
    public IReadOnlyList<string> Unsupported { get; init; } = [];

    /// <summary>Milliseconds of loading, of the first run, and the median of the others, on zeros; null where they were not taken.</summary>
    public IReadOnlyList<double>? Milliseconds { get; init; }

    /// <summary>Why the times could not be taken; null where they were, or were not wanted.</summary>
    public string? NotTimed { get; init; }

    /// <summary>Reads a file. What is not supported is listed; a damaged file is an error.</summary>
    /// <exception cref="OnnxFormatException">The file is no ONNX file.</exception>
    public static OnnxSummary Of(string path, int runs)
    {
        byte[] bytes = System.IO.File.ReadAllBytes(path);
        ModelProto model = OnnxImporter.Parse(bytes);
        GraphProto proto = model.Graph!;
        HashSet<string> initializers = [.. proto.Initializers.Select(i => i.Name)];
        var summary = new OnnxSummary(path, bytes.Length, $"{model.ProducerName} {model.ProducerVersion}".Trim(), model.IrVersion,
            model.OpsetImport.GroupBy(o => o.Domain.Length == 0 ? "ai.onnx" : o.Domain).ToDictionary(g => g.Key, g => g.First().Version),
            [.. proto.Inputs.Where(i => !initializers.Contains(i.Name)).Select(Describe)], [.. proto.Outputs.Select(Describe)],
            proto.AllNodes.CountBy(Name).OrderByDescending(o => o.Value).ThenBy(o => o.Key, StringComparer.Ordinal).ToDictionary(o => o.Key, o => o.Value),
            proto.Initializers.Sum(i => i.Dims.Aggregate(1L, (n, d) => n * d)), model.MetadataProps.GroupBy(m => m.Key).ToDictionary(g => g.Key, g => g.Last().Value));
        try
        {
            var watch = Stopwatch.StartNew();
            Graph graph = OnnxImporter.Import(path);
            double loading = watch.Elapsed.TotalMilliseconds;
            GraphCost cost = GraphCost.Of(graph);
            (double[]? times, string? reason) = runs > 0 ? GraphText.Time(graph, runs, loading) : (null, null);
            return summary with
            {
                NotTimed = reason,
                Inputs = [.. graph.Inputs.Select(i => i.ToString())],
                Outputs = [.. graph.Outputs.Select(o => $"{o.Name}: {o.Value.Type}")],
                MultiplyAdds = cost.MultiplyAdds,
                MultiplyAddsByOperator = cost.ByOperator.ToDictionary(o => o.Operator, o => o.MultiplyAdds),
                IsOpen = cost.Open,
                Milliseconds = times,
            };
        }
        catch (UnsupportedOperatorException e)
        {
            return summary with { Unsupported = [.. e.Operators.Select(o => Nodes(proto, o))] };
        }
        catch (OnnxFormatException e)
        {
            return summary with { Unsupported = [e.Message] };
        }
    }

    /// <summary>Writes summaries to a file.</summary>
    public static void Write(OnnxSummary[] summaries, string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        using FileStream file = System.IO.File.Create(path);
        JsonSerializer.Serialize(file, summaries, SummaryJsonContext.Default.OnnxSummaryArray);
    }

    /// <summary>Writes it to the terminal.</summary>
    public void Show()
    {
        Terminal.Heading($"{File} ({Bytes:N0} bytes)");
        Terminal.Line($"Producer:      {(Producer.Length > 0 ? Producer : "unknown")}, format version {IrVersion}, {string.Join(", ", OperatorSets.Select(o => $"{o.Key} {o.Value}"))}");
        foreach (string input in Inputs) Terminal.Line($"Input:         {input}");
        foreach (string output in Outputs) Terminal.Line($"Output:        {output}");
        Terminal.Line($"Operators:     {Operators.Values.Sum():N0} nodes: {string.Join(", ", Operators.Select(o => $"{o.Value} {o.Key}"))}");
        Terminal.Line($"Parameters:    {Parameters:N0}");
        if (MultiplyAdds is { } all) GraphText.ShowCost(all, MultiplyAddsByOperator, IsOpen);
        foreach ((string key, string value) in Metadata) Terminal.Line($"Metadata:      {key} = {Short(value)}");
        GraphText.ShowTimes(Milliseconds, NotTimed);
        Terminal.Line(Unsupported.Count == 0 ? "Supported:     all of it" : $"Unsupported:   {string.Join(Environment.NewLine + "               ", Unsupported)}");
        Terminal.Line();
    }

    private static string Name(NodeProto node) => node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.Domain}:{node.OpType}";

    private static string Nodes(GraphProto proto, string name)
    {
        string[] nodes = [.. proto.AllNodes.Where(n => Name(n) == name).Select(n => n.Name.Length > 0 ? n.Name : n.Outputs.FirstOrDefault() ?? "")];
        return $"{name}: {string.Join(", ", nodes.Take(MostNodes))}{(nodes.Length > MostNodes ? $" and {nodes.Length - MostNodes} more" : "")}";
    }

    private static string Describe(ValueInfoProto value) => value.Type?.TensorType is not { } type ? value.Name
        : $"{value.Name}: {type.ElementType} {(type.Shape is null ? "of unknown dimensions" : string.Join('x', type.Shape.Dims.Select(d => d.Value?.ToString(CultureInfo.InvariantCulture) ?? (d.Param.Length > 0 ? d.Param : "?"))))}";

    private static string Short(string text)
    {
        string line = text.Replace("\r", "", StringComparison.Ordinal).Replace('\n', ' ');
        return line.Length <= LongestText ? line : line[..LongestText] + "…";
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OnnxSummary[]))]
internal sealed partial class SummaryJsonContext : JsonSerializerContext;
