using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>
/// Scan as version 8 had it, when all operands and results had a batch dimension in front: a scan over the batch around the scan over each
/// sequence.
/// </summary>
internal static class BatchedScan
{
    /// <summary>Takes away the lengths of sequences, which must not be given, and calls the directions what they have been called since.</summary>
    public static void Upgrade(ImportedNode node)
    {
        if (node.Inputs.Count > 0 && node.Inputs[0] is not null) throw node.Error("lengths of sequences (Scan of version 8) are not supported");
        if (node.Inputs.Count > 0) node.Inputs.RemoveAt(0);
        if (node.Attributes.Remove("directions", out AttributeProto? directions)) node.Attributes["scan_input_directions"] = directions.As("scan_input_directions", null);
    }

    /// <summary>Adds both scans.</summary>
    public static IReadOnlyList<Value> Apply(ImportedNode node, Scan each)
    {
        var sequence = new Graph();
        int own = node.Inputs.Count - each.Captures;
        Value[] operands = [.. node.Inputs.Select((input, i) => sequence.Input($"operand{i}", i < own ? WithoutBatch(input!.Type) : input!.Type))];
        IReadOnlyList<Value> results = sequence.AddNode(node.Name, each, node.OutputCount, operands).Outputs;
        for (int o = 0; o < results.Count; o++) sequence.Output($"result{o}", results[o]);
        return node.Graph.AddNode(node.Name, new Scan(sequence, own, Captures: each.Captures), node.OutputCount, [.. node.Inputs]).Outputs;
    }

    private static TensorType WithoutBatch(TensorType type) =>
        type.Shape.IsRanked && type.Shape.Rank > 0 ? type with { Shape = SymbolicShape.Of(type.Shape.Dims[1..]) } : type;
}
