using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>
/// Spells operators out in older ones where a file is to name a set that does not have them yet, so that networks open in runtimes that people
/// have installed and not only in the newest.
/// </summary>
internal static class Lowerings
{
    /// <summary>The newest set that files name without being asked to, as long as a lowering exists: that of ONNX Runtime 1.18 (2024).</summary>
    public const int Ceiling = 21;

    private static readonly Dictionary<string, Func<Node, Value>> Rules = new()
    {
        ["Swish"] = n => X(n) * (((Swish)n.Operator).Alpha == 1 ? X(n) : X(n) * ((Swish)n.Operator).Alpha).Sigmoid(),
        ["Mish"] = n => X(n) * X(n).Softplus().Tanh(),
        ["HardSwish"] = n => X(n) * X(n).HardSigmoid(1f / 6, 0.5f),
        ["Gelu"] = n => ((Gelu)n.Operator).Approximate == "tanh"
            ? X(n) * 0.5 * (((X(n) + X(n) * X(n) * X(n) * 0.044715) * Math.Sqrt(2 / Math.PI)).Tanh() + 1)
            : X(n) * 0.5 * ((X(n) * Math.Sqrt(0.5)).Erf() + 1),
        ["RMSNormalization"] = n =>
        {
            var op = (RMSNormalization)n.Operator;
            int rank = X(n).Shape.Rank, axis = X(n).Shape.Axis(op.Axis);
            Ints axes = Ints.Of([.. Enumerable.Range(axis, rank - axis)]);
            return X(n) / ((X(n) * X(n)).ReduceMean(axes) + op.Epsilon).Sqrt() * n.Inputs[1]!;
        },
    };

    /// <summary>Replaces what is newer than a version and can be spelled out.</summary>
    public static void Apply(Graph graph, int newest)
    {
        var rewriter = new GraphRewriter(graph);
        foreach (Node node in rewriter.Nodes)
        {
            if (node.Operator.Domain.Length > 0 || OperatorVersions.Needed(node) <= newest) continue;
            Value[] results = node.Operator is Attention attention ? AttentionComposition.Build(attention, node.Inputs)
                : Rules.TryGetValue(node.Operator.OpType, out Func<Node, Value>? rule) ? [rule(node)]
                : [];
            for (int o = 0; o < results.Length; o++)
            {
                if (rewriter.Uses(node.Outputs[o]).Count == 0 && !rewriter.IsResult(node.Outputs[o])) continue;
                results[o].Name ??= node.Outputs[o].Name;
                rewriter.Replace(node.Outputs[o], results[o]);
            }
        }
        if (rewriter.Changed) rewriter.Finish();
    }

    private static Value X(Node node) => node.Inputs[0]!;
}
