using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>A value that is integers of constant scale and zero point: what stands before a DequantizeLinear, or behind a QuantizeLinear.</summary>
/// <param name="Integers">The integers.</param>
/// <param name="Scale">The scales.</param>
/// <param name="Zero">The zero points; never null here, though nodes may leave them out.</param>
/// <param name="Axis">The axis along which there are several.</param>
internal sealed record QuantizedValue(Value Integers, Tensor Scale, Tensor Zero, int Axis)
{
    /// <summary>True when one scale serves all.</summary>
    public bool IsSingle => Scale.Count == 1;

    /// <summary>True for the types that products are computed with.</summary>
    public bool IsBytes => QuantizedTypes.IsByte(Integers.Type.Element);

    /// <summary>What a floating-point value was dequantized from; null when it was not, or not with constant scales.</summary>
    public static QuantizedValue? Behind(Value? value) =>
        value?.Producer is { Operator: DequantizeLinear { BlockSize: 0 } op } node && value.Type.Element == ElementType.Float32
            ? Of(node, node.Inputs[0]!, op.Axis) : null;

    /// <summary>What a QuantizeLinear makes; null when its scale is no constant, or not one of bytes for the whole value.</summary>
    public static QuantizedValue? Made(Node node) =>
        node.Operator is QuantizeLinear { BlockSize: 0 } op && Of(node, node.Outputs[0], op.Axis) is { IsSingle: true, IsBytes: true } made ? made : null;

    /// <summary>True when both have one scale and zero point, the same, so that the integers mean the same.</summary>
    public bool Means(QuantizedValue other) =>
        IsSingle && other.IsSingle && Integers.Type.Element == other.Integers.Type.Element
        && QuantizedTypes.Scale(Scale) == QuantizedTypes.Scale(other.Scale) && QuantizedTypes.Integer(Zero) == QuantizedTypes.Integer(other.Zero);

    /// <summary>The three operands that quantized operators take for it.</summary>
    public Value[] Operands => [Integers, .. Parameters];

    /// <summary>Scale and zero point as operands.</summary>
    public Value[] Parameters => [Integers.Graph.Constant(Scale), Integers.Graph.Constant(Zero)];

    private static QuantizedValue? Of(Node node, Value integers, int axis)
    {
        if (node.Inputs[1]!.Constant is not { Type: ElementType.Float32 } scale) return null;
        Value? zero = node.Inputs.Count > 2 ? node.Inputs[2] : null;
        if (zero is { Constant: null }) return null;
        return new QuantizedValue(integers, scale, zero?.Constant ?? new Tensor(integers.Type.Element, scale.Shape), axis < 0 ? axis + integers.Shape.Rank : axis);
    }
}
