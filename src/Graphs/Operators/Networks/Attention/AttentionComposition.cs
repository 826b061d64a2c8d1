using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Spells <see cref="Attention"/> out in products and a softmax: for its gradient, and for files that older runtimes open.</summary>
public static class AttentionComposition
{
    /// <summary>The four results from the operands of an attention, of which those left out are null.</summary>
    public static Value[] Build(Attention op, IReadOnlyList<Value?> operands)
    {
        Value q = operands[0]!, k = operands[1]!, v = operands[2]!;
        Value? mask = Operand(3), before = Operand(4), length = Operand(6);
        bool sideBySide = q.Shape.Rank == 3;
        if (sideBySide) (q, k, v) = (Heads(q, op.QNumHeads!.Value), Heads(k, op.KvNumHeads!.Value), Heads(v, op.KvNumHeads!.Value));
        if (before is not null) (k, v) = (q.Graph.Concat(2, before, k), q.Graph.Concat(2, Operand(5)!, v));
        (Value allKeys, Value allValues) = (k, v);
        int heads = q.Shape[1].Value, keyHeads = k.Shape[1].Value;
        if (heads != keyHeads)
        {
            Value which = q.Graph.Constant(Tensor.Ints([.. Enumerable.Range(0, heads).Select(h => (long)(h / (heads / keyHeads)))]));
            (k, v) = (k.Gather(which, 1), v.Gather(which, 1));
        }
        double scale = op.Scale ?? 1 / Math.Sqrt(q.Shape[3].Value);
        Value scores = (q * scale).MatMul(k.Transpose(0, 1, 3, 2)), products = scores;
        if (op.Softcap != 0) scores = (scores / op.Softcap).Tanh() * op.Softcap;
        Value capped = scores;
        if (mask is not null)
        {
            Value added = mask.Type.Element == ElementType.Bool ? mask.Where(scores.Like(0), scores.Like(float.MinValue)) : mask;
            if (added.Shape[-1] is { IsKnown: true, Value: > 1 and int given } && k.Shape[2] is { IsKnown: true, Value: int all } && given < all)
                added = added.Pad([.. new long[(2 * added.Shape.Rank) - 1], all - given], constant: double.NegativeInfinity);
            scores += added;
        }
        if (op.IsCausal)
        {
            Value rows = Places(q).Unsqueeze(1);
            if (before is not null) rows += Rows(before);
            scores = Places(k).LessOrEqual(rows).Where(scores, scores.Like(double.NegativeInfinity));
        }
        if (length is not null) scores = Places(k).Less(length.Reshape(-1, 1, 1, 1)).Where(scores, scores.Like(double.NegativeInfinity));
        Value masked = scores, shares = scores.Softmax(), y = shares.MatMul(v);
        if (sideBySide) y = y.Transpose(0, 2, 1, 3).Reshape(0, 0, heads * v.Shape[3].Value);
        return [y, allKeys, allValues, op.QkMatmulOutputMode switch { 0 => products, 1 => capped, 2 => masked, _ => shares }];

        Value? Operand(int index) => index < operands.Count ? operands[index] : null;
    }

    private static Value Heads(Value x, int heads) =>
        x.Reshape(0, 0, heads, x.Shape[2].DividedBy(heads) is { IsKnown: true } width ? width.Value : -1).Transpose(0, 2, 1, 3);

    private static Value Rows(Value x) => x.Graph.Add(new ShapeOf(2, 3), x);

    // 0, 1, 2 … for each row.
    private static Value Places(Value x)
    {
        Value count = Rows(x);
        return x.Graph.Constant(Tensor.Scalar(0L)).Range(count.Squeeze(0), x.Graph.Constant(Tensor.Scalar(1L)));
    }
}
