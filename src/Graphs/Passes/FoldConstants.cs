namespace MlNetDeepLearning.Graphs;

/// <summary>Computes nodes all of whose operands are known, once and for all.</summary>
public sealed class FoldConstants : GraphPass
{
    // Results much larger than their operands (a stretched scalar) cost more to keep and to load than to compute.
    private const long AlwaysBytes = 1 << 20;

    /// <inheritdoc/>
    public override void Apply(GraphRewriter rewriter)
    {
        foreach (Node node in rewriter.Nodes)
        {
            if (!node.Outputs.All(o => o.Known is not null))
            {
                if (!Folding.IsPossible(node) || !node.Outputs.All(o => o.Shape.IsKnown)) continue;
                long before = node.Inputs.Sum(i => i?.Known!.Bytes ?? 0), after = node.Outputs.Sum(Bytes);
                if (after > Math.Max(AlwaysBytes, 2 * before)) continue;
            }
            Tensors.Tensor[] results = [.. node.Outputs.Select(o => o.Known!)];
            if (results.Any(r => r is null)) results = Folding.Run(node, [.. node.Outputs.Select(o => o.Type)]);
            for (int o = 0; o < results.Length; o++)
                rewriter.Replace(node.Outputs[o], rewriter.Graph.Constant(results[o]));
        }
    }

    private static long Bytes(Value value) =>
        value.Type.Element == Tensors.ElementType.String ? 0 : value.Shape.ToShape().Count * Tensors.ElementTypes.Size(value.Type.Element);
}
