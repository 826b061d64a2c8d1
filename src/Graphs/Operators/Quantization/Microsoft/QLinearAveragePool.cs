using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The mean of each window of eight-bit images [N, C, …], requantized (com.microsoft QLinearAveragePool). Operands: x, its scale and zero point; the
/// result's scale and zero point.
/// </summary>
/// <param name="KernelShape">The window's size along each axis.</param>
/// <param name="AutoPad">NOTSET (use <paramref name="Pads"/>), SAME_UPPER, SAME_LOWER or VALID.</param>
/// <param name="CeilMode">Whether a last window that only partly fits is used too.</param>
/// <param name="ChannelsLast">Not supported: channels come first.</param>
/// <param name="CountIncludePad">Whether padding counts as zeros; otherwise it does not count at all.</param>
/// <param name="Pads">Padding before each axis, then after each axis; 0 when left out.</param>
/// <param name="Strides">The distance of neighbouring windows; 1 when left out.</param>
public sealed record QLinearAveragePool(
    Ints KernelShape, string AutoPad = "NOTSET", bool CeilMode = false, bool ChannelsLast = false, bool CountIncludePad = false, Ints Pads = default,
    Ints Strides = default) : Operator
{
    private WindowAttributes Window => new(AutoPad, KernelShape, Strides, Pads, default, CeilMode);

    /// <inheritdoc/>
    public override string Domain => QLinearAdd.Microsoft;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        ElementType type = QuantizedPool.Check(i, ChannelsLast);
        SymbolicShape x = i.Shape(0);
        Window.Check(i, x.Rank - 2);
        i.Output(type, [x[0], x[1], .. Window.Outputs(i, x)]);
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        PoolRun.Kept kept = PoolRun.Keep(k, Window, CountIncludePad, k.Input(0).Shape);
        long inputs = k.Input(0).Count, outputs = k.Output(0).Count;
        IntegerFinish finish = QuantizedPool.Finish(k, 1);
        QuantizedBytes x = QuantizedTypes.Bytes(k, 0, QuantizedTypes.Zero(k, 2));
        // Sums of eight-bit numbers are exact in single precision, so the poolings that there are serve here too.
        float* numbers = k.Scratch<float>(inputs + outputs), means = numbers + inputs;
        QuantizationLoops.Dequantize(x, numbers, inputs, 1);
        if (kept.Geometry.IsPlanar && !k.Reference) fixed (float* factors = kept.Factors) Pooling.Average(kept.Geometry, numbers, means, factors);
        else PoolReference.Average(kept.Geometry, numbers, means, kept.Factors);
        QuantizationLoops.Quantize(means, k.Output(0).Pointer, outputs, 1 / finish.Scale, finish.Zero, finish.Low, finish.High);
    }
}

/// <summary>Registers <see cref="QLinearAveragePool"/>, which files and passes bring.</summary>
internal static class QLinearAveragePoolBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<QLinearAveragePool>(QLinearAdd.Microsoft);
}
