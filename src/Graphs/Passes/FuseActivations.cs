namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Lets a product or convolution apply the activation behind it while it writes its result. Where training needs what the activation was
/// applied to, that has a second use and stays; the gradients of Relu, LeakyRelu, Sigmoid and Tanh need only their results.
/// </summary>
public sealed class FuseActivations : GraphPass
{
    /// <inheritdoc/>
    public override void Apply(GraphRewriter rewriter)
    {
        foreach (Node node in rewriter.Nodes)
        {
            if (FusedActivation.Of(node) is not { } activation || node.Inputs[0] is not { Producer: { } product } x || !rewriter.HasOneUse(x)) continue;
            (string name, float alpha, float beta) = activation;
            Operator? fused = product.Operator switch
            {
                Conv c => new FusedConv(name, alpha, beta, c.AutoPad, c.Dilations, c.Group, c.KernelShape, c.Pads, c.Strides),
                Gemm g => new FusedGemm(name, alpha, beta, g.Alpha, g.Beta, g.TransA, g.TransB),
                FusedLinear { Activation: "" } => new FusedLinear(name, alpha, beta),
                MatMul when product.Inputs.All(i => i!.Shape.Rank == 2) => new FusedGemm(name, alpha, beta),
                _ => null,
            };
            if (fused is null) continue;
            Value y = rewriter.Graph.Add(fused, [.. product.Inputs]);
            y.Producer!.Name = product.Name;
            rewriter.Replace(node.Outputs[0], y);
        }
    }
}
