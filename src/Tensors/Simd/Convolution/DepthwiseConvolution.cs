using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// The forward pass of depthwise 3x3 convolutions with stride 1 that keep the size, or with stride 2, reading the image where it stands: each row
/// of it is loaded once and added to the output rows that it meets. At the image's edges the lanes that stand outside are masked.
/// </summary>
internal static unsafe class DepthwiseConvolution
{
    private const int Window = 9;
    private const int PixelsOfTask = 16384;
    private const int Widest = 16;
    private static readonly TensorMemory Masks = MakeMasks();

    /// <summary>True for the convolutions that this computes.</summary>
    public static bool Fits(ConvolutionGeometry g) =>
        g.IsPlanar && g.GroupChannels == 1 && g.GroupFilters == 1 && g.Width.Output >= 4 && (Keeps(g.Height) && Keeps(g.Width) || Halves(g.Height) && Halves(g.Width));

    /// <summary>y = activation(x * w + bias).</summary>
    public static void Run(ConvolutionGeometry g, float* x, float* w, float* y, in Epilogue epilogue)
    {
        var task = new Planes { Geometry = g, X = x, W = w, Y = y, Epilogue = epilogue };
        Workers.For(g.Batch * g.Channels, Math.Max(1, PixelsOfTask / g.InputPixels), ref task);
    }

    private static bool Keeps(WindowAxis axis) => axis is { Kernel: 3, Stride: 1, Dilation: 1, Before: 1, After: 1 };

    // A window may reach one number beyond the image on each side.
    private static bool Halves(WindowAxis axis) =>
        axis is { Kernel: 3, Stride: 2, Dilation: 1, Before: 0 or 1 } && axis.At(axis.Output - 1, 2) <= axis.Input;

    // All lanes but the first; all lanes; all lanes but the last: shorter vectors read the beginning or the end of these.
    private static TensorMemory MakeMasks()
    {
        var memory = new TensorMemory(3 * Widest * sizeof(float));
        uint* lanes = (uint*)memory.Pointer;
        for (int i = 0; i < 3 * Widest; i++) lanes[i] = i is 0 or 3 * Widest - 1 ? 0 : uint.MaxValue;
        return memory;
    }

    private static void Plane(float* x, float* w, float bias, float* y, int height, int width)
    {
        if (Vector512.IsHardwareAccelerated && width >= 16) Plane<Lanes512>(x, w, bias, y, height, width);
        else if (Vector256.IsHardwareAccelerated && width >= 8) Plane<Lanes256>(x, w, bias, y, height, width);
        else Plane<Lanes128>(x, w, bias, y, height, width);
    }

    private static void Plane<V>(float* x, float* w, float bias, float* y, int height, int width) where V : struct, IVectorLanes<V>
    {
        float* masks = (float*)Masks.Pointer, all = masks + Widest, notLast = masks + 3 * Widest - V.Count;
        int pair = 2 * V.Count, last = Math.Max(0, width - pair);
        for (int j = 0; ; j = Math.Min(j + pair, last))
        {
            int second = Math.Min(j + V.Count, width - V.Count);
            Columns<V>(x + j, x + second, j == 0 ? masks : all, second == 0 ? masks : all, j + V.Count == width ? notLast : all,
                second + V.Count == width ? notLast : all, w, bias, y + j, y + second, height, width);
            if (j == last) break;
        }
    }

    private static void HalfPlane(ConvolutionGeometry g, float* x, float* w, float bias, float* y)
    {
        if (Vector512.IsHardwareAccelerated && g.Width.Output >= 16) HalfPlane<Lanes512>(g.Height, g.Width, x, w, bias, y);
        else if (Vector256.IsHardwareAccelerated && g.Width.Output >= 8) HalfPlane<Lanes256>(g.Height, g.Width, x, w, bias, y);
        else HalfPlane<Lanes128>(g.Height, g.Width, x, w, bias, y);
    }

    private static void HalfPlane<V>(WindowAxis height, WindowAxis width, float* x, float* w, float bias, float* y) where V : struct, IVectorLanes<V>
    {
        float* masks = (float*)Masks.Pointer, all = masks + Widest, notLast = masks + 3 * Widest - V.Count;
        int last = width.Output - V.Count;
        for (int j = 0; ; j = Math.Min(j + V.Count, last))
        {
            HalfColumns<V>(x + width.At(j, 0), width.At(j, 0) < 0 ? masks : all, j == last && width.At(width.Output - 1, 2) == width.Input ? notLast : all,
                w, bias, y + j, height, width);
            if (j == last) break;
        }
    }

