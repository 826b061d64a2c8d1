namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Makes a batch normalization with fixed statistics part of the convolution or transposed convolution before it: w' = w · s and b' = (b - mean) · s + shift, with
/// s = scale / √(variance + ε) per channel (Jacob et al. 2018, section 3.2). Only where all weights are constants.
/// </summary>
public sealed class FoldBatchNormalization : GraphPass
{
    /// <inheritdoc/>
    public override void Apply(GraphRewriter rewriter)
    {
        foreach (Node node in rewriter.Nodes)
        {
            if (node.Operator is not BatchNormalization { TrainingMode: false } normalization) continue;
            Value x = node.Inputs[0]!;
            if (x.Producer is not { Operator: Conv or ConvTranspose { Group: 1 } } conv || !rewriter.HasOneUse(x) || !IsConstant(node, 1) || !IsConstant(conv, 1)) continue;

            Value scale = node.Inputs[1]! / (node.Inputs[4]! + normalization.Epsilon).Sqrt();
            Value w = conv.Inputs[1]!;
            bool transposed = conv.Operator is ConvTranspose;
            Value weights = w * scale.Reshape([.. Enumerable.Range(0, w.Shape.Rank).Select(a => a == (transposed ? 1 : 0) ? -1L : 1)]);
            Value centred = conv.Inputs.Count > 2 && conv.Inputs[2] is { } b ? b - node.Inputs[3]! : -node.Inputs[3]!;
            Value y = rewriter.Graph.Add(conv.Operator, conv.Inputs[0], weights, centred * scale + node.Inputs[2]!);
            y.Producer!.Name = conv.Name;
            rewriter.Replace(node.Outputs[0], y);
        }
    }

    private static bool IsConstant(Node node, int from) => node.Inputs.Skip(from).All(i => i is null or { Constant: not null });
}
