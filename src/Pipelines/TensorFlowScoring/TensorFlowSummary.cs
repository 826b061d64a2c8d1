using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlNetDeepLearning.Formats;
using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Hosting;
using MlNetDeepLearning.Hosting.Scoring;

namespace MlNetDeepLearning.TensorFlowScoring;

/// <summary>What a TensorFlow model holds, whether or not it can be run here.</summary>
internal sealed record TensorFlowSummary(string File, long Bytes, string Format, string Version, IReadOnlyList<string> Placeholders, IReadOnlyList<string> Signatures,
    IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyDictionary<string, int> Operators, int Variables)
{
    /// <summary>The number of weights; null where the network cannot be read.</summary>
    public long? Parameters { get; init; }

    /// <summary>Multiply-adds of one run with every open dimension as 1; null where the network cannot be read.</summary>
    public long? MultiplyAdds { get; init; }

    /// <summary>The multiply-adds by operator.</summary>
    public IReadOnlyDictionary<string, long> MultiplyAddsByOperator { get; init; } = new Dictionary<string, long>();

    /// <summary>Whether a dimension beside the batch is open.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Why it cannot be run here; null where it can.</summary>
    public string? Unsupported { get; init; }

    /// <summary>Milliseconds of loading, of the first run, and the median of the others, on zeros; null where they were not taken.</summary>
    public IReadOnlyList<double>? Milliseconds { get; init; }

    /// <summary>Why the times could not be taken; null where they were, or were not wanted.</summary>
    public string? NotTimed { get; init; }

    /// <summary>Reads a model. What is not supported is told; a damaged file is an error.</summary>
    /// <exception cref="TensorFlowFormatException">The file is no TensorFlow model.</exception>
    public static TensorFlowSummary Of(string path, int runs)
    {
        var watch = Stopwatch.StartNew();
        TensorFlowFile file = TensorFlowFile.Open(path);
        var summary = new TensorFlowSummary(path, new ScoringModel(path, "TensorFlow", [], [], new Dictionary<string, string>()).Bytes, file.Format.ToString(), file.Version,
            [.. file.Placeholders.Select(p => p.ToString())], [.. file.Signatures.Select(Describe)], [.. file.Inputs.Select(i => i.ToString())], [.. file.Outputs.Select(o => o.ToString())],
            file.Nodes.CountBy(n => n.Op).OrderByDescending(o => o.Value).ThenBy(o => o.Key, StringComparer.Ordinal).ToDictionary(o => o.Key, o => o.Value), file.Variables.Count);
        try
        {
            Graph trainable = file.ToGraph(new TensorFlowImportOptions { Trainable = true });
            double loading = watch.Elapsed.TotalMilliseconds;
            GraphCost cost = GraphCost.Of(trainable);
            (double[]? times, string? reason) = runs > 0 ? GraphText.Time(trainable.Copy(freeze: true), runs, loading) : (null, null);
            return summary with
            {
                Inputs = [.. trainable.Inputs.Select(i => i.ToString())],
                Outputs = [.. trainable.Outputs.Select(o => $"{o.Name}: {o.Value.Type}")],
                Parameters = trainable.Parameters.Sum(p => p.Value.Count),
                MultiplyAdds = cost.MultiplyAdds,
                MultiplyAddsByOperator = cost.ByOperator.ToDictionary(o => o.Operator, o => o.MultiplyAdds),
                IsOpen = cost.Open,
                Milliseconds = times,
                NotTimed = reason,
            };
        }
        catch (Exception e) when (e is UnsupportedOperatorException or TensorFlowFormatException)
        {
            return summary with { Unsupported = e.Message };
        }
    }

    /// <summary>Writes summaries to a file.</summary>
    public static void Write(TensorFlowSummary[] summaries, string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        using FileStream file = System.IO.File.Create(path);
        JsonSerializer.Serialize(file, summaries, SummaryJsonContext.Default.TensorFlowSummaryArray);
    }

    /// <summary>Writes it to the terminal.</summary>
    public void Show()
    {
        Terminal.Heading($"{File} ({Bytes:N0} bytes)");
        Terminal.Line($"Format:        {Format}{(Version.Length > 0 ? $", written by TensorFlow {Version}" : "")}{(Variables > 0 ? $", {Variables} variables" : "")}");
        foreach (string placeholder in Placeholders) Terminal.Line($"Placeholder:   {placeholder}");
        foreach (string signature in Signatures) Terminal.Line($"Signature:     {signature}");
        foreach (string input in Inputs) Terminal.Line($"Input:         {input}");
        foreach (string output in Outputs) Terminal.Line($"Output:        {output}");
        Terminal.Line($"Operators:     {Operators.Values.Sum():N0} nodes: {string.Join(", ", Operators.Select(o => $"{o.Value} {o.Key}"))}");
        if (Parameters is { } parameters) Terminal.Line($"Parameters:    {parameters:N0}");
        if (MultiplyAdds is { } all) GraphText.ShowCost(all, MultiplyAddsByOperator, IsOpen);
        GraphText.ShowTimes(Milliseconds, NotTimed);
        Terminal.Line(Unsupported is null ? "Supported:     all that the outputs need" : $"Not supported: {Unsupported}");
        Terminal.Line();
    }

    private static string Describe(TensorFlowSignature signature) =>
        $"{signature.Name}: {string.Join(", ", signature.Inputs.Select(i => $"{i.Key} = {i.Tensor.Name}"))} -> {string.Join(", ", signature.Outputs.Select(o => $"{o.Key} = {o.Tensor.Name}"))}";
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TensorFlowSummary[]))]
internal sealed partial class SummaryJsonContext : JsonSerializerContext;
