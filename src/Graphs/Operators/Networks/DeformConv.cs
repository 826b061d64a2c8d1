using System.Numerics;
using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Convolution of images whose taps are moved by offsets (ONNX DeformConv; Zhu et al., "Deformable ConvNets v2", 2018). Operands are x [N, C, H, W], weights
/// [M, C / group, h, w], offsets [N, groups · h · w · 2, …] (row, then column), an optional bias [M] and an optional mask [N, groups · h · w, …].
/// </summary>
/// <param name="Dilations">The distance of neighbouring taps; 1 when left out.</param>
/// <param name="Group">The parts into which channels and filters are cut.</param>
/// <param name="KernelShape">The window's size; the weights' when left out.</param>
/// <param name="OffsetGroup">The parts of the channels that have offsets of their own.</param>
/// <param name="Pads">Padding before each axis, then after each axis; 0 when left out.</param>
/// <param name="Strides">The distance of neighbouring windows; 1 when left out.</param>
public sealed record DeformConv(
    Ints Dilations = default, int Group = 1, Ints KernelShape = default, int OffsetGroup = 1, Ints Pads = default, Ints Strides = default) : Operator
{
    private WindowAttributes Window => new("NOTSET", KernelShape, Strides, Pads, Dilations);

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireRank(0, 4, 4);
        i.RequireRank(1, 4, 4);
        i.RequireRank(2, 4, 4);
        SymbolicShape x = i.Shape(0), w = i.Shape(1);
        WindowAttributes window = Window.WithKernelOf(i, 1);
        window.Check(i, 2);
        i.RequireEqual(x[1], w[1] * Group, "channels of image and weights");
        i.RequireEqual(i.Shape(2)[1], OffsetGroup * window.Kernel[0] * window.Kernel[1] * 2, "offsets and taps");
        if (x[1].IsKnown && x[1].Value % OffsetGroup != 0) throw i.Error($"{x[1]} channels cannot be cut into {OffsetGroup} parts with offsets of their own");
        Dim[] size = window.Outputs(i, x);
        for (int a = 0; a < 2; a++) i.RequireEqual(i.Shape(2)[a + 2], size[a], "places of offsets and of windows");
        i.Output(i.Element(0), [x[0], w[0], .. size]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Kept is not ConvolutionGeometry[] g) k.Kept = g = [Window.WithKernelOf(k.Input(1).Shape).Geometry(k.Input(0).Shape, k.Input(1).Shape[0], Group)];
        var images = new Images(k, g[0], OffsetGroup);
        ElementTypeVisitor.Float(k.Output(0).Type, ref images);
    }

    private readonly unsafe struct Images(Kernel k, ConvolutionGeometry g, int offsetGroups) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
        {
            int pixels = g.OutputPixels, taps = g.Height.Kernel * g.Width.Kernel, filters = g.Filters / g.Groups, depth = g.Channels / g.Groups * taps;
            T* columns = k.Scratch<T>((long)g.Channels * taps * pixels);
            for (int n = 0; n < g.Batch; n++)
            {
                var sampling = new DeformedTaps<T>(k, g, n, g.Channels / offsetGroups, columns);
                Workers.Run(offsetGroups * taps, ref sampling);
                T* y = k.Out<T>(0) + (long)n * g.Filters * pixels;
                for (int f = 0; f < g.Filters; f++) new Span<T>(y + (long)f * pixels, pixels).Fill(k.HasInput(3) ? k.In<T>(3)[f] : T.Zero);
                for (int group = 0; group < g.Groups; group++)
                {
                    T* a = k.In<T>(1) + (long)group * filters * depth, b = columns + (long)group * depth * pixels, c = y + (long)group * filters * pixels;
                    if (typeof(T) == typeof(float) && !k.Reference)
                        Tensors.Simd.Gemm.Run(new GemmArguments(filters, pixels, depth, (float*)a, (float*)b, (float*)c) { Beta = 1 });
                    else
                        MatrixView<T>.AddProduct(filters, pixels, depth, T.One, MatrixView<T>.Dense(a, filters, depth, false), MatrixView<T>.Dense(b, depth, pixels, false),
                            MatrixView<T>.Dense(c, filters, pixels, false));
                }
            }
        }
    }
}

/// <summary>Applies <see cref="Graphs.DeformConv"/>.</summary>
public static class DeformConvBuilder
{
    /// <summary>Convolution of images whose taps are moved by offsets, and weighted by a mask if there is one.</summary>
    public static Value DeformConv(this Value x, Value w, Value offsets, Value? bias = null, Value? mask = null, Ints strides = default, Ints pads = default) =>
        x.Graph.Add(new DeformConv(Strides: strides, Pads: pads), x, w, offsets, bias, mask);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<DeformConv>();
}
