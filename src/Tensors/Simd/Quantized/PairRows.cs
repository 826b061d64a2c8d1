using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Sums over taps along rows of planes of paired channels, one filter at a time and without packing: for depthwise convolutions.</summary>
internal static unsafe class PairRows
{
    /// <summary>y[i][j] = the sum over taps of weights[t · weightStep] · x[offsets[t] + j] for rows i of outputs.</summary>
    /// <param name="x">The planes at the first output.</param>
    /// <param name="rowStep">The distance of output rows in the planes.</param>
    /// <param name="offsets">Where the taps stand.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="weightStep">Their distance.</param>
    /// <param name="taps">How many taps.</param>
    /// <param name="y">The sums; 32 numbers beyond the last may be written.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="width">How many outputs in a row; rows follow one another.</param>
    public static void Sum(int* x, nint rowStep, int* offsets, int* weights, nint weightStep, int taps, int* y, int rows, int width)
    {
        if (Vector512.IsHardwareAccelerated) Sum<Pairs512>(x, rowStep, offsets, weights, weightStep, taps, y, rows, width);
        else if (Vector256.IsHardwareAccelerated) Sum<Pairs256>(x, rowStep, offsets, weights, weightStep, taps, y, rows, width);
        else Sum<Pairs128>(x, rowStep, offsets, weights, weightStep, taps, y, rows, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum<V>(int* x, nint rowStep, int* offsets, int* weights, nint weightStep, int taps, int* y, int rows, int width)
        where V : struct, IPairLanes<V>
    {
        // What reaches into the next row is overwritten by that.
        for (int r = 0; r < rows; r++, x += rowStep, y += width)
        {
            int j = 0;
            for (; j < width - V.Count; j += 2 * V.Count)
            {
                V a = default, b = default;
                int* w = weights, at = x + j;
                for (int t = 0; t < taps; t++, w += weightStep)
                {
                    V v = V.Splat(*w);
                    int* s = at + offsets[t];
                    a = V.AddProducts(v, V.Load(s), a);
                    b = V.AddProducts(v, V.Load(s + V.Count), b);
                }
                a.Store(y + j);
                b.Store(y + j + V.Count);
            }
            if (j >= width) continue;
            V c = default;
            int* u = weights, from = x + j;
            for (int t = 0; t < taps; t++, u += weightStep) c = V.AddProducts(V.Splat(*u), V.Load(from + offsets[t]), c);
            c.Store(y + j);
        }
    }
}
