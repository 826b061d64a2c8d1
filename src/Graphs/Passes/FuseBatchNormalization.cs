namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Lets batch normalization in training add a residual and apply Relu while it writes its result, and lets its gradient mask what comes
/// back: each saves a way through memory.
/// </summary>
public sealed class FuseBatchNormalization : GraphPass
{
    /// <inheritdoc/>
    public override void Apply(GraphRewriter rewriter)
    {
        foreach (Node node in rewriter.Nodes)
        {
            switch (node.Operator)
            {
                case Add: AddResidual(rewriter, node); break;
                case Relu: ApplyRelu(rewriter, node); break;
                case BatchNormalizationGradient { TrainingMode: true } gradient: Mask(rewriter, node, gradient); break;
            }
        }
    }

    private static void AddResidual(GraphRewriter rewriter, Node add)
    {
        for (int i = 0; i < 2; i++)
        {
            Value y = add.Inputs[i]!, residual = add.Inputs[1 - i]!;
            if (y.Producer is not { Operator: BatchNormalization { TrainingMode: true } op } norm || y != norm.Outputs[0]) continue;
            if (!rewriter.HasOneUse(y) || !residual.Shape.Equals(y.Shape) || DependsOn(residual, norm)) continue;
            Replace(rewriter, norm, new FusedBatchNormalization(op.Epsilon, op.Momentum, Relu: false), add.Outputs[0], residual);
            return;
        }
    }

    private static void ApplyRelu(GraphRewriter rewriter, Node relu)
    {
        Value y = relu.Inputs[0]!;
        if (y.Producer is not { } norm || y != norm.Outputs[0] || !rewriter.HasOneUse(y)) return;
        FusedBatchNormalization? fused = norm.Operator switch
        {
            BatchNormalization { TrainingMode: true } op => new FusedBatchNormalization(op.Epsilon, op.Momentum, Relu: true),
            FusedBatchNormalization { Relu: false } op => op with { Relu = true },
            _ => null,
        };
        if (fused is not null) Replace(rewriter, norm, fused, relu.Outputs[0], norm.Inputs.Count > 5 ? norm.Inputs[5] : null);
    }

    private static void Mask(GraphRewriter rewriter, Node node, BatchNormalizationGradient gradient)
    {
        Value dy = node.Inputs[0]!;
        if (dy.Producer is not { Operator: ReluGradient } mask || !rewriter.HasOneUse(dy)) return;
        Node fused = rewriter.Graph.AddNode(node.Name, new FusedBatchNormalizationGradient(gradient.Epsilon),
            mask.Inputs[0], node.Inputs[1], node.Inputs[2], node.Inputs[3], node.Inputs[4], mask.Inputs[1]);
        for (int o = 0; o < 3; o++) rewriter.Replace(node.Outputs[o], fused.Outputs[o]);
    }

    private static void Replace(GraphRewriter rewriter, Node norm, FusedBatchNormalization op, Value result, Value? residual)
    {
        Node fused = rewriter.Graph.AddNode(norm.Name, op, norm.Inputs[0], norm.Inputs[1], norm.Inputs[2], norm.Inputs[3], norm.Inputs[4], residual);
        rewriter.Replace(result, fused.Outputs[0]);
        for (int o = 1; o < 5; o++) rewriter.Replace(norm.Outputs[o], fused.Outputs[o]);
    }

    // A residual that uses the normalization's own statistics cannot come before it.
    private static bool DependsOn(Value value, Node node)
    {
        HashSet<Node> seen = [];
        Stack<Value> open = new([value]);
        while (open.TryPop(out Value? next))
        {
            if (next.Producer is not { } producer || !seen.Add(producer)) continue;
            if (producer == node) return true;
            foreach (Value? input in producer.Inputs)
                if (input is not null) open.Push(input);
        }
        return false;
    }
}
