using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The sum over all axes but the second: [N, C, …] to [C]. The gradient of a bias for each channel.</summary>
public sealed record ChannelSum : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireRank(0, 2);
        i.Output(i.Element(0), [i.Shape(0)[1]]);
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        Shape shape = k.Input(0).Shape;
        int pixels = checked((int)shape.CountBetween(2, shape.Rank));
        if (k.Input(0).Type == ElementType.Float32 && !k.Reference)
        {
            ChannelSums.Run(k.In<float>(0), shape[0], shape[1], pixels, k.Out<float>(0));
            return;
        }
        var sum = new Sum(k, shape[0], shape[1], pixels);
        ElementTypeVisitor.Number(k.Input(0).Type, ref sum);
    }

    private readonly unsafe struct Sum(Kernel k, int batch, int channels, int pixels) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            T* x = k.In<T>(0), y = k.Out<T>(0);
            k.Output(0).AsSpan<T>().Clear();
            for (long i = 0; i < (long)batch * channels; i++)
                for (int p = 0; p < pixels; p++) y[i % channels] += *x++;
        }
    }
}

/// <summary>Applies <see cref="ChannelSum"/>.</summary>
public static class ChannelSumBuilder
{
    /// <summary>The sum over all axes but the second.</summary>
    public static Value ChannelSum(this Value x) => x.Graph.Add(new ChannelSum(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<ChannelSum>(Operator.OwnDomain);
}
