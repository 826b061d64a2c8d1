using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The mean of each channel of each image (ONNX GlobalAveragePool): [N, C, …] to [N, C, 1, …].</summary>
public sealed record GlobalAveragePool : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i) => Infer(i, this);

    internal static void Infer(Inference i, Operator op)
    {
        i.RequireRank(0, 3);
        SymbolicShape x = i.Shape(0);
        for (int a = 2; a < x.Rank; a++)
        {
            if (x[a] == 0) throw i.Error($"{op.OpType} of no elements");
            x = x.With(a, 1);
        }
        i.Output(i.Element(0), x);
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        int planes = checked((int)k.Output(0).Count), pixels = checked((int)k.Input(0).Shape.CountBetween(2, k.Input(0).Shape.Rank));
        if (k.Output(0).Type == ElementType.Float32 && !k.Reference)
        {
            Pooling.GlobalAverage(k.In<float>(0), planes, pixels, k.Out<float>(0));
            return;
        }
        var mean = new Mean(k, planes, pixels);
        ElementTypeVisitor.Float(k.Output(0).Type, ref mean);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new GlobalAveragePoolGradient(), g.Dy, g.Input(0)));

    private readonly unsafe struct Mean(Kernel k, int planes, int pixels) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            T* x = k.In<T>(0), y = k.Out<T>(0);
            for (int i = 0; i < planes; i++)
            {
                T sum = T.Zero;
                for (int p = 0; p < pixels; p++) sum += *x++;
                y[i] = sum / T.CreateSaturating(pixels);
            }
        }
    }
}

/// <summary>Applies <see cref="Graphs.GlobalAveragePool"/>.</summary>
public static class GlobalAveragePoolBuilder
{
    /// <summary>The mean of each channel of each image, with the other axes kept at length 1.</summary>
    public static Value GlobalAveragePool(this Value x) => x.Graph.Add(new GlobalAveragePool(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<GlobalAveragePool>();
}
