using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The mean of each window (ONNX AveragePool) of x [N, C, …].</summary>
/// <param name="KernelShape">The window's size along each axis.</param>
/// <param name="AutoPad">NOTSET (use <paramref name="Pads"/>), SAME_UPPER, SAME_LOWER or VALID.</param>
/// <param name="CeilMode">Whether a last window that only partly fits is used too.</param>
/// <param name="CountIncludePad">Whether padding counts as zeros; otherwise it does not count at all.</param>
/// <param name="Dilations">The distance of neighbouring elements of a window; 1 when left out.</param>
/// <param name="Pads">Padding before each axis, then after each axis; 0 when left out.</param>
/// <param name="Strides">The distance of neighbouring windows; 1 when left out.</param>
public sealed record AveragePool(
    Ints KernelShape, string AutoPad = "NOTSET", bool CeilMode = false, bool CountIncludePad = false, Ints Dilations = default, Ints Pads = default,
    Ints Strides = default) : Operator
{
    private WindowAttributes Window => new(AutoPad, KernelShape, Strides, Pads, Dilations, CeilMode);

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireRank(0, 3, 5);
        SymbolicShape x = i.Shape(0);
        Window.Check(i, x.Rank - 2);
        i.Output(i.Element(0), [x[0], x[1], .. Window.Outputs(i, x)]);
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        PoolRun.Kept kept = PoolRun.Keep(k, Window, CountIncludePad, k.Input(0).Shape);
        if (PoolRun.IsFast(k, kept.Geometry))
        {
            fixed (float* factors = kept.Factors) Pooling.Average(kept.Geometry, k.In<float>(0), k.Out<float>(0), factors);
            return;
        }
        var mean = new Mean(k, kept);
        ElementTypeVisitor.Float(k.Output(0).Type, ref mean);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () =>
        g.Graph.Add(new AveragePoolGradient(KernelShape, AutoPad, CeilMode, CountIncludePad, Dilations, Pads, Strides), g.Dy, g.Input(0)));

    private readonly unsafe struct Mean(Kernel k, PoolRun.Kept kept) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            PoolReference.Average(kept.Geometry, k.In<T>(0), k.Out<T>(0), kept.Factors);
    }
}

/// <summary>Applies <see cref="Graphs.AveragePool"/>.</summary>
public static class AveragePoolBuilder
{
    /// <summary>The mean of each window of x [N, C, …].</summary>
    public static Value AveragePool(this Value x, Ints kernel, Ints strides = default, Ints pads = default, string autoPad = "NOTSET",
        bool ceilMode = false, bool countIncludePad = false) =>
        x.Graph.Add(new AveragePool(kernel, autoPad, ceilMode, countIncludePad, default, pads, strides), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<AveragePool>();
}
