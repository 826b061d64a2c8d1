using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Sums over taps along rows of <see cref="PaddedPlanes"/>, one filter at a time and without packing: for depthwise convolutions, whose
/// filters share nothing that a tile of a matrix multiply could keep in registers.
/// </summary>
internal static unsafe class TapRows
{
    /// <summary>y[j] = start + the sum over taps of weights[t · weightStep] · x[offsets[t] + j] for one row of outputs.</summary>
    /// <param name="x">The planes at the row's first output.</param>
    /// <param name="offsets">Where the taps stand.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="weightStep">Their distance.</param>
    /// <param name="taps">How many taps.</param>
    /// <param name="start">What the sums begin with.</param>
    /// <param name="y">The outputs.</param>
    /// <param name="width">How many outputs.</param>
    public static void Sum(float* x, int* offsets, float* weights, nint weightStep, int taps, float start, float* y, int width)
    {
        if (Vector512.IsHardwareAccelerated) Sum<Lanes512>(x, offsets, weights, weightStep, taps, start, y, width);
        else if (Vector256.IsHardwareAccelerated) Sum<Lanes256>(x, offsets, weights, weightStep, taps, start, y, width);
        else Sum<Lanes128>(x, offsets, weights, weightStep, taps, start, y, width);
    }

    /// <summary>dw[t] += the sum over rows and columns of dy · x[offsets[t]], for three taps.</summary>
    /// <param name="x">The planes.</param>
    /// <param name="offsets">Where the three taps stand.</param>
    /// <param name="rowStep">The distance of output rows in the planes.</param>
    /// <param name="dy">The gradient, its rows filled up with zeros to whole vectors.</param>
    /// <param name="dyStep">The distance of its rows, a multiple of the vectors' length.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="dw">The three sums.</param>
    public static void Meet(float* x, int* offsets, nint rowStep, float* dy, int dyStep, int rows, float* dw)
    {
        if (Vector512.IsHardwareAccelerated) Meet<Lanes512>(x, offsets, rowStep, dy, dyStep, rows, dw);
        else if (Vector256.IsHardwareAccelerated) Meet<Lanes256>(x, offsets, rowStep, dy, dyStep, rows, dw);
        else Meet<Lanes128>(x, offsets, rowStep, dy, dyStep, rows, dw);
    }

    private static void Sum<V>(float* x, int* offsets, float* weights, nint weightStep, int taps, float start, float* y, int width)
        where V : struct, IVectorLanes<V>
    {
        int j = 0;
        for (; j < width; j += 2 * V.Count, x += 2 * V.Count)
        {
            V a = V.Splat(&start), b = a;
            float* w = weights;
            for (int t = 0; t < taps; t++, w += weightStep)
            {
                V v = V.Splat(w);
                float* s = x + offsets[t];
                a = V.FusedMultiplyAdd(v, V.Load(s), a);
                b = V.FusedMultiplyAdd(v, V.Load(s + V.Count), b);
            }
            if (j + 2 * V.Count > width) Part(a, b, y + j, width - j);
            else
            {
                a.Store(y + j);
                b.Store(y + j + V.Count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Part<V>(V a, V b, float* y, int count) where V : struct, IVectorLanes<V>
    {
        if (count >= V.Count)
        {
            a.Store(y);
            y += V.Count;
            count -= V.Count;
            a = b;
        }
        float* rest = stackalloc float[16];
        a.Store(rest);
        for (int j = 0; j < count; j++) y[j] = rest[j];
    }

    private static void Meet<V>(float* x, int* offsets, nint rowStep, float* dy, int dyStep, int rows, float* dw) where V : struct, IVectorLanes<V>
    {
        nint o0 = offsets[0], o1 = offsets[1], o2 = offsets[2];
        V a = default, b = default, c = default;
        for (int r = 0; r < rows; r++, x += rowStep, dy += dyStep)
            for (int j = 0; j < dyStep; j += V.Count)
            {
                V g = V.Load(dy + j);
                a = V.FusedMultiplyAdd(g, V.Load(x + j + o0), a);
                b = V.FusedMultiplyAdd(g, V.Load(x + j + o1), b);
                c = V.FusedMultiplyAdd(g, V.Load(x + j + o2), c);
            }
        dw[0] += Total(a);
        dw[1] += Total(b);
        dw[2] += Total(c);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Total<V>(V v) where V : struct, IVectorLanes<V>
    {
        float* lanes = stackalloc float[16];
        v.Store(lanes);
        float sum = 0;
        for (int l = 0; l < V.Count; l++) sum += lanes[l];
        return sum;
    }
}
