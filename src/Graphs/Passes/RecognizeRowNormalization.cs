namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Makes one LayerNormalization, or without the mean one RMSNormalization, of means, squares and a root, as which files spell them out that name
/// an operator set older than 17, or than 23.
/// </summary>
public sealed class RecognizeRowNormalization : GraphPass
{
    /// <inheritdoc/>
    public override void Apply(GraphRewriter rewriter)
    {
        foreach (Node node in rewriter.Nodes)
        {
            if (node.Operator is not Div || !rewriter.HasOneUse(node.Outputs[0]) || Deviation(node.Inputs[1]!) is not { } deviation) continue;
            Value numerator = node.Inputs[0]!;
            if (deviation.Of != numerator || rewriter.OnlyUser(node.Outputs[0]) is not { Operator: Mul } scaled) continue;
            if (Other(scaled, node.Outputs[0]) is not { } scale || !IsRow(scale, numerator)) continue;
            Value? centered = numerator.Producer is { Operator: Sub } sub && Mean(sub.Inputs[1]!) == sub.Inputs[0] ? sub.Inputs[0] : null;
            Value y = scaled.Outputs[0];
            if (centered is null) rewriter.Replace(y, numerator.RMSNormalization(scale, epsilon: deviation.Epsilon));
            else if (rewriter.OnlyUser(y) is { Operator: Add } shifted && Other(shifted, y) is { } bias && IsRow(bias, numerator))
                rewriter.Replace(shifted.Outputs[0], centered.LayerNormalization(scale, bias, epsilon: deviation.Epsilon));
            else rewriter.Replace(y, centered.LayerNormalization(scale, epsilon: deviation.Epsilon));
        }
    }

    // √(mean of squares + epsilon): what is squared, and epsilon.
    private static (Value Of, float Epsilon)? Deviation(Value value)
    {
        if (value.Producer is not { Operator: Sqrt } root || root.Inputs[0]!.Producer is not { Operator: Add } sum) return null;
        for (int i = 0; i < 2; i++)
            if (sum.Inputs[1 - i]!.Constant is { Count: 1 } epsilon && Mean(sum.Inputs[i]!) is { Producer: { } square } && Squared(square) is { } of)
                return (of, (float)Scalars.Number(epsilon));
        return null;
    }

    private static Value? Squared(Node node) => node.Operator switch
    {
        Mul when node.Inputs[0] == node.Inputs[1] => node.Inputs[0],
        Pow when node.Inputs[1]!.Constant is { Count: 1 } power && Scalars.Number(power) == 2 => node.Inputs[0],
        _ => null,
    };

    // What the mean along the last axis is taken of.
    private static Value? Mean(Value value) =>
        value.Producer is { Operator: ReduceMean { KeepDims: true } } node && node.Inputs.Count > 1
        && node.Inputs[1]?.Known is { Count: 1, Type: Tensors.ElementType.Int64 } axes && node.Inputs[0]!.Shape is { IsRanked: true } shape
        && (axes.AsSpan<long>()[0] == -1 || axes.AsSpan<long>()[0] == shape.Rank - 1) ? node.Inputs[0] : null;

    private static Value? Other(Node node, Value operand) => node.Inputs[0] == operand ? node.Inputs[1] : node.Inputs[0];

    private static bool IsRow(Value value, Value x) =>
        value.Shape is { IsRanked: true, Rank: 1 } && x.Shape is { IsRanked: true } shape && value.Shape[0].IsKnown && value.Shape[0] == shape[-1];
}
