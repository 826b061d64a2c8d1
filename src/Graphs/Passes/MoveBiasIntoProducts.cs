namespace MlNetDeepLearning.Graphs;

/// <summary>Makes the addition of a weight after a matrix product or convolution the bias of that operator, which adds it while it writes its result.</summary>
public sealed class MoveBiasIntoProducts : GraphPass
{
    /// <inheritdoc/>
    public override void Apply(GraphRewriter rewriter)
    {
        foreach (Node node in rewriter.Nodes)
        {
            if (node.Operator is not Add) continue;
            for (int i = 0; i < 2; i++)
            {
                Value product = node.Inputs[i]!, bias = node.Inputs[1 - i]!;
                bool weight = bias.Constant is not null || bias.Parameter is not null;
                if (!weight || !rewriter.HasOneUse(product) || !product.Shape.Equals(node.Outputs[0].Shape)) continue;
                Value? fused = product.Producer?.Operator switch
                {
                    MatMul => InGemm(product.Producer, new Gemm(), bias),
                    Gemm gemm when product.Producer.Inputs.Count < 3 => InGemm(product.Producer, gemm with { Beta = 1 }, bias),
                    Conv conv when product.Producer.Inputs.Count < 3 => InConv(product.Producer, conv, bias),
                    _ => null,
                };
                if (fused is null) continue;
                fused.Producer!.Name = product.Producer!.Name;
                rewriter.Replace(node.Outputs[0], fused);
                break;
            }
        }
    }

    private static Value? InGemm(Node node, Gemm gemm, Value bias)
    {
        Value a = node.Inputs[0]!, b = node.Inputs[1]!;
        if (a.Shape.Rank != 2 || b.Shape.Rank != 2 || bias.Shape.Rank > 2 || (bias.Shape.Rank == 2 && bias.Shape[0] != 1)) return null;
        return node.Graph.Add(gemm, a, b, bias);
    }

    private static Value? InConv(Node node, Conv conv, Value bias)
    {
        SymbolicShape y = node.Outputs[0].Shape, b = bias.Shape;
        int axis = b.Rank - (y.Rank - 1);
        if (axis < 0 || b.Count != y[1] || b[axis] != y[1]) return null;
        return node.Graph.Add(conv, node.Inputs[0], node.Inputs[1], bias.Reshape(-1));
    }
}
