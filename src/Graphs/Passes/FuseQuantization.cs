using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Makes operators on integers of floating-point ones between DequantizeLinear and QuantizeLinear, the form in which quantized networks come in files.
/// Results may differ from the computation with floating-point numbers by one step where that rounds at the edge of two; they are those of the quantized
/// operators of ONNX.
/// </summary>
public sealed class FuseQuantization : GraphPass
{
    /// <inheritdoc/>
    public override void Apply(GraphRewriter rewriter)
    {
        foreach (Node node in rewriter.Nodes)
        {
            if (QuantizedValue.Made(node) is { } made) Quantized(rewriter, node, made);
            else if (node.Operator is Gemm or MatMul && rewriter.Uses(node.Outputs[0]).All(u => u.Node.Operator is not QuantizeLinear)) Float(rewriter, node);
        }
    }

    private static void Quantized(GraphRewriter rewriter, Node quantize, QuantizedValue made)
    {
        Value y = quantize.Inputs[0]!;
        if (y.Type.Element != ElementType.Float32) return;
        Node? node = y.Producer;
        Value? result = null;
        if (node is not null && rewriter.HasOneUse(y))
        {
            if (node.Operator is Relu or Clip && IsImplied(node, made) && node.Inputs[0]!.Producer is { } before && rewriter.HasOneUse(node.Inputs[0]!))
                result = QuantizedProducts.Replace(before, made);
            result ??= QuantizedProducts.Replace(node, made) ?? Moved(rewriter, node, made) ?? Padded(node, made) ?? Table(rewriter, node, made);
        }
        result ??= QuantizedValue.Behind(y) is { } same ? Requantized(same, made, static graphs => graphs) : null;
        if (result is null) return;
        if (result.Producer is { } producer && node is not null && node.Operator is not DequantizeLinear) producer.Name = node.Name;
        rewriter.Replace(quantize.Outputs[0], result);
    }

    // A product whose result stays floating-point: the last layer of most networks.
    private static void Float(GraphRewriter rewriter, Node node)
    {
        if (QuantizedProducts.Replace(node, null) is not { } result) return;
        result.Producer!.Name = node.Name;
        rewriter.Replace(node.Outputs[0], result);
    }

    // What saturating does anyway.
    private static bool IsImplied(Node node, QuantizedValue made)
    {
        (int low, int high) = QuantizedTypes.Bounds(made.Integers.Type.Element);
        float scale = QuantizedTypes.Scale(made.Scale), least = (low - QuantizedTypes.Integer(made.Zero)) * scale, most = (high - QuantizedTypes.Integer(made.Zero)) * scale;
        return FusedActivation.Of(node) switch
        {
            (nameof(Relu), _, _) => least >= 0,
            (nameof(Clip), var from, var to) => least >= from - scale / 2 && most <= to + scale / 2,
            _ => false,
        };
    }

    // Moving elements moves integers as well, if they mean the same on both sides.
    private static Value? Moved(GraphRewriter rewriter, Node node, QuantizedValue made)
    {
        bool moves = node.Operator is Reshape or Flatten or Transpose or Squeeze or Unsqueeze or Slice or Identity or Expand or MaxPool;
        if (!moves || QuantizedValue.Behind(node.Inputs[0]) is not { IsBytes: true } x || !x.Means(made)) return null;
        if (node.Operator is MaxPool && rewriter.Uses(node.Outputs[1]).Count > 0) return null;
        return node.Graph.AddNode(node.Operator, [x.Integers, .. node.Inputs.Skip(1)]).Outputs[0];
    }

    // Padding with zeros is padding with what stands for zero.
    private static Value? Padded(Node node, QuantizedValue made)
    {
        if (node.Operator is not Pad { Mode: "constant" } || QuantizedValue.Behind(node.Inputs[0]) is not { IsBytes: true } x || !x.Means(made)) return null;
        if (node.Inputs.Count > 2 && node.Inputs[2] is { } value && !(value.Constant is { } constant && Scalars.Number(constant) == 0)) return null;
        Value zero = node.Graph.Constant(x.Zero.View(Shape.Scalar));
        return node.Graph.Add(node.Operator, [x.Integers, node.Inputs[1], zero, .. node.Inputs.Skip(3)]);
    }

    private static Value? Table(GraphRewriter rewriter, Node node, QuantizedValue made)
    {
        if (node.Inputs.Count == 0 || node.Outputs.Count != 1) return null;
        bool one = node.Operator is ElementwiseOperator && node.Inputs.Count == 1;
        if (!(one || (node.Operator is Clip && FusedActivation.Of(node) is not null)) || QuantizedValue.Behind(node.Inputs[0]) is not { } x) return null;
        return Requantized(x, made, all => all.Graph.Add(node.Operator, [all, .. node.Inputs.Skip(1).Select(i => i is null ? null : all.Graph.Constant(i.Constant!))]));
    }

    // The function of each of the 256 bytes, computed by the operators that stand there.
    private static Value? Requantized(QuantizedValue x, QuantizedValue made, Func<Value, Value> function)
    {
        if (!x.IsSingle || !x.IsBytes) return null;
        if (x.Means(made) && function(x.Integers) == x.Integers) return x.Integers;
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(b => (byte)b)];
        var all = new Tensor(x.Integers.Type.Element, [256]);
        bytes.CopyTo(all.AsBytes());
        var graph = new Graph();
        Value numbers = graph.Constant(all).DequantizeLinear(graph.Constant(x.Scale), graph.Constant(x.Zero));
        Value table = function(numbers).QuantizeLinear(graph.Constant(made.Scale), graph.Constant(made.Zero));
        graph.Output("table", table);
        var rewriter = new GraphRewriter(graph);
        for (bool more = true; more; more = rewriter.Changed)
        {
            if (rewriter.Changed) rewriter.Finish();
            new FoldConstants().Apply(rewriter);
        }
        return graph.Outputs[0].Value.Constant is { } entries ? x.Integers.Graph.Add(new ByteTable(), x.Integers, x.Integers.Graph.Constant(entries)) : null;
    }
}
