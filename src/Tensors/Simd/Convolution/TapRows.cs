using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Sums over taps along rows of <see cref="PaddedPlanes"/>, one filter at a time and without packing: for depthwise convolutions, whose
/// filters share nothing that a tile of a matrix multiply could keep in registers.
/// </summary>
internal static unsafe class TapRows
{
    /// <summary>The distance of the vectors of sums in <see cref="Meet"/>; those of a narrower processor leave some unused.</summary>
    public const int SumStep = 16;

    /// <summary>y[i][j] = start + the sum over taps of weights[t · weightStep] · x[offsets[t] + j] for rows i of outputs.</summary>
    /// <param name="x">The planes at the first output.</param>
    /// <param name="rowStep">The distance of output rows in the planes.</param>
    /// <param name="offsets">Where the taps stand.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="weightStep">Their distance.</param>
    /// <param name="taps">How many taps.</param>
    /// <param name="start">What the sums begin with.</param>
    /// <param name="y">The outputs.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="width">How many outputs in a row; rows follow one another.</param>
    public static void Sum(
        float* x, nint rowStep, int* offsets, float* weights, nint weightStep, int taps, float start, float* y, int rows, int width)
    {
        if (Vector512.IsHardwareAccelerated) Sum<Lanes512>(x, rowStep, offsets, weights, weightStep, taps, start, y, rows, width);
        else if (Vector256.IsHardwareAccelerated) Sum<Lanes256>(x, rowStep, offsets, weights, weightStep, taps, start, y, rows, width);
        else Sum<Lanes128>(x, rowStep, offsets, weights, weightStep, taps, start, y, rows, width);
    }

    /// <summary>dw[t] += the sum over rows and columns of dy · x[offsets[t]], for three taps, each as a vector of partial sums.</summary>
    /// <param name="x">The planes.</param>
    /// <param name="offsets">Where the three taps stand.</param>
    /// <param name="rowStep">The distance of output rows in the planes.</param>
    /// <param name="dy">The gradient, its rows filled up with zeros to whole vectors.</param>
    /// <param name="dyStep">The distance of its rows, a multiple of the vectors' length.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="dw">The three vectors of sums, <see cref="SumStep"/> apart.</param>
    public static void Meet(float* x, int* offsets, nint rowStep, float* dy, int dyStep, int rows, float* dw)
    {
        if (Vector512.IsHardwareAccelerated) Meet<Lanes512>(x, offsets, rowStep, dy, dyStep, rows, dw);
        else if (Vector256.IsHardwareAccelerated) Meet<Lanes256>(x, offsets, rowStep, dy, dyStep, rows, dw);
        else Meet<Lanes128>(x, offsets, rowStep, dy, dyStep, rows, dw);
    }

    private static void Sum<V>(
        float* x, nint rowStep, int* offsets, float* weights, nint weightStep, int taps, float start, float* y, int rows, int width)
        where V : struct, IVectorLanes<V>
    {
        V first = V.Splat(&start);
        float* end = y + (long)rows * width;
        for (int r = 0; r < rows; r++, x += rowStep, y += width)
        {
            int j = 0;
            for (; j < width - V.Count; j += 2 * V.Count)
            {
                V a = first, b = first;
                float* w = weights, at = x + j;
                for (int t = 0; t < taps; t++, w += weightStep)
                {
                    V v = V.Splat(w);
                    float* s = at + offsets[t];
                    a = V.FusedMultiplyAdd(v, V.Load(s), a);
                    b = V.FusedMultiplyAdd(v, V.Load(s + V.Count), b);
                }
                a.Store(y + j);
                // What reaches into the next row is overwritten by that; only the last row must end where it ends.
                if (y + j + 2 * V.Count <= end) b.Store(y + j + V.Count);
                else Part(b, y + j + V.Count, width - j - V.Count);
            }
            if (j >= width) continue;
            V c = first;
            float* u = weights, from = x + j;
            for (int t = 0; t < taps; t++, u += weightStep) c = V.FusedMultiplyAdd(V.Splat(u), V.Load(from + offsets[t]), c);
            if (y + j + V.Count <= end) c.Store(y + j);
            else Part(c, y + j, width - j);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Part<V>(V v, float* y, int count) where V : struct, IVectorLanes<V>
    {
        float* rest = stackalloc float[16];
        v.Store(rest);
        for (int j = 0; j < count; j++) y[j] = rest[j];
    }

    private static void Meet<V>(float* x, int* offsets, nint rowStep, float* dy, int dyStep, int rows, float* dw) where V : struct, IVectorLanes<V>
    {
        nint o0 = offsets[0], o1 = offsets[1], o2 = offsets[2];
        V a = V.Load(dw), b = V.Load(dw + SumStep), c = V.Load(dw + 2 * SumStep);
        for (int r = 0; r < rows; r++, x += rowStep, dy += dyStep)
            for (int j = 0; j < dyStep; j += V.Count)
            {
                V g = V.Load(dy + j);
                a = V.FusedMultiplyAdd(g, V.Load(x + j + o0), a);
                b = V.FusedMultiplyAdd(g, V.Load(x + j + o1), b);
                c = V.FusedMultiplyAdd(g, V.Load(x + j + o2), c);
            }
        a.Store(dw);
        b.Store(dw + SumStep);
        c.Store(dw + 2 * SumStep);
    }
}
