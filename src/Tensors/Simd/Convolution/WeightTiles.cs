using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// The innermost loops of the pass back to the weights: for some taps and a stretch of filters, the sum over all pixels of a block of
/// rows. The inputs are read where they stand in <see cref="PaddedPlanes"/>, one number for all filters; the filters of a pixel lie side by side.
/// </summary>
internal static unsafe class WeightTiles
{
    /// <summary>Taps of a tile.</summary>
    public const int Taps = 12;

    /// <summary>The number of filters is padded to a multiple of this.</summary>
    public static int Lanes => Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;

    /// <summary>Adds to dw [tap][filters] for up to <see cref="Taps"/> taps.</summary>
    /// <param name="x">The planes at the first output pixel.</param>
    /// <param name="offsets">Where each tap stands; <see cref="Taps"/> of them, those beyond <paramref name="count"/> repeated.</param>
    /// <param name="rowStep">The distance of output rows in the planes.</param>
    /// <param name="dy">The gradient [pixel][filters].</param>
    /// <param name="rows">Output rows.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="dw">The sums to add to.</param>
    /// <param name="filters">The padded number of filters.</param>
    /// <param name="count">How many taps there are.</param>
    public static void Add(float* x, int* offsets, nint rowStep, float* dy, int rows, int width, float* dw, int filters, int count)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            int m = 0;
            for (; m <= filters - 32; m += 32) Wide<Lanes512>(x, offsets, rowStep, dy + m, rows, width, dw + m, filters, count);
            if (m < filters) Narrow<Lanes512>(x, offsets, rowStep, dy + m, rows, width, dw + m, filters, count);
        }
        else if (Vector256.IsHardwareAccelerated)
            for (int m = 0; m < filters; m += 8) Narrow<Lanes256>(x, offsets, rowStep, dy + m, rows, width, dw + m, filters, count);
        else
            for (int m = 0; m < filters; m += 4) Narrow<Lanes128>(x, offsets, rowStep, dy + m, rows, width, dw + m, filters, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide<V>(float* x, int* offsets, nint rowStep, float* dy, int rows, int width, float* dw, int filters, int count)
        where V : struct, IVectorLanes<V>
    {
        nint o0 = offsets[0], o1 = offsets[1], o2 = offsets[2], o3 = offsets[3], o4 = offsets[4], o5 = offsets[5];
        nint o6 = offsets[6], o7 = offsets[7], o8 = offsets[8], o9 = offsets[9], o10 = offsets[10], o11 = offsets[11];
        V a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default;
        V a6 = default, a7 = default, a8 = default, a9 = default, a10 = default, a11 = default;
        V b0 = default, b1 = default, b2 = default, b3 = default, b4 = default, b5 = default;
        V b6 = default, b7 = default, b8 = default, b9 = default, b10 = default, b11 = default;
        for (int r = 0; r < rows; r++, x += rowStep)
        {
            float* s = x, end = x + width;
            for (; s < end; s++, dy += filters)
            {
                V a = V.Load(dy), b = V.Load(dy + V.Count), v;
                v = V.Create(s[o0]); a0 = V.FusedMultiplyAdd(a, v, a0); b0 = V.FusedMultiplyAdd(b, v, b0);
                v = V.Create(s[o1]); a1 = V.FusedMultiplyAdd(a, v, a1); b1 = V.FusedMultiplyAdd(b, v, b1);
                v = V.Create(s[o2]); a2 = V.FusedMultiplyAdd(a, v, a2); b2 = V.FusedMultiplyAdd(b, v, b2);
                v = V.Create(s[o3]); a3 = V.FusedMultiplyAdd(a, v, a3); b3 = V.FusedMultiplyAdd(b, v, b3);
                v = V.Create(s[o4]); a4 = V.FusedMultiplyAdd(a, v, a4); b4 = V.FusedMultiplyAdd(b, v, b4);
                v = V.Create(s[o5]); a5 = V.FusedMultiplyAdd(a, v, a5); b5 = V.FusedMultiplyAdd(b, v, b5);
                v = V.Create(s[o6]); a6 = V.FusedMultiplyAdd(a, v, a6); b6 = V.FusedMultiplyAdd(b, v, b6);
                v = V.Create(s[o7]); a7 = V.FusedMultiplyAdd(a, v, a7); b7 = V.FusedMultiplyAdd(b, v, b7);
                v = V.Create(s[o8]); a8 = V.FusedMultiplyAdd(a, v, a8); b8 = V.FusedMultiplyAdd(b, v, b8);
                v = V.Create(s[o9]); a9 = V.FusedMultiplyAdd(a, v, a9); b9 = V.FusedMultiplyAdd(b, v, b9);
                v = V.Create(s[o10]); a10 = V.FusedMultiplyAdd(a, v, a10); b10 = V.FusedMultiplyAdd(b, v, b10);
                v = V.Create(s[o11]); a11 = V.FusedMultiplyAdd(a, v, a11); b11 = V.FusedMultiplyAdd(b, v, b11);
            }
        }
        Write(dw, filters, count, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11);
        Write(dw + V.Count, filters, count, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow<V>(float* x, int* offsets, nint rowStep, float* dy, int rows, int width, float* dw, int filters, int count)
        where V : struct, IVectorLanes<V>
    {
        nint o0 = offsets[0], o1 = offsets[1], o2 = offsets[2], o3 = offsets[3], o4 = offsets[4], o5 = offsets[5];
        nint o6 = offsets[6], o7 = offsets[7], o8 = offsets[8], o9 = offsets[9], o10 = offsets[10], o11 = offsets[11];
        V a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default;
        V a6 = default, a7 = default, a8 = default, a9 = default, a10 = default, a11 = default;
        for (int r = 0; r < rows; r++, x += rowStep)
        {
            float* s = x, end = x + width;
            for (; s < end; s++, dy += filters)
            {
                V a = V.Load(dy);
                a0 = V.FusedMultiplyAdd(a, V.Create(s[o0]), a0);
                a1 = V.FusedMultiplyAdd(a, V.Create(s[o1]), a1);
                a2 = V.FusedMultiplyAdd(a, V.Create(s[o2]), a2);
                a3 = V.FusedMultiplyAdd(a, V.Create(s[o3]), a3);
                a4 = V.FusedMultiplyAdd(a, V.Create(s[o4]), a4);
                a5 = V.FusedMultiplyAdd(a, V.Create(s[o5]), a5);
                a6 = V.FusedMultiplyAdd(a, V.Create(s[o6]), a6);
                a7 = V.FusedMultiplyAdd(a, V.Create(s[o7]), a7);
                a8 = V.FusedMultiplyAdd(a, V.Create(s[o8]), a8);
                a9 = V.FusedMultiplyAdd(a, V.Create(s[o9]), a9);
                a10 = V.FusedMultiplyAdd(a, V.Create(s[o10]), a10);
                a11 = V.FusedMultiplyAdd(a, V.Create(s[o11]), a11);
            }
        }
        Write(dw, filters, count, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11);
    }

    private static void Write<V>(
        float* dw, int step, int count, V a0, V a1, V a2, V a3, V a4, V a5, V a6, V a7, V a8, V a9, V a10, V a11)
        where V : struct, IVectorLanes<V>
    {
        ReadOnlySpan<V> all = [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11];
        for (int t = 0; t < count; t++, dw += step) (V.Load(dw) + all[t]).Store(dw);
    }
}
