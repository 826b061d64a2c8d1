namespace MlNetDeepLearning.Graphs;

/// <summary>Takes out nodes whose result is their operand: Identity, Dropout while scoring, reshapes and casts to what the operand is already.</summary>
public sealed class RemoveNoOperations : GraphPass
{
    /// <inheritdoc/>
    public override void Apply(GraphRewriter rewriter)
    {
        foreach (Node node in rewriter.Nodes)
            if (IsNoOperation(node) && node.Outputs.Skip(1).All(o => rewriter.Uses(o).Count == 0 && !rewriter.IsResult(o)))
                rewriter.Replace(node.Outputs[0], node.Inputs[0]!);
    }

    private static bool IsNoOperation(Node node) => node.Operator switch
    {
        Identity => true,
        Cast cast => node.Inputs[0]!.Type.Element == cast.To,
        Reshape or ReshapeLike or Flatten or Squeeze or Unsqueeze or Expand => node.Inputs[0]!.Shape.Equals(node.Outputs[0].Shape),
        Transpose { Perm.Length: > 0 } transpose => transpose.Perm.ToArray().SequenceEqual(Enumerable.Range(0, transpose.Perm.Length)),
        Concat => node.Inputs.Count == 1,
        // Without the operand that says so it is not training.
        Dropout => node.Inputs.Count < 3 || node.Inputs[2] is null || node.Inputs[2]!.Known is { } training && training.AsBytes()[0] == 0,
        _ => false,
    };
}
