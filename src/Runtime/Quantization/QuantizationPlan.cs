using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Runtime.Quantization;

/// <summary>Decides which nodes of a network compute in integers and which values become integers for that.</summary>
internal sealed class QuantizationPlan
{
    // Operators that move elements without computing: their result has the scale of their operand.
    private static readonly HashSet<string> Moving =
        ["DepthToSpace", "Flatten", "GlobalMaxPool", "Identity", "MaxPool", "Reshape", "Slice", "SpaceToDepth", "Squeeze", "Transpose", "Unsqueeze"];

    private readonly Dictionary<Value, Value> _ranges = [];
    private readonly HashSet<Node> _integer = [];
    private readonly QuantizationOptions _options;
    private readonly GraphRewriter _uses;

    public QuantizationPlan(Graph graph, QuantizationOptions options)
    {
        _options = options;
        _uses = new GraphRewriter(graph);
        HashSet<Node> absorbed = [];
        foreach (Node node in _uses.Nodes)
        {
            if (Select(node, out string remark))
            {
                foreach (Value value in Activations(node)) _ranges.TryAdd(value, value);
                Node? activation = _uses.OnlyUser(node.Outputs[0]) is { Operator: Relu or Clip } user ? user : null;
                if (activation is not null) absorbed.Add(activation);
                _integer.Add(node);
                if (activation is null) MarkResult(node, node.Outputs[0]);
            }
            else if (absorbed.Contains(node))
            {
                _integer.Add(node);
                MarkResult(node, node.Outputs[0]);
            }
            else if (IsMoving(node) && _ranges.TryGetValue(node.Inputs[0]!, out Value? source) && IsProduced(node.Inputs[0]!))
            {
                _integer.Add(node);
                MarkResult(node, source);
            }
            if (remark.Length > 0 || (Selected.Contains(node) && options.Operators.Contains(node.Operator.OpType))) Remarks.Add((node, remark));
        }
    }

    /// <summary>Nodes that options name, with the reason where they are not quantized.</summary>
    public List<(Node Node, string Remark)> Remarks { get; } = [];

    /// <summary>The nodes that the options select and that can be quantized.</summary>
    public HashSet<Node> Selected { get; } = [];

    /// <summary>The values whose ranges have to be known.</summary>
    public IReadOnlyList<Value> Values => [.. _ranges.Values.Distinct()];

    /// <summary>The value whose range a value shares; null when it stays floating-point.</summary>
    public Value? RangeOf(Value value) => _ranges.GetValueOrDefault(value);

    /// <summary>Whether a node takes the integers of a value, rather than what was there before they were made.</summary>
    public bool TakesIntegers(Node node, Value value) => _ranges.ContainsKey(value) && (_integer.Contains(node) || IsProduced(value));

    /// <summary>The floating-point operands of a quantized node that are no weights or biases of it.</summary>
    public static IEnumerable<Value> Activations(Node node)
    {
        bool weights = node.Operator is Conv or Gemm || (node.Operator is MatMul && WeightQuantization.Find(node, out _) is not null);
        return weights ? [node.Inputs[0]!] : node.Inputs.OfType<Value>();
    }

    private void MarkResult(Node node, Value source)
    {
        // An output of the network keeps its full precision.
        if (!_uses.IsResult(node.Outputs[0])) _ranges.TryAdd(node.Outputs[0], source);
    }

    private bool IsProduced(Value value) => value.Producer is { } producer && _integer.Contains(producer);

    private static bool IsMoving(Node node) =>
        node.Operator.Domain.Length == 0 && node.Inputs.Count > 0 && node.Inputs[0]?.Type.Element == ElementType.Float32
        && (Moving.Contains(node.Operator.OpType) || (node.Operator is Pad { Mode: "constant" } && PadsWithZeros(node)));

    private static bool PadsWithZeros(Node node) => node.Inputs.Count < 3 || node.Inputs[2] is not { } value || value.Constant is { } constant && constant.AsSpan<float>()[0] == 0;

    private bool Select(Node node, out string remark)
    {
        remark = "";
        if (node.Operator.Domain.Length > 0 || !_options.Operators.Contains(node.Operator.OpType)) return false;
        if (_options.ExcludedNodes.Contains(node.Name)) remark = "it is excluded";
        else if (node.Outputs[0].Type.Element != ElementType.Float32) return false;
        else if (node.Operator is Conv or Gemm) WeightQuantization.Find(node, out remark);
        else if (node.Operator is not MatMul && !node.Inputs.OfType<Value>().Any(IsProduced)) remark = "nothing before it computes in integers";
        if (remark.Length == 0 && node.Operator is Conv or Gemm && node.Inputs.Count > 2 && node.Inputs[2] is { } bias && !IsBias(node, bias))
            remark = "its bias is not one constant for each output channel";
        return remark.Length == 0 && Selected.Add(node);
    }

    private static bool IsBias(Node node, Value bias) =>
        bias.Constant is { Type: ElementType.Float32 } tensor && node.Outputs[0].Shape[1].IsKnown && tensor.Count == node.Outputs[0].Shape[1].Value
        && (tensor.Shape.Rank < 2 || tensor.Shape[-1] == tensor.Count);
}
