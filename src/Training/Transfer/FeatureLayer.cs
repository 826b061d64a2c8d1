using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Training;

/// <summary>Finds the value of a network that describes what it sees: what its classifier reads.</summary>
internal static class FeatureLayer
{
    // Layers of that many channels behind a pooling are the classes of ImageNet (with or without background), not features.
    private static readonly int[] ImageNetClasses = [1000, 1001];

    /// <summary>The value of that name: an output, or any value that the network's file names.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Value Named(Graph graph, string name)
    {
        foreach ((string output, Value value) in graph.Outputs)
            if (output == name) return value;
        return graph.Nodes.SelectMany(n => n.Outputs).FirstOrDefault(v => v.Name == name)
            ?? throw new ArgumentException($"The network has no value '{name}'. The last ones are {string.Join(", ", graph.Nodes.Reverse().SelectMany(n => n.Outputs).Where(v => v.Name is not null).Take(8).Select(v => $"'{v.Name}'"))}.");
    }

    /// <summary>
    /// What the last layer with weights behind the last pooling or flattening multiplies; the first output itself where nothing but the pooling's
    /// result comes out; and the input of the last convolution where that makes the scores of classes.
    /// </summary>
    public static Value Find(Graph graph)
    {
        Value result = graph.Outputs[0].Value;
        IReadOnlyList<Node> nodes = Liveness.Needed(graph, [result]);
        Node? head = nodes.LastOrDefault(HasWeights);
        if (head is null) return result;
        if (!IsConvolution(head) || IsOnePixel(head.Inputs[0]!)) return head.Inputs[0]!;
        return MakesClasses(graph, nodes, head) ? head.Inputs[0]! : result;
    }

    /// <summary>Whether a node multiplies what flows through the network with weights.</summary>
    public static bool HasWeights(Node node) => node.Operator switch
    {
        MatMul => IsWeight(node.Inputs[1]) && !IsWeight(node.Inputs[0]),
        Gemm => IsWeight(node.Inputs[1]),
        _ => IsConvolution(node),
    };

    private static bool IsConvolution(Node node) => node.Operator is Conv or ConvTranspose && IsWeight(node.Inputs[1]);

    // A convolution behind the pooling is a dense layer.
    private static bool IsOnePixel(Value map) => map.Shape is { IsRanked: true, Rank: > 2 } shape && !shape.Dims[2..].ContainsAnyExcept(1);

    private static bool IsWeight(Value? value) => value is { Parameter: not null } or { Constant: not null };

    // A softmax follows, or there are as many channels as the file names labels or ImageNet has classes.
    private static bool MakesClasses(Graph graph, IReadOnlyList<Node> nodes, Node head)
    {
        if (nodes.Reverse().TakeWhile(n => n != head).Any(n => n.Operator is Softmax or LogSoftmax)) return true;
        Dim channels = head.Outputs[0].Shape.IsRanked ? head.Outputs[0].Shape[1] : Dim.Unknown();
        if (!channels.IsKnown) return false;
        return ImageNetClasses.Contains(channels.Value)
            || (graph.Metadata.TryGetValue("labels", out string? labels) && labels.Count(c => c == '\n') + 1 == channels.Value);
    }
}
