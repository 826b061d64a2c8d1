using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Matrix multiply tiles of <see cref="Rows"/> rows whose first operand is read where it stands: each row has an offset of its own, and
/// its numbers for consecutive k have one distance. Unlike <see cref="ITileKernel"/> it needs no packed panel of the first operand.
/// </summary>
internal static unsafe class StridedTiles
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 12;

    /// <summary>The number of columns must be a multiple of this.</summary>
    public static int Lanes => Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;

    /// <summary>
    /// c[i][j] = (add ? c[i][j] : 0) + the sum over k of x[offsets[i] + k] · b[k][j], where k runs over <paramref name="rows"/> stretches.
    /// </summary>
    /// <param name="x">The first operand.</param>
    /// <param name="offsets">Where each of the <see cref="Rows"/> rows begins.</param>
    /// <param name="step">The distance of consecutive k.</param>
    /// <param name="rowStep">The distance of stretches.</param>
    /// <param name="rows">The number of stretches.</param>
    /// <param name="width">The k of each stretch.</param>
    /// <param name="b">The second operand, its rows following one another through all stretches.</param>
    /// <param name="bStep">The distance of its rows.</param>
    /// <param name="columns">Its columns, a multiple of <see cref="Lanes"/>.</param>
    /// <param name="c">The result.</param>
    /// <param name="cStep">The distance of its rows.</param>
    /// <param name="add">Whether to add to what the result holds.</param>
    public static void Multiply(
        float* x, int* offsets, nint step, nint rowStep, int rows, int width, float* b, nint bStep, int columns, float* c, nint cStep, bool add)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            int j = 0;
            for (; j <= columns - 32; j += 32) Wide<Lanes512>(x, offsets, step, rowStep, rows, width, b + j, bStep, c + j, cStep, add);
            if (j < columns) Narrow<Lanes512>(x, offsets, step, rowStep, rows, width, b + j, bStep, c + j, cStep, add);
        }
        else if (Vector256.IsHardwareAccelerated)
            for (int j = 0; j < columns; j += 8) Narrow<Lanes256>(x, offsets, step, rowStep, rows, width, b + j, bStep, c + j, cStep, add);
        else
            for (int j = 0; j < columns; j += 4) Narrow<Lanes128>(x, offsets, step, rowStep, rows, width, b + j, bStep, c + j, cStep, add);
    }

    // No call may stand behind the loops: the sums would be spilled to the stack at every addition.
    private static void Wide<V>(
        float* x, int* offsets, nint step, nint rowStep, int rows, nint width, float* b, nint bStep, float* c, nint cStep, bool add)
        where V : struct, IVectorLanes<V>
    {
        nint o0 = offsets[0], o1 = offsets[1], o2 = offsets[2], o3 = offsets[3], o4 = offsets[4], o5 = offsets[5];
        nint o6 = offsets[6], o7 = offsets[7], o8 = offsets[8], o9 = offsets[9], o10 = offsets[10], o11 = offsets[11];
        V p0 = default, p1 = default, p2 = default, p3 = default, p4 = default, p5 = default;
        V p6 = default, p7 = default, p8 = default, p9 = default, p10 = default, p11 = default;
        V q0 = default, q1 = default, q2 = default, q3 = default, q4 = default, q5 = default;
        V q6 = default, q7 = default, q8 = default, q9 = default, q10 = default, q11 = default;
        for (int r = 0; r < rows; r++, x += rowStep)
        {
            float* s = x, end = x + width * step;
            for (; s != end; s += step, b += bStep)
            {
                V y = V.Load(b), z = V.Load(b + V.Count), v;
                v = V.Splat(s + o0); p0 = V.FusedMultiplyAdd(y, v, p0); q0 = V.FusedMultiplyAdd(z, v, q0);
                v = V.Splat(s + o1); p1 = V.FusedMultiplyAdd(y, v, p1); q1 = V.FusedMultiplyAdd(z, v, q1);
                v = V.Splat(s + o2); p2 = V.FusedMultiplyAdd(y, v, p2); q2 = V.FusedMultiplyAdd(z, v, q2);
                v = V.Splat(s + o3); p3 = V.FusedMultiplyAdd(y, v, p3); q3 = V.FusedMultiplyAdd(z, v, q3);
                v = V.Splat(s + o4); p4 = V.FusedMultiplyAdd(y, v, p4); q4 = V.FusedMultiplyAdd(z, v, q4);
                v = V.Splat(s + o5); p5 = V.FusedMultiplyAdd(y, v, p5); q5 = V.FusedMultiplyAdd(z, v, q5);
                v = V.Splat(s + o6); p6 = V.FusedMultiplyAdd(y, v, p6); q6 = V.FusedMultiplyAdd(z, v, q6);
                v = V.Splat(s + o7); p7 = V.FusedMultiplyAdd(y, v, p7); q7 = V.FusedMultiplyAdd(z, v, q7);
                v = V.Splat(s + o8); p8 = V.FusedMultiplyAdd(y, v, p8); q8 = V.FusedMultiplyAdd(z, v, q8);
                v = V.Splat(s + o9); p9 = V.FusedMultiplyAdd(y, v, p9); q9 = V.FusedMultiplyAdd(z, v, q9);
                v = V.Splat(s + o10); p10 = V.FusedMultiplyAdd(y, v, p10); q10 = V.FusedMultiplyAdd(z, v, q10);
                v = V.Splat(s + o11); p11 = V.FusedMultiplyAdd(y, v, p11); q11 = V.FusedMultiplyAdd(z, v, q11);
            }
        }
        Put(c, p0, q0, add);
        Put(c + cStep, p1, q1, add);
        Put(c + 2 * cStep, p2, q2, add);
        Put(c + 3 * cStep, p3, q3, add);
        Put(c + 4 * cStep, p4, q4, add);
        Put(c + 5 * cStep, p5, q5, add);
        Put(c + 6 * cStep, p6, q6, add);
        Put(c + 7 * cStep, p7, q7, add);
        Put(c + 8 * cStep, p8, q8, add);
        Put(c + 9 * cStep, p9, q9, add);
        Put(c + 10 * cStep, p10, q10, add);
        Put(c + 11 * cStep, p11, q11, add);
    }

    private static void Narrow<V>(
        float* x, int* offsets, nint step, nint rowStep, int rows, nint width, float* b, nint bStep, float* c, nint cStep, bool add)
        where V : struct, IVectorLanes<V>
    {
        nint o0 = offsets[0], o1 = offsets[1], o2 = offsets[2], o3 = offsets[3], o4 = offsets[4], o5 = offsets[5];
        nint o6 = offsets[6], o7 = offsets[7], o8 = offsets[8], o9 = offsets[9], o10 = offsets[10], o11 = offsets[11];
        V p0 = default, p1 = default, p2 = default, p3 = default, p4 = default, p5 = default;
        V p6 = default, p7 = default, p8 = default, p9 = default, p10 = default, p11 = default;
        for (int r = 0; r < rows; r++, x += rowStep)
        {
            float* s = x, end = x + width * step;
            for (; s != end; s += step, b += bStep)
            {
                V y = V.Load(b);
                p0 = V.FusedMultiplyAdd(y, V.Splat(s + o0), p0);
                p1 = V.FusedMultiplyAdd(y, V.Splat(s + o1), p1);
                p2 = V.FusedMultiplyAdd(y, V.Splat(s + o2), p2);
                p3 = V.FusedMultiplyAdd(y, V.Splat(s + o3), p3);
                p4 = V.FusedMultiplyAdd(y, V.Splat(s + o4), p4);
                p5 = V.FusedMultiplyAdd(y, V.Splat(s + o5), p5);
                p6 = V.FusedMultiplyAdd(y, V.Splat(s + o6), p6);
                p7 = V.FusedMultiplyAdd(y, V.Splat(s + o7), p7);
                p8 = V.FusedMultiplyAdd(y, V.Splat(s + o8), p8);
                p9 = V.FusedMultiplyAdd(y, V.Splat(s + o9), p9);
                p10 = V.FusedMultiplyAdd(y, V.Splat(s + o10), p10);
                p11 = V.FusedMultiplyAdd(y, V.Splat(s + o11), p11);
            }
        }
        Put(c, p0, add);
        Put(c + cStep, p1, add);
        Put(c + 2 * cStep, p2, add);
        Put(c + 3 * cStep, p3, add);
        Put(c + 4 * cStep, p4, add);
        Put(c + 5 * cStep, p5, add);
        Put(c + 6 * cStep, p6, add);
        Put(c + 7 * cStep, p7, add);
        Put(c + 8 * cStep, p8, add);
        Put(c + 9 * cStep, p9, add);
        Put(c + 10 * cStep, p10, add);
        Put(c + 11 * cStep, p11, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<V>(float* c, V p, bool add) where V : struct, IVectorLanes<V>
    {
        if (add) p += V.Load(c);
        p.Store(c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<V>(float* c, V p, V q, bool add) where V : struct, IVectorLanes<V>
    {
        Put(c, p, add);
        Put(c + V.Count, q, add);
    }
}
