using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Convolution of eight-bit integers, requantized to eight bits (ONNX QLinearConv). Operands: x, its scale and zero point; w, its scales and zero
/// points (one, or one a filter); the result's scale and zero point; an optional 32-bit bias in steps of x's scale times w's.
/// </summary>
/// <param name="AutoPad">NOTSET (use <paramref name="Pads"/>), SAME_UPPER, SAME_LOWER or VALID.</param>
/// <param name="Dilations">The distance of neighbouring taps along each axis; 1 when left out.</param>
/// <param name="Group">Into how many independent groups the channels are divided.</param>
/// <param name="KernelShape">The taps along each axis; those of w when left out.</param>
/// <param name="Pads">Zero points before each axis, then after each axis; 0 when left out.</param>
/// <param name="Strides">The distance of neighbouring windows along each axis; 1 when left out.</param>
public sealed record QLinearConv(
    string AutoPad = "NOTSET", Ints Dilations = default, int Group = 1, Ints KernelShape = default, Ints Pads = default, Ints Strides = default) : Operator
{
    private static readonly IntegerConvRun Convolution = new(0, 2, 3, 5, 8);

    private WindowAttributes Window => new(AutoPad, KernelShape, Strides, Pads, Dilations);

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        QuantizedTypes.RequireQuantized(i, 0, 1, 2);
        QuantizedTypes.RequireQuantized(i, 3, 4, 5, i.Shape(3)[0]);
        QuantizedTypes.RequireBytes(i, 7);
        QuantizedTypes.RequireNumbers(i, 6);
        QuantizedTypes.RequireNumbers(i, 7);
        Convolution.Infer(i, Window, Group, i.Element(7));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => Convolution.Run(k, Window, Group,
        QuantizedTypes.ToBytes(k.Output(0).Type, 1, QuantizedTypes.Zero(k, 7)), 4, QuantizedTypes.Scale(k.Input(1)), QuantizedTypes.Scale(k.Input(6)));
}

/// <summary>Registers <see cref="QLinearConv"/>, which files and passes bring.</summary>
internal static class QLinearConvBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<QLinearConv>();
}
