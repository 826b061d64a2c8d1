using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The largest element of each window (ONNX MaxPool) of x [N, C, …]; the second result holds the flat index in x that each came from.
/// </summary>
/// <param name="KernelShape">The window's size along each axis.</param>
/// <param name="AutoPad">NOTSET (use <paramref name="Pads"/>), SAME_UPPER, SAME_LOWER or VALID.</param>
/// <param name="CeilMode">Whether a last window that only partly fits is used too.</param>
/// <param name="Dilations">The distance of neighbouring elements of a window; 1 when left out.</param>
/// <param name="Pads">Padding before each axis, then after each axis; 0 when left out. Padding is never the largest.</param>
/// <param name="StorageOrder">0: indices count rows first; 1: columns first.</param>
/// <param name="Strides">The distance of neighbouring windows; 1 when left out.</param>
public sealed record MaxPool(
    Ints KernelShape, string AutoPad = "NOTSET", bool CeilMode = false, Ints Dilations = default, Ints Pads = default, int StorageOrder = 0,
    Ints Strides = default) : Operator
{
    internal WindowAttributes Window => new(AutoPad, KernelShape, Strides, Pads, Dilations, CeilMode);

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireRank(0, 3, 5);
        SymbolicShape x = i.Shape(0);
        Window.Check(i, x.Rank - 2);
        SymbolicShape y = [x[0], x[1], .. Window.Outputs(i, x)];
        i.Output(i.Element(0), y);
        i.Output(ElementType.Int64, y);
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        ConvolutionGeometry g = PoolRun.Geometry(k, Window);
        if (PoolRun.IsFast(k, g) && !k.HasOutput(1))
        {
            Pooling.Max(g, k.In<float>(0), k.Out<float>(0));
            return;
        }
        if (g.IsPlanar && !k.HasOutput(1) && !k.Reference && QuantizedTypes.IsByte(k.Input(0).Type))
        {
            BytePooling.Max(g, k.Input(0).Pointer, k.Output(0).Pointer, k.Input(0).Type == ElementType.Int8);
            return;
        }
        var search = new Search(k, g, StorageOrder);
        ElementTypeVisitor.Number(k.Input(0).Type, ref search);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) =>
        g.Set(0, () => g.Graph.Add(new MaxPoolGradient(KernelShape, AutoPad, CeilMode, Dilations, Pads, Strides), g.Input(0), g.Output(0), g.Dy));

    private readonly unsafe struct Search(Kernel k, ConvolutionGeometry g, int storageOrder) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            T* x = k.In<T>(0), y = k.Out<T>(0);
            long* indices = k.HasOutput(1) ? k.Out<long>(1) : null;
            int* best = k.Scratch<int>(k.Output(0).Count);
            PoolReference.Largest(g, x, best);
            for (long o = 0; o < k.Output(0).Count; o++)
            {
                long plane = o / g.OutputPixels * g.InputPixels;
                y[o] = best[o] < 0 ? T.MinValue : x[plane + best[o]];
                if (indices != null) indices[o] = plane + (storageOrder == 0 ? best[o] : ColumnMajor(best[o]));
            }
        }

        private long ColumnMajor(int index)
        {
            int w = index % g.Width.Input, h = index / g.Width.Input % g.Height.Input, d = index / g.Width.Input / g.Height.Input;
            return d + (long)g.Depth.Input * (h + (long)g.Height.Input * w);
        }
    }
}

/// <summary>Applies <see cref="Graphs.MaxPool"/>.</summary>
public static class MaxPoolBuilder
{
    /// <summary>The largest element of each window of x [N, C, …].</summary>
    public static Value MaxPool(this Value x, Ints kernel, Ints strides = default, Ints pads = default, string autoPad = "NOTSET", bool ceilMode = false) =>
        x.Graph.Add(new MaxPool(kernel, autoPad, ceilMode, default, pads, 0, strides), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<MaxPool>();
}
