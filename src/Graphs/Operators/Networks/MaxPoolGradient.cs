using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The gradient of <see cref="MaxPool"/>: operands x, y and dy. Each dy goes to the first largest element of its window, which is found
/// again by comparing x with y.
/// </summary>
public sealed record MaxPoolGradient(
    Ints KernelShape, string AutoPad = "NOTSET", bool CeilMode = false, Ints Dilations = default, Ints Pads = default, Ints Strides = default) : Operator
{
    private WindowAttributes Window => new(AutoPad, KernelShape, Strides, Pads, Dilations, CeilMode);

    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireSameElement();
        i.RequireRank(0, 3, 5);
        i.OutputLike(0);
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        PoolRun.Kept kept = PoolRun.Keep(k, Window, false, k.Input(0).Shape);
        ConvolutionGeometry g = kept.Geometry;
        if (PoolRun.IsFast(k, g))
        {
            Pooling.MaxGradient(g, ref kept.State, k.In<float>(0), k.In<float>(1), k.In<float>(2), k.Out<float>(0));
            return;
        }
        var spread = new Spread(k, g);
        ElementTypeVisitor.Float(k.Input(0).Type, ref spread);
    }

    private readonly unsafe struct Spread(Kernel k, ConvolutionGeometry g) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            T* dy = k.In<T>(2), dx = k.Out<T>(0);
            int* best = k.Scratch<int>(k.Input(2).Count);
            PoolReference.Largest(g, k.In<T>(0), best);
            k.Output(0).AsSpan<T>().Clear();
            for (long o = 0; o < k.Input(2).Count; o++)
                if (best[o] >= 0) dx[o / g.OutputPixels * g.InputPixels + best[o]] += dy[o];
        }
    }
}

/// <summary>Registers <see cref="MaxPoolGradient"/>, which only <see cref="MaxPool"/>'s gradient applies.</summary>
internal static class MaxPoolGradientBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<MaxPoolGradient>(Operator.OwnDomain);
}