    // Outputs that follow one another in a row read the even and the odd places from the first tap on, and the even ones two places on.
    private static void HalfColumns<V>(float* x, float* leftMask, float* rightMask, float* w, float bias, float* y, WindowAxis height, WindowAxis width)
        where V : struct, IVectorLanes<V>
    {
        V w0 = V.Splat(w), w1 = V.Splat(w + 1), w2 = V.Splat(w + 2), w3 = V.Splat(w + 3), w4 = V.Splat(w + 4), w5 = V.Splat(w + 5);
        V w6 = V.Splat(w + 6), w7 = V.Splat(w + 7), w8 = V.Splat(w + 8), start = V.Splat(&bias);
        V left = V.Load(leftMask), right = V.Load(rightMask), next = start;
        int step = width.Input, rows = height.Input, outputs = height.Output, row = 1 - height.Before;
        if (row == 1)
        {
            Taps(x, left, right, out V l, out V m, out V r);
            next = V.FusedMultiplyAdd(w0, l, next);
            next = V.FusedMultiplyAdd(w1, m, next);
            next = V.FusedMultiplyAdd(w2, r, next);
            x += step;
        }
        for (int i = 0; i < outputs; i++, row += 2, y += width.Output)
        {
            V sum = next;
            Taps(x, left, right, out V l, out V m, out V r);
            sum = V.FusedMultiplyAdd(w3, l, sum);
            sum = V.FusedMultiplyAdd(w4, m, sum);
            sum = V.FusedMultiplyAdd(w5, r, sum);
            x += step;
            if (row + 1 < rows)
            {
                Taps(x, left, right, out l, out m, out r);
                sum = V.FusedMultiplyAdd(w6, l, sum);
                next = V.FusedMultiplyAdd(w0, l, start);
                sum = V.FusedMultiplyAdd(w7, m, sum);
                next = V.FusedMultiplyAdd(w1, m, next);
                sum = V.FusedMultiplyAdd(w8, r, sum);
                next = V.FusedMultiplyAdd(w2, r, next);
                x += step;
            }
            sum.Store(y);
        }
    }

    // What the three taps of a row read.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Taps<V>(float* x, V left, V right, out V l, out V m, out V r) where V : struct, IVectorLanes<V>
    {
        V a = V.Load(x), b = V.Load(x + V.Count);
        l = V.Select(left, V.Evens(a, b), default);
        m = V.Odds(a, b);
        r = V.Select(right, V.Evens(V.Load(x + 2), V.Load(x + 2 + V.Count)), default);
    }

    // Two stretches of columns go side by side, so that sums need not wait for one another.
    private static void Columns<V>(
        float* x, float* u, float* xLeft, float* uLeft, float* xRight, float* uRight, float* w, float bias, float* y, float* z, int height, int width)
        where V : struct, IVectorLanes<V>
    {
        V w0 = V.Splat(w), w1 = V.Splat(w + 1), w2 = V.Splat(w + 2), w3 = V.Splat(w + 3), w4 = V.Splat(w + 4), w5 = V.Splat(w + 5);
        V w6 = V.Splat(w + 6), w7 = V.Splat(w + 7), w8 = V.Splat(w + 8), start = V.Splat(&bias), zero = default;
        V first = V.Load(xLeft), second = V.Load(uLeft), third = V.Load(xRight), fourth = V.Load(uRight);
        // Sums of the row above, of this row, and of the row below, which this row begins.
        V a0 = start, a1 = start, b0 = start, b1 = start;
        for (int row = 0; row < height; row++, x += width, u += width)
        {
            V l = V.Select(first, V.Load(x - 1), zero), m = V.Load(x), r = V.Select(third, V.Load(x + 1), zero);
            V p = V.Select(second, V.Load(u - 1), zero), q = V.Load(u), s = V.Select(fourth, V.Load(u + 1), zero);
            a0 = V.FusedMultiplyAdd(w6, l, a0);
            b0 = V.FusedMultiplyAdd(w6, p, b0);
            a1 = V.FusedMultiplyAdd(w3, l, a1);
            b1 = V.FusedMultiplyAdd(w3, p, b1);
            V a2 = V.FusedMultiplyAdd(w0, l, start), b2 = V.FusedMultiplyAdd(w0, p, start);
            a0 = V.FusedMultiplyAdd(w7, m, a0);
            b0 = V.FusedMultiplyAdd(w7, q, b0);
            a1 = V.FusedMultiplyAdd(w4, m, a1);
            b1 = V.FusedMultiplyAdd(w4, q, b1);
            a2 = V.FusedMultiplyAdd(w1, m, a2);
            b2 = V.FusedMultiplyAdd(w1, q, b2);
            a0 = V.FusedMultiplyAdd(w8, r, a0);
            b0 = V.FusedMultiplyAdd(w8, s, b0);
            if (row > 0)
            {
                a0.Store(y);
                b0.Store(z);
                y += width;
                z += width;
            }
            a0 = V.FusedMultiplyAdd(w5, r, a1);
            b0 = V.FusedMultiplyAdd(w5, s, b1);
            a1 = V.FusedMultiplyAdd(w2, r, a2);
            b1 = V.FusedMultiplyAdd(w2, s, b2);
        }
        a0.Store(y);
        b0.Store(z);
    }

    private struct Planes : IRangeTask
    {
        public ConvolutionGeometry Geometry;
        public float* X;
        public float* W;
        public float* Y;
        public Epilogue Epilogue;

        public readonly void Run(int start, int end)
        {
            int pixels = Geometry.OutputPixels;
            bool keeps = Geometry.Width.Stride == 1;
            for (int plane = start; plane < end; plane++)
            {
                int c = plane % Geometry.Channels;
                float* x = X + (long)plane * Geometry.InputPixels, y = Y + (long)plane * pixels;
                float bias = Epilogue.RowBias == null ? 0 : Epilogue.RowBias[c];
                if (keeps) Plane(x, W + c * Window, bias, y, Geometry.Height.Input, Geometry.Width.Input);
                else HalfPlane(Geometry, x, W + c * Window, bias, y);
                ActivationLoop.Apply(Epilogue.Activation, y, pixels, Epilogue.Alpha, Epilogue.Beta);
            }
        }
    }
}
