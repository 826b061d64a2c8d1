using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Takes the product of many rows (a batch of texts) with a weight, and the bias behind it, as one product whose weight is packed once and
/// that adds the bias while it writes its result. Those of matrices are <see cref="MoveBiasIntoProducts"/>'s.
/// </summary>
public sealed class FuseLinear : GraphPass
{
    /// <inheritdoc/>
    public override void Apply(GraphRewriter rewriter)
    {
        foreach (Node node in rewriter.Nodes)
        {
            if (node.Operator is not MatMul || node.Inputs[0]!.Type is not { Element: ElementType.Float32, Shape: { IsRanked: true, Rank: > 2 } }) continue;
            if (!IsWeight(node.Inputs[1]!) || node.Inputs[1]!.Shape.Rank != 2) continue;
            Value product = node.Outputs[0], result = product;
            Value? bias = null;
            if (rewriter.OnlyUser(product) is { Operator: Add } add)
            {
                Value other = add.Inputs[0] == product ? add.Inputs[1]! : add.Inputs[0]!;
                if (IsWeight(other) && other.Shape.Rank == 1 && other.Shape[0] == product.Shape[-1]) (bias, result) = (other, add.Outputs[0]);
            }
            Value fused = rewriter.Graph.Add(new FusedLinear(), node.Inputs[0], node.Inputs[1], bias);
            fused.Producer!.Name = node.Name;
            rewriter.Replace(result, fused);
        }
    }

    private static bool IsWeight(Value value) => value.Constant is not null || value.Parameter is not null;
}
