using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Computes nodes whose operands are all known before anything runs.</summary>
public static class Folding
{
    private const int MaxShapeElements = 64;

    /// <summary>Whether a node's results follow from known operands alone.</summary>
    public static bool IsPossible(Node node) =>
        node.Operator is { IsDeterministic: true } and not SubgraphOperator && node.Inputs.All(i => i is null or { Known: not null });

    /// <summary>Computes the results of a node whose operands are all known.</summary>
    public static Tensor[] Run(Node node, TensorType[] types)
    {
        Tensor?[] results = [.. types.Select(t => node.Operator.GivesResults ? null : new Tensor(t.Element, t.Shape.ToShape()))];
        node.Operator.Run(new Kernel(node, [.. node.Inputs.Select(i => i?.Known)], results, new bool[node.Inputs.Count], new RunState()));
        return results!;
    }

    // Importers meet shapes that are computed by a few nodes on a handful of integers; knowing them at once keeps the shapes behind them known.
    internal static bool IsShapeArithmetic(Node node, TensorType[] types) =>
        types.Length > 0 && types.All(t => (t.Element is ElementType.Int64 or ElementType.Int32 or ElementType.Bool) && t.Shape.IsKnown && t.Shape.ToShape().Count <= MaxShapeElements)
        && node.Inputs.Count > 0 && IsPossible(node);
}
