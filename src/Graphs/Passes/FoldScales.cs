using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Makes multiplications by and additions of a constant for each channel, before or behind a convolution or matrix product with constant
/// weights, part of its weights and bias: what converters leave of normalizations.
/// </summary>
public sealed class FoldScales : GraphPass
{
    /// <inheritdoc/>
    public override void Apply(GraphRewriter rewriter)
    {
        foreach (Node node in rewriter.Nodes)
        {
            Value? folded = node.Operator switch
            {
                Mul or Div or Add or Sub => Behind(rewriter, node),
                Conv or MatMul or Gemm => Before(rewriter, node),
                _ => null,
            };
            if (folded is not null) rewriter.Replace(node.Outputs[0], folded);
        }
    }

    private static Value? Behind(GraphRewriter rewriter, Node node)
    {
        if (Affine(node) is not { } affine || affine.X.Producer is not { Operator: Conv or ConvTranspose or MatMul or Gemm } product || !rewriter.HasOneUse(affine.X)) return null;
        bool multiplies = node.Operator is Mul or Div;
        int channel = product.Operator is Conv or ConvTranspose ? 1 : affine.X.Shape.Rank - 1;
        if (PerChannel(affine.X, affine.Constant(), channel) is not { } c || !node.Outputs[0].Shape.Equals(affine.X.Shape)) return null;
        Value w = product.Inputs[1]!;
        Value? bias = product.Inputs.Count > 2 ? product.Inputs[2] : null;
        if (w.Constant is null || bias is not (null or { Constant: not null })) return null;
        Value? weights = product.Operator switch
        {
            Conv => multiplies ? w * Along(c, w, 0) : w,
            ConvTranspose { Group: 1 } => multiplies ? w * Along(c, w, 1) : w,
            Gemm gemm => multiplies ? w * Along(c, w, gemm.TransB ? 0 : 1) : w,
            MatMul when w.Shape.Rank == 2 && multiplies => w * Along(c, w, 1),
            _ => null,
        };
        if (weights is null || (product.Operator is Gemm { Beta: not 1 } && !multiplies)) return null;
        if (!multiplies) bias = bias is not null ? bias + c : c.Shape[0] == affine.X.Shape[channel] ? c : null;
        else if (bias is not null) bias *= c;
        if (!multiplies && (bias is null || product.Operator is MatMul)) return null;
        Node folded = bias is null
            ? rewriter.Graph.AddNode(product.Name, product.Operator, product.Inputs[0], weights)
            : rewriter.Graph.AddNode(product.Name, product.Operator, product.Inputs[0], weights, bias);
        folded.Name = product.Name;
        return folded.Outputs[0];
    }

    private static Value? Before(GraphRewriter rewriter, Node product)
    {
        Value x = product.Inputs[0]!, w = product.Inputs[1]!;
        if (x.Producer is not { } node || !rewriter.HasOneUse(x) || w.Constant is null || Affine(node) is not { } affine) return null;
        bool multiplies = node.Operator is Mul or Div;
        if (!affine.X.Shape.Equals(x.Shape) || PerChannel(x, affine.Constant(), product.Operator is Conv ? 1 : x.Shape.Rank - 1) is not { } c) return null;
        Value? bias = product.Inputs.Count > 2 ? product.Inputs[2] : null;
        Value? weights = null;
        switch (product.Operator)
        {
            case Conv conv when conv.Group == 1 || c.Shape.Count == 1:
                Value channels = Along(c, w, 1);
                if (multiplies) weights = w * channels;
                // Padding is 0, which the addition would not have changed.
                else if (IsUnpadded(conv) && bias is null or { Constant: not null })
                {
                    Value sum = (w * channels).ReduceSum([.. Enumerable.Range(1, w.Shape.Rank - 1)], keepDims: false);
                    (weights, bias) = (w, bias is null ? sum : bias + sum);
                }
                break;
            case Conv conv when multiplies && w.Shape[1] == 1 && w.Shape[0] == conv.Group: weights = w * Along(c, w, 0); break;
            case MatMul when multiplies && w.Shape.Rank == 2: weights = w * Along(c, w, 0); break;
            case Gemm { TransA: false } gemm when multiplies: weights = w * Along(c, w, gemm.TransB ? 1 : 0); break;
        }
        if (weights is null) return null;
        Node folded = bias is null
            ? rewriter.Graph.AddNode(product.Name, product.Operator, affine.X, weights)
            : rewriter.Graph.AddNode(product.Name, product.Operator, affine.X, weights, bias);
        folded.Name = product.Name;
        return folded.Outputs[0];
    }

    /// <summary>The operand that is not constant, and the constant that it is multiplied by or that is added to it.</summary>
    private static (Value X, Func<Value> Constant)? Affine(Node node)
    {
        if (node.Operator is not (Mul or Div or Add or Sub) || node.Inputs.Count != 2) return null;
        Value a = node.Inputs[0]!, b = node.Inputs[1]!;
        if (!a.Type.Element.IsFloat() || !a.Shape.IsRanked || !b.Shape.IsRanked) return null;
        if (b.Constant is not null && a.Constant is null)
            return (a, () => node.Operator switch { Div => 1 / b, Sub => -b, _ => b });
        return a.Constant is not null && b.Constant is null && node.Operator is Mul or Add ? (b, () => a) : null;
    }

    /// <summary>A constant as a list of one number a channel, or of one number; null where it is another kind of constant.</summary>
    private static Value? PerChannel(Value x, Value constant, int channel)
    {
        SymbolicShape shape = constant.Shape;
        int place = channel - (x.Shape.Rank - shape.Rank);
        long count = shape.ToShape().Count;
        if (shape.Rank > x.Shape.Rank || count == 0) return null;
        if (count != 1 && (place < 0 || shape[place].Value != count || shape[place] != x.Shape[channel])) return null;
        return constant.Reshape(-1);
    }

    private static Value Along(Value c, Value w, int axis)
    {
        long[] dims = new long[w.Shape.Rank];
        Array.Fill(dims, 1);
        dims[axis] = -1;
        return c.Reshape(dims);
    }

    private static bool IsUnpadded(Conv conv) => conv.AutoPad == "VALID" || (conv.AutoPad == "NOTSET" && conv.Pads.ToArray().All(p => p == 0));
}
