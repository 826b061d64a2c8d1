namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>A result of a node.</summary>
internal readonly record struct TensorName(string Node, int Index)
{
    public override string ToString() => Index == 0 ? Node : $"{Node}:{Index}";

    /// <summary>Reads <c>node</c>, <c>node:1</c>; null for anything else, such as <c>^node</c>.</summary>
    public static TensorName? Parse(string text)
    {
        if (text.Length == 0 || text[0] == '^') return null;
        int colon = text.LastIndexOf(':');
        if (colon < 0) return new TensorName(text, 0);
        return int.TryParse(text.AsSpan(colon + 1), out int index) && index >= 0 && !text.AsSpan(0, colon).Contains(':')
            ? new TensorName(text[..colon], index)
            : null;
    }
}

/// <summary>The nodes of a graph or of a function's body, by name.</summary>
internal sealed class NodeTable
{
    // What operators with several results call them; those of all others have one, or a list.
    private static readonly Dictionary<string, string[]> ResultNames = new()
    {
        ["AudioSpectrogram"] = ["spectrogram"],
        ["DecodeWav"] = ["audio", "sample_rate"],
        ["FusedBatchNorm"] = ["y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2"],
        ["FusedBatchNormV2"] = ["y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2"],
        ["FusedBatchNormV3"] = ["y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2", "reserve_space_3"],
        ["Merge"] = ["output", "value_index"],
        ["Moments"] = ["mean", "variance"],
        ["StringSplit"] = ["indices", "values", "shape"],
        ["StringSplitV2"] = ["indices", "values", "shape"],
        ["Switch"] = ["output_false", "output_true"],
        ["TensorArrayV3"] = ["handle", "flow"],
        ["TensorListPopBack"] = ["output_handle", "tensor"],
        ["TopK"] = ["values", "indices"],
        ["TopKV2"] = ["values", "indices"],
        ["Unique"] = ["y", "idx"],
        ["UniqueWithCounts"] = ["y", "idx", "count"],
        ["LSTMBlockCell"] = ["i", "cs", "f", "o", "ci", "co", "h"],
        ["BlockLSTM"] = ["i", "cs", "f", "o", "ci", "co", "h"],
        ["BlockLSTMV2"] = ["i", "cs", "f", "o", "ci", "co", "h"],
        ["NonMaxSuppressionV4"] = ["selected_indices", "valid_outputs"],
        ["NonMaxSuppressionV5"] = ["selected_indices", "selected_scores", "valid_outputs"],
        ["CombinedNonMaxSuppression"] = ["nmsed_boxes", "nmsed_scores", "nmsed_classes", "valid_detections"],
    };

    private readonly Dictionary<string, NodeDef> _nodes;
    private readonly FunctionDef? _function;

    public NodeTable(IEnumerable<NodeDef> nodes, FunctionDef? function = null)
    {
        _function = function;
        _nodes = [];
        foreach (NodeDef node in nodes)
            if (!_nodes.TryAdd(node.Name, node)) throw new TensorFlowFormatException($"There are two nodes named '{node.Name}'.");
        ControlFlow = new ControlFlow(this);
    }

    /// <summary>The nodes in the file's order.</summary>
    public IReadOnlyCollection<NodeDef> Nodes => _nodes.Values;

    /// <summary>The function that the nodes are the body of; null for the graph itself.</summary>
    public FunctionDef? Function => _function;

    /// <summary>How branches and loops of the older kind hang together.</summary>
    public ControlFlow ControlFlow { get; }

    /// <summary>The node of a name; null when there is none.</summary>
    public NodeDef? Find(string name) => _nodes.GetValueOrDefault(name);

    /// <summary>The results that a node takes, those left out that are only to run before it.</summary>
    /// <exception cref="TensorFlowFormatException">An operand's name makes no sense.</exception>
    public IEnumerable<TensorName> Operands(NodeDef node) =>
        node.Inputs.Where(i => !i.StartsWith('^')).Select(i => Parse(i) ?? throw new TensorFlowFormatException($"Node '{node.Name}' ({node.Op}): its input '{i}' is no name of a tensor."));

    /// <summary>The nodes that a node waits for without taking a result.</summary>
    public static IEnumerable<string> Controls(NodeDef node) => node.Inputs.Where(i => i.StartsWith('^')).Select(i => i[1..]);

    /// <summary>Reads the name of a result as this graph's nodes write it; null when it is none.</summary>
    public TensorName? Parse(string text)
    {
        string[] parts = text.Split(':');
        if (_function is null || parts.Length != 3) return TensorName.Parse(text);
        if (!int.TryParse(parts[2], out int index) || index < 0) return null;
        if (Find(parts[0]) is { } node && ResultNames.TryGetValue(node.Op, out string[]? names)) index += Math.Max(0, Array.IndexOf(names, parts[1]));
        return new TensorName(parts[0], index);
    }
}
