namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Poolings of single-precision images, plane by plane on all threads. The geometry has as many filters as channels.</summary>
public static unsafe partial class Pooling
{
    private const int PlanesOfTask = 8;

    /// <summary>y = the largest number of each window; NaN when the window holds one.</summary>
    /// <param name="g">The sizes; planar.</param>
    /// <param name="x">The input [Batch, Channels, Height, Width].</param>
    /// <param name="y">The output [Batch, Channels, output height, output width].</param>
    public static void Max(ConvolutionGeometry g, float* x, float* y)
    {
        if (IsWhole(g))
        {
            GlobalMax(x, g.Batch * g.Channels, g.InputPixels, y);
            return;
        }
        if (PairedPooling.Fits(g))
        {
            var pairs = new Pairs { Geometry = g, X = x, Y = y };
            Workers.For(g.Batch * g.Channels, PlanesOfTask, ref pairs);
            return;
        }
        var task = new Reductions<Larger> { Geometry = g, Reduction = new(g, float.NegativeInfinity), X = x, Y = y };
        Workers.For(g.Batch * g.Channels, PlanesOfTask, ref task);
    }

    /// <summary>y = the mean of each window.</summary>
    /// <param name="g">The sizes; planar.</param>
    /// <param name="x">The input [Batch, Channels, Height, Width].</param>
    /// <param name="y">The output [Batch, Channels, output height, output width].</param>
    /// <param name="factors">One over the number of elements that each window's mean is taken of, [output height, output width].</param>
    public static void Average(ConvolutionGeometry g, float* x, float* y, float* factors)
    {
        if (IsWhole(g))
        {
            GlobalAverage(x, g.Batch * g.Channels, g.InputPixels, y);
            return;
        }
        var task = new Reductions<Sum> { Geometry = g, Reduction = new(g, 0), X = x, Y = y, Factors = factors };
        Workers.For(g.Batch * g.Channels, PlanesOfTask, ref task);
    }

    /// <summary>For each window of an average pooling, one over the number of elements that count.</summary>
    /// <param name="g">The sizes.</param>
    /// <param name="padding">Whether padding counts as elements.</param>
    public static float[] AverageFactors(ConvolutionGeometry g, bool padding)
    {
        int[] d = Counts(g.Depth, padding), h = Counts(g.Height, padding), w = Counts(g.Width, padding);
        return [.. from a in d from b in h from c in w select 1f / Math.Max(1, a * b * c)];
    }

    // One window that is the whole plane, without padding.
    private static bool IsWhole(ConvolutionGeometry g) => IsWhole(g.Height) && IsWhole(g.Width);

    private static bool IsWhole(WindowAxis axis) => axis is { Output: 1, Dilation: 1, Before: 0, After: 0 } && axis.Kernel == axis.Input;

    private static int[] Counts(WindowAxis axis, bool padding)
    {
        int before = padding ? axis.Before : 0, after = padding ? axis.After : 0;
        return [.. Enumerable.Range(0, axis.Output).Select(o =>
            Enumerable.Range(0, axis.Kernel).Count(t => axis.At(o, t) >= -before && axis.At(o, t) < axis.Input + after))];
    }

    private readonly struct Larger : IBinaryFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, IFloatLanes<V> => V.Max(a, b);
    }

    private readonly struct Sum : IBinaryFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, IFloatLanes<V> => a + b;
    }

    private readonly struct Product : IBinaryFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, IFloatLanes<V> => a * b;
    }

    private struct Pairs : IRangeTask
    {
        public ConvolutionGeometry Geometry;
        public float* X;
        public float* Y;

        public readonly void Run(int start, int end)
        {
            for (long plane = start; plane < end; plane++) PairedPooling.Max(Geometry, X + plane * Geometry.InputPixels, Y + plane * Geometry.OutputPixels);
        }
    }

    private struct Reductions<F> : IRangeTask where F : struct, IBinaryFunction
    {
        public ConvolutionGeometry Geometry;
        public WindowReduction<F> Reduction;
        public float* X;
        public float* Y;
        public float* Factors;

        public void Run(int start, int end)
        {
            float* room = ConvolutionBuffer.Take(Reduction.Room);
            int outputs = Geometry.OutputPixels;
            for (long plane = start; plane < end; plane++)
            {
                float* y = Y + plane * outputs;
                Reduction.Plane(X + plane * Geometry.InputPixels, y, room);
                if (Factors != null) Vectorized.Map(default(Product), y, 1, Factors, 1, y, outputs);
            }
        }
    }
}
