using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The gradient of <see cref="GlobalAveragePool"/>: operands dy, and the input for its shape alone.</summary>
public sealed record GlobalAveragePoolGradient : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireSameElement();
        i.OutputLike(1);
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        int planes = checked((int)k.Input(0).Count), pixels = checked((int)k.Output(0).Shape.CountBetween(2, k.Output(0).Shape.Rank));
        if (k.Output(0).Type == ElementType.Float32 && !k.Reference)
        {
            Pooling.GlobalAverageGradient(k.In<float>(0), planes, pixels, k.Out<float>(0));
            return;
        }
        var share = new Share(k, planes, pixels);
        ElementTypeVisitor.Float(k.Output(0).Type, ref share);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy.GlobalAveragePool());

    private readonly unsafe struct Share(Kernel k, int planes, int pixels) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            for (int i = 0; i < planes; i++)
                new Span<T>(k.Out<T>(0) + (long)i * pixels, pixels).Fill(k.In<T>(0)[i] / T.CreateSaturating(pixels));
        }
    }
}

/// <summary>Registers <see cref="GlobalAveragePoolGradient"/>, which only <see cref="GlobalAveragePool"/>'s gradient applies.</summary>
internal static class GlobalAveragePoolGradientBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<GlobalAveragePoolGradient>(Operator.OwnDomain);
}
