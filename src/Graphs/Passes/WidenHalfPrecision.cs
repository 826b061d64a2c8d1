using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Computes in single precision what is given in half precision (Float16, BFloat16): operands are widened, results are rounded where something
/// that is not widened takes them. Kernels for single precision are many times faster, and processors have no BFloat16 of their own.
/// </summary>
/// <remarks>Between two widened nodes nothing is rounded. What only moves elements is widened where that saves a conversion.</remarks>
/// <param name="onlyBFloat16">Whether Float16 stays, for which there are reference kernels.</param>
public sealed class WidenHalfPrecision(bool onlyBFloat16 = false) : GraphPass
{
    /// <inheritdoc/>
    public override void Apply(GraphRewriter rewriter)
    {
        // By each value in half precision the same in single precision.
        Dictionary<Value, Value> wide = [];
        foreach (Node node in rewriter.Nodes)
        {
            if (node.Operator is Cast { To: ElementType.Float32 or ElementType.Float64 } cast)
            {
                if (wide.TryGetValue(node.Inputs[0]!, out Value? source) && source.Producer is not Node { Operator: Cast })
                    rewriter.Replace(node.Outputs[0], source.Cast(cast.To));
            }
            else if (IsWidened(node, wide)) Widen(rewriter, node, wide);
        }
    }

    /// <summary>Whether a graph has values of BFloat16 that something is to be computed with, for which there are no kernels.</summary>
    public static bool HasBFloat16(Graph graph) =>
        graph.Nodes.Any(n => n.Operator is not Cast && n.Inputs.Any(i => i?.Type.Element == ElementType.BFloat16));

    private bool IsHalf(ElementType type) => type == ElementType.BFloat16 || (type == ElementType.Float16 && !onlyBFloat16);

    private bool IsWidened(Node node, Dictionary<Value, Value> wide)
    {
        if (node.Operator is CastLike or SubgraphOperator || !node.Operator.IsDeterministic) return false;
        Value[] halves = [.. node.Inputs.OfType<Value>().Where(i => IsHalf(i.Type.Element))];
        if (halves.Length == 0 || node.Inputs.Concat(node.Outputs).Any(v => v is not null && v.Type.Element <= ElementType.Undefined)) return false;
        return !MovesOnly(node.Operator) || (halves.Any(IsComputed) && halves.All(v => IsComputed(v) || v.Constant is not null));

        bool IsComputed(Value v) => wide.TryGetValue(v, out Value? single) && single.Producer is not { Operator: Cast };
    }

    private void Widen(GraphRewriter rewriter, Node node, Dictionary<Value, Value> wide)
    {
        Node twin;
        try
        {
            twin = rewriter.Graph.AddNode(node.Name, node.Operator, [.. node.Inputs.Select(i => i is not null && IsHalf(i.Type.Element) ? Wide(i) : i)]);
        }
        catch (ShapeException)
        {
            return;
        }
        if (twin.Outputs.Zip(node.Outputs).Any(o => o.First.Type.Element != o.Second.Type.Element
            && !(o.First.Type.Element == ElementType.Float32 && IsHalf(o.Second.Type.Element)))) return;
        twin.Name = node.Name;
        for (int o = 0; o < node.Outputs.Count; o++)
        {
            Value result = twin.Outputs[o], narrow = result.Cast(node.Outputs[o].Type.Element);
            narrow.Name ??= node.Outputs[o].Name;
            rewriter.Replace(node.Outputs[o], narrow);
            if (narrow != result) wide[narrow] = result;
        }

        Value Wide(Value half)
        {
            if (!wide.TryGetValue(half, out Value? single)) wide[half] = single = half.Cast(ElementType.Float32);
            return single;
        }
    }

    private static bool MovesOnly(Operator op) => op is Concat or DepthToSpace or Expand or Flatten or Gather or GatherElements or GatherND or Identity or Pad
        or Reshape or ReverseSequence or ShapeOf or Size or Slice or SpaceToDepth or Split or Squeeze or Tile or Transpose or Unsqueeze;
}
