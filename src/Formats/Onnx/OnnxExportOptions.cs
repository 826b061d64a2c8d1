namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>How a graph is written as an ONNX file.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>
    /// The operator set's version to name; null for 17, or the newest that an operator in the graph needs. Operators that are newer (than 21, when
    /// null) are spelled out in older ones where that is possible.
    /// </summary>
    public int? Opset { get; init; }

    /// <summary>The program that the file names as its producer.</summary>
    public string ProducerName { get; init; } = "MlNetDeepLearning";

    /// <summary>That program's version; empty for none, which keeps files the same from version to version.</summary>
    public string ProducerVersion { get; init; } = "";

    /// <summary>The graph's name in the file.</summary>
    public string GraphName { get; init; } = "network";

    /// <summary>A description of the model.</summary>
    public string Description { get; init; } = "";

    /// <summary>More text about the model besides <see cref="Graphs.Graph.Metadata"/>; it wins where both have a key.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The names of the outputs to write; all when null.</summary>
    public IReadOnlyList<string>? Outputs { get; init; }
}
