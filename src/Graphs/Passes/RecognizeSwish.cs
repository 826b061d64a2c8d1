namespace MlNetDeepLearning.Graphs;

/// <summary>Makes x · sigmoid(x), which files spell out because few runtimes have the operator, one Swish again.</summary>
public sealed class RecognizeSwish : GraphPass
{
    /// <inheritdoc/>
    public override void Apply(GraphRewriter rewriter)
    {
        foreach (Node node in rewriter.Nodes)
        {
            if (node.Operator is not Mul) continue;
            for (int i = 0; i < 2; i++)
            {
                Value gate = node.Inputs[i]!, x = node.Inputs[1 - i]!;
                if (gate.Producer is not { Operator: Sigmoid } sigmoid || sigmoid.Inputs[0] != x || !rewriter.HasOneUse(gate)) continue;
                rewriter.Replace(node.Outputs[0], x.Swish());
                break;
            }
        }
    }
}
