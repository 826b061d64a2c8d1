using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The largest element of each channel of each image (ONNX GlobalMaxPool): [N, C, …] to [N, C, 1, …]; NaN where there is one.</summary>
public sealed record GlobalMaxPool : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i) => GlobalAveragePool.Infer(i, this);

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        int planes = checked((int)k.Output(0).Count), pixels = checked((int)k.Input(0).Shape.CountBetween(2, k.Input(0).Shape.Rank));
        if (k.Output(0).Type == ElementType.Float32 && !k.Reference)
        {
            Pooling.GlobalMax(k.In<float>(0), planes, pixels, k.Out<float>(0));
            return;
        }
        var largest = new Largest(k, planes, pixels);
        ElementTypeVisitor.Float(k.Output(0).Type, ref largest);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        SymbolicShape x = g.Input(0).Shape;
        g.Set(0, () => g.Graph.Add(new MaxPoolGradient([.. x.Dims[2..].ToArray().Select(d => d.IsKnown ? d.Value
            : throw new NotSupportedException($"GlobalMaxPool's gradient needs the image's size, but it is {x}."))]), g.Input(0), g.Output(0), g.Dy));
    }

    private readonly unsafe struct Largest(Kernel k, int planes, int pixels) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            T* x = k.In<T>(0);
            for (int i = 0; i < planes; i++)
            {
                T largest = T.NegativeInfinity;
                for (int p = 0; p < pixels; p++) largest = T.Max(largest, *x++);
                k.Out<T>(0)[i] = largest;
            }
        }
    }
}

/// <summary>Applies <see cref="Graphs.GlobalMaxPool"/>.</summary>
public static class GlobalMaxPoolBuilder
{
    /// <summary>The largest element of each channel of each image, with the other axes kept at length 1.</summary>
    public static Value GlobalMaxPool(this Value x) => x.Graph.Add(new GlobalMaxPool(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<GlobalMaxPool>();
}
