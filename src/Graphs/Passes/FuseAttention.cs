using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Makes one Attention of what networks spell out: a product of queries and keys, a factor, a mask that is added or chosen by Where, a
/// softmax and the product with the values; with the reshapes and transposes that cut heads from rows and join them again, where those are there.
/// </summary>
public sealed class FuseAttention : GraphPass
{
    // What a mask puts in place of a score that is not to be seen, at most.
    private const double Unseen = -1e4;

    /// <inheritdoc/>
    public override void Apply(GraphRewriter rewriter)
    {
        foreach (Node node in rewriter.Nodes)
        {
            if (node.Operator is not Softmax { Axis: -1 or 3 } || node.Outputs[0].Type is not { Element: ElementType.Float32, Shape: { IsRanked: true, Rank: 4 } scores }) continue;
            if (rewriter.OnlyUser(node.Outputs[0]) is not { Operator: MatMul } last || last.Inputs[0] != node.Outputs[0]) continue;
            double scale = 1;
            (Value product, Value? mask) = Unmasked(rewriter, node.Inputs[0]!);
            product = Unscaled(rewriter, product, ref scale);
            if (!rewriter.HasOneUse(product) || !product.Shape.Equals(scores)) continue;
            if (Keys(product.Producer, ref scale) is not { } keys) continue;
            Value q = Unscaled(null, product.Producer!.Inputs[0]!, ref scale), v = last.Inputs[1]!;
            if (!Fits(q, keys.ByHeads ?? keys.ByRows!, keys.ByHeads is null, v)) continue;
            Replace(rewriter, last.Outputs[0], q, keys, v, mask, (float)scale);
        }
    }

    // The scores without the mask behind them, and the mask.
    private static (Value Scores, Value? Mask) Unmasked(GraphRewriter rewriter, Value scores)
    {
        if (!rewriter.HasOneUse(scores) || scores.Producer is not { } node) return (scores, null);
        if (node.Operator is Where && Scalar(node.Inputs[2]!) <= Unseen && IsMask(node.Inputs[0]!, node.Inputs[1]!)) return (node.Inputs[1]!, node.Inputs[0]);
        for (int i = 0; node.Operator is Add && i < 2; i++)
            if (node.Inputs[i]!.Producer?.Operator is MatMul or FusedMatMul or Mul or Div && IsMask(node.Inputs[1 - i]!, node.Inputs[i]!)) return (node.Inputs[i]!, node.Inputs[1 - i]);
        return (scores, null);
    }

    private static bool IsMask(Value mask, Value scores) =>
        mask.Shape is { IsRanked: true, Rank: >= 2 and <= 4 } && scores.Shape is { IsRanked: true, Rank: 4 }
        && Enumerable.Range(1, mask.Shape.Rank).All(d => mask.Shape[-d] == 1 || mask.Shape[-d] == scores.Shape[-d]);

    private static Value Unscaled(GraphRewriter? rewriter, Value x, ref double scale)
    {
        while (x.Producer is { Operator: Mul or Div } node && (rewriter is null || rewriter.HasOneUse(x)))
        {
            if (Scalar(node.Inputs[1]!) is { } factor) scale = node.Operator is Mul ? scale * factor : scale / factor;
            else if (node.Operator is Mul && Scalar(node.Inputs[0]!) is { } first)
            {
                scale *= first;
                x = node.Inputs[1]!;
                continue;
            }
            else break;
            x = node.Inputs[0]!;
        }
        return x;
    }

    private static double? Scalar(Value value) => value.Constant is { Count: 1, Type: ElementType.Float32 } tensor ? tensor.AsSpan<float>()[0] : null;

    // The keys of a product of queries and turned keys: as heads of rows, or as rows of heads.
    private static KeyForm? Keys(Node? product, ref double scale)
    {
        if (product is not { Operator: MatMul or FusedMatMul { TransA: false } }) return null;
        if (product.Operator is FusedMatMul fused)
        {
            scale *= fused.Alpha;
            if (fused.TransB) return new(Unscaled(null, product.Inputs[1]!, ref scale), null);
        }
        if (Unscaled(null, product.Inputs[1]!, ref scale).Producer is not { Operator: Transpose turn } node) return null;
        Value k = Unscaled(null, node.Inputs[0]!, ref scale);
        return turn.Perm == [0, 1, 3, 2] ? new(k, null) : turn.Perm == [0, 2, 3, 1] ? new(null, k) : null;
    }

    private static bool Fits(Value q, Value k, bool byRows, Value v)
    {
        if (!new[] { q, k, v }.All(x => x.Shape is { IsRanked: true, Rank: 4 })) return false;
        Dim heads = q.Shape[1];
        return heads.IsKnown && heads == k.Shape[byRows ? 2 : 1] && heads == v.Shape[1] && q.Shape[0] == k.Shape[0] && q.Shape[0] == v.Shape[0];
    }

    private static void Replace(GraphRewriter rewriter, Value y, Value q, KeyForm keys, Value v, Value? mask, float scale)
    {
        Graph graph = rewriter.Graph;
        int heads = q.Shape[1].Value;
        Value? rows = Rows(q), keyRows = keys.ByHeads is null ? Joined(keys.ByRows!) : Rows(keys.ByHeads), valueRows = Rows(v);
        Value? joined = rewriter.OnlyUser(y) is { Operator: Transpose { Perm: var perm } } turn && perm == [0, 2, 1, 3]
            && rewriter.OnlyUser(turn.Outputs[0]) is { Operator: Reshape } reshape && IsJoined(turn.Outputs[0].Shape, reshape.Outputs[0].Shape) ? reshape.Outputs[0] : null;
        if (rows is not null && keyRows is not null && valueRows is not null && joined is not null)
            rewriter.Replace(joined, graph.Add(new Attention(QNumHeads: heads, KvNumHeads: heads, Scale: scale), rows, keyRows, valueRows, mask));
        else
            rewriter.Replace(y, graph.Add(new Attention(Scale: scale), q, keys.ByHeads ?? keys.ByRows!.Transpose(0, 2, 1, 3), v, mask));
    }

    // [batch, heads, rows, width] that was cut from [batch, rows, heads · width].
    private static Value? Rows(Value heads) =>
        heads.Producer is { Operator: Transpose { Perm: var perm } } turn && perm == [0, 2, 1, 3] ? Joined(turn.Inputs[0]!) : null;

    private static Value? Joined(Value rows) =>
        rows.Producer is { Operator: Reshape } reshape && IsJoined(rows.Shape, reshape.Inputs[0]!.Shape) ? reshape.Inputs[0] : null;

    private static bool IsJoined(SymbolicShape apart, SymbolicShape joined) =>
        apart is { IsRanked: true, Rank: 4 } && joined is { IsRanked: true, Rank: 3 } && apart[0] == joined[0] && apart[1] == joined[1]
        && apart[2].IsKnown && apart[3].IsKnown && joined[2] == apart[2] * apart[3];

    private sealed record KeyForm(Value? ByHeads, Value? ByRows);
}
