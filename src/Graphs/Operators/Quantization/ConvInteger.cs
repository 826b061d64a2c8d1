using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Convolution of eight-bit integers with 32-bit results (ONNX ConvInteger): x [N, C, …], w [M, C / group, …], optional zero points of x (one)
/// and of w (one, or one a filter). The sums wrap around where they do not fit 32 bits.
/// </summary>
/// <param name="AutoPad">NOTSET (use <paramref name="Pads"/>), SAME_UPPER, SAME_LOWER or VALID.</param>
/// <param name="Dilations">The distance of neighbouring taps along each axis; 1 when left out.</param>
/// <param name="Group">Into how many independent groups the channels are divided.</param>
/// <param name="KernelShape">The taps along each axis; those of w when left out.</param>
/// <param name="Pads">Zero points before each axis, then after each axis; 0 when left out.</param>
/// <param name="Strides">The distance of neighbouring windows along each axis; 1 when left out.</param>
public sealed record ConvInteger(
    string AutoPad = "NOTSET", Ints Dilations = default, int Group = 1, Ints KernelShape = default, Ints Pads = default, Ints Strides = default) : Operator
{
    private static readonly IntegerConvRun Convolution = new(0, 2, 1, 3, -1);

    private WindowAttributes Window => new(AutoPad, KernelShape, Strides, Pads, Dilations);

    /// <inheritdoc/>
    public override void Infer(Inference i) => Convolution.Infer(i, Window, Group, ElementType.Int32);

    /// <inheritdoc/>
    public override void Run(Kernel k) => Convolution.Run(k, Window, Group, new IntegerFinish { Result = IntegerResult.Int32 });
}

/// <summary>Applies <see cref="Graphs.ConvInteger"/>.</summary>
public static class ConvIntegerBuilder
{
    /// <summary>Convolution of eight-bit integers x [N, C, …] with w [M, C / group, …], less their zero points, with 32-bit results.</summary>
    public static Value ConvInteger(this Value x, Value w, Value? xZero = null, Value? wZero = null, Ints strides = default, Ints pads = default,
        Ints dilations = default, int group = 1, string autoPad = "NOTSET") =>
        x.Graph.Add(new ConvInteger(autoPad, dilations, group, default, pads, strides), x, w, xZero, wZero);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<ConvInteger>();
}
