using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The operators on integers that stand in for floating-point ones whose operands were dequantized.</summary>
internal static class QuantizedProducts
{
    /// <summary>Adds the operator for a node whose result is quantized as <paramref name="made"/>, or stays floating-point when that is null; null when there is none.</summary>
    public static Value? Replace(Node node, QuantizedValue? made)
    {
        if (node.Inputs.Count == 0 || QuantizedValue.Behind(node.Inputs[0]) is not { IsBytes: true, IsSingle: true } x) return null;
        return (node.Operator, made) switch
        {
            (Conv conv, not null) => Convolution(node, conv, x, made),
            (Gemm { Alpha: 1, TransA: false } gemm, _) when gemm.Beta == 1 || node.Inputs.Count < 3 => Product(node, gemm.TransB, x, made),
            (MatMul, not null) => Second(node) is { } b && IsByColumn(b)
                ? node.Graph.Add(new QLinearMatMul(), [.. x.Operands, .. b.Operands, .. made.Parameters]) : null,
            (MatMul, null) => Second(node) is { } b && IsByColumn(b)
                ? node.Graph.Add(new MatMulIntegerToFloat(), x.Integers, b.Integers, x.Parameters[0], b.Parameters[0], x.Parameters[1], b.Parameters[1]) : null,
            (Add, not null) => Second(node) is { IsSingle: true } b ? node.Graph.Add(new QLinearAdd(), [.. x.Operands, .. b.Operands, .. made.Parameters]) : null,
            (Mul, not null) => Second(node) is { IsSingle: true } b ? node.Graph.Add(new QLinearMul(), [.. x.Operands, .. b.Operands, .. made.Parameters]) : null,
            (GlobalAveragePool, not null) => node.Graph.Add(new QLinearGlobalAveragePool(), [.. x.Operands, .. made.Parameters]),
            (AveragePool pool, not null) when pool.Dilations.ToArray().All(d => d == 1) => node.Graph.Add(
                new QLinearAveragePool(pool.KernelShape, pool.AutoPad, pool.CeilMode, false, pool.CountIncludePad, pool.Pads, pool.Strides), [.. x.Operands, .. made.Parameters]),
            (Concat concat, not null) => Concatenation(node, concat, made),
            _ => null,
        };
    }

    private static QuantizedValue? Second(Node node) => QuantizedValue.Behind(node.Inputs[1]) is { IsBytes: true } second ? second : null;

    private static bool IsByColumn(QuantizedValue b) => b.IsSingle || (b.Integers.Shape.Rank == 2 && b.Axis == 1);

    private static Value? Convolution(Node node, Conv conv, QuantizedValue x, QuantizedValue made)
    {
        if (Second(node) is not { } w || !(w.IsSingle || w.Axis == 0) || w.Integers.Constant is null) return null;
        List<Value?> operands = [.. x.Operands, .. w.Operands, .. made.Parameters];
        if (node.Inputs.Count > 2 && node.Inputs[2] is { } bias)
        {
            if (Bias(bias, x, w, w.Integers.Shape[0].Value) is not { } integers) return null;
            operands.Add(node.Graph.Constant(integers));
        }
        return node.Graph.Add(new QLinearConv(conv.AutoPad, conv.Dilations, conv.Group, conv.KernelShape, conv.Pads, conv.Strides), [.. operands]);
    }

    private static Value? Product(Node node, bool transposed, QuantizedValue x, QuantizedValue? made)
    {
        if (Second(node) is not { } w || !(w.IsSingle || w.Axis == (transposed ? 0 : 1))) return null;
        Value? bias = null;
        if (node.Inputs.Count > 2 && node.Inputs[2] is { } given)
        {
            Dim columns = w.Integers.Shape[transposed ? 0 : 1];
            if (!columns.IsKnown || Bias(given, x, w, columns.Value) is not { } integers) return null;
            bias = node.Graph.Constant(integers);
        }
        Value[] result = made?.Parameters ?? [];
        return node.Graph.Add(new QGemm(TransB: transposed), [.. x.Operands, .. w.Operands, bias, .. result]);
    }

    // Integers in steps of the product's scales, whatever the steps were that the bias came in.
    private static Tensor? Bias(Value bias, QuantizedValue x, QuantizedValue w, int channels)
    {
        QuantizedValue? quantized = QuantizedValue.Behind(bias);
        Tensor? numbers = quantized is null ? bias.Constant : quantized.Integers.Constant;
        if (numbers is null || numbers.Count != channels || (quantized is null && numbers.Type != ElementType.Float32)) return null;
        var integers = new Tensor(ElementType.Int32, Shape.Of(channels), zeroed: false);
        for (int c = 0; c < channels; c++)
        {
            double number = quantized is null ? numbers.AsSpan<float>()[c]
                : (QuantizedTypes.Integer(numbers, c) - (double)QuantizedTypes.Integer(quantized.Zero, quantized.IsSingle ? 0 : c))
                    * QuantizedTypes.Scale(quantized.Scale, quantized.IsSingle ? 0 : c);
            double step = (double)QuantizedTypes.Scale(x.Scale) * QuantizedTypes.Scale(w.Scale, w.IsSingle ? 0 : c), rounded = Math.Round(number / step);
            if (!(Math.Abs(rounded) <= int.MaxValue)) return null;
            integers.AsSpan<int>()[c] = (int)rounded;
        }
        return integers;
    }

    private static Value? Concatenation(Node node, Concat concat, QuantizedValue made)
    {
        QuantizedValue?[] parts = [.. node.Inputs.Select(QuantizedValue.Behind)];
        return parts.All(p => p is { IsBytes: true, IsSingle: true })
            ? node.Graph.Add(new QLinearConcat(concat.Axis), [.. made.Parameters, .. parts.SelectMany(p => p!.Operands)]) : null;
    }
}
