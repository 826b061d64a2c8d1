using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The gradient of <see cref="AveragePool"/>: operands dy, and the input for its shape alone.</summary>
public sealed record AveragePoolGradient(
    Ints KernelShape, string AutoPad = "NOTSET", bool CeilMode = false, bool CountIncludePad = false, Ints Dilations = default, Ints Pads = default,
    Ints Strides = default) : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireSameElement();
        i.RequireRank(1, 3, 5);
        i.OutputLike(1);
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        PoolRun.Kept kept = PoolRun.Keep(k, new(AutoPad, KernelShape, Strides, Pads, Dilations, CeilMode), CountIncludePad, k.Output(0).Shape);
        if (PoolRun.IsFast(k, kept.Geometry))
        {
            fixed (float* factors = kept.Factors) Pooling.AverageGradient(kept.Geometry, k.In<float>(0), k.Out<float>(0), factors);
            return;
        }
        var spread = new Spread(k, kept);
        ElementTypeVisitor.Float(k.Output(0).Type, ref spread);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () =>
        g.Graph.Add(new AveragePool(KernelShape, AutoPad, CeilMode, CountIncludePad, Dilations, Pads, Strides), g.Dy));

    private readonly unsafe struct Spread(Kernel k, PoolRun.Kept kept) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            PoolReference.AverageGradient(kept.Geometry, k.In<T>(0), k.Out<T>(0), kept.Factors);
    }
}

/// <summary>Registers <see cref="AveragePoolGradient"/>, which only <see cref="AveragePool"/>'s gradient applies.</summary>
internal static class AveragePoolGradientBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<AveragePoolGradient>(Operator.OwnDomain);
}
