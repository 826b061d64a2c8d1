using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Makes one of two transposes, and of two reshapes, that follow each other; makes reshapes of transposes that only move axes of length 1.
/// </summary>
public sealed class MergeMoves : GraphPass
{
    /// <inheritdoc/>
    public override void Apply(GraphRewriter rewriter)
    {
        foreach (Node node in rewriter.Nodes)
        {
            if (!node.Outputs.All(o => o.Type.IsRanked)) continue;
            Value y = node.Outputs[0], x = node.Operator is Transpose || IsReshape(node.Operator) ? node.Inputs[0]! : y;
            if (x == y || !x.Type.IsRanked) continue;
            if (node.Operator is Transpose)
            {
                int[] perm = Turns.Axes(node);
                if (Turns.MovesOnlyOnes(x.Shape, perm) && AsReshape(x, y.Shape) is { } reshaped) rewriter.Replace(y, reshaped);
                else if (x.Producer is { Operator: Transpose } inner && inner.Inputs[0]!.Type.IsRanked)
                {
                    int[] first = Turns.Axes(inner);
                    rewriter.Replace(y, Turns.Turn(inner.Inputs[0]!, [.. perm.Select(a => first[a])]));
                }
            }
            else if (x.Producer is { } before && IsReshape(before.Operator) && before.Inputs[0]!.Type.IsRanked && AsReshape(before.Inputs[0]!, y.Shape) is { } merged)
                rewriter.Replace(y, merged);
        }
    }

    /// <summary>The value in a shape of the same number of elements; null where the shape cannot be said with numbers and one -1.</summary>
    internal static Value? AsReshape(Value x, SymbolicShape shape)
    {
        if (x.Shape.Equals(shape)) return x;
        Dim[] dims = shape.ToArray();
        if (dims.Count(d => !d.IsKnown) > 1 || dims.Any(d => d == 0)) return null;
        return x.Graph.Add(new Reshape(), x, x.Graph.Constant(Tensor.Ints([.. dims.Select(d => d.IsKnown ? d.Value : -1L)])));
    }

    private static bool IsReshape(Operator op) => op is Reshape or Flatten or Squeeze or Unsqueeze;
}
