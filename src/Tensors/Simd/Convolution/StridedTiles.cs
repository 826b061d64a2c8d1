using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// A matrix multiply in tiles of <see cref="Rows"/> rows whose first operand is read where it stands: each row has an offset of its own,
/// and its numbers for consecutive k have one distance. Unlike <see cref="ITileKernel"/> it needs no packed panel of the first operand.
/// c[i][j] = (Add ? c[i][j] : 0) + the sum over k of x[offset of i + k] · b[k][j], where k runs over several stretches.
/// </summary>
internal unsafe struct StridedTiles
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 12;

    /// <summary>The first operand.</summary>
    public float* X;

    /// <summary>Where each of the <see cref="Rows"/> rows of the first tile begins.</summary>
    public int* Offsets;

    /// <summary>How many tiles stand below one another.</summary>
    public int Tiles;

    /// <summary>From one tile to the next in <see cref="Offsets"/>: 0 when all tiles share them.</summary>
    public int OffsetsOfTile;

    /// <summary>From one tile to the next in <see cref="X"/>.</summary>
    public nint XOfTile;

    /// <summary>The distance of consecutive k in the first operand.</summary>
    public nint Step;

    /// <summary>The k of each stretch.</summary>
    public int Length;

    /// <summary>The number of stretches.</summary>
    public int Stretches;

    /// <summary>The distance of stretches.</summary>
    public nint StretchStep;

    /// <summary>The second operand, its rows following one another through all stretches.</summary>
    public float* B;

    /// <summary>The distance of its rows.</summary>
    public nint BStep;

    /// <summary>Its columns, a multiple of <see cref="Lanes"/>.</summary>
    public int Columns;

    /// <summary>The result; it has room for whole tiles.</summary>
    public float* C;

    /// <summary>The distance of its rows.</summary>
    public nint CStep;

    /// <summary>Whether to add to what the result holds.</summary>
    public bool Add;

    /// <summary>The number of columns must be a multiple of this.</summary>
    public static int Lanes => Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;

    /// <summary>Multiplies.</summary>
    public readonly void Run()
    {
        int j = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; j <= Columns - 32; j += 32) Wide<Lanes512>(in this, B + j, C + j);
            if (j < Columns) Narrow<Lanes512>(in this, B + j, C + j);
        }
        else if (Vector256.IsHardwareAccelerated)
            for (; j < Columns; j += 8) Narrow<Lanes256>(in this, B + j, C + j);
        else
            for (; j < Columns; j += 4) Narrow<Lanes128>(in this, B + j, C + j);
    }

    // No call may stand behind the inner loops: the sums would be spilled to the stack at every addition.
    private static void Wide<V>(in StridedTiles t, float* b, float* c) where V : struct, IVectorLanes<V>
    {
        int rows = t.Stretches;
        nint step = t.Step, rowStep = t.StretchStep, length = t.Length * step, bStep = t.BStep, cStep = t.CStep;
        int* offsets = t.Offsets;
        float* x = t.X, first = b;
        bool add = t.Add;
        for (int tile = 0; tile < t.Tiles; tile++, offsets += t.OffsetsOfTile)
        {
            b = first;
            nint o0 = offsets[0], o1 = offsets[1], o2 = offsets[2], o3 = offsets[3], o4 = offsets[4], o5 = offsets[5];
            nint o6 = offsets[6], o7 = offsets[7], o8 = offsets[8], o9 = offsets[9], o10 = offsets[10], o11 = offsets[11];
            V p0 = default, p1 = default, p2 = default, p3 = default, p4 = default, p5 = default;
            V p6 = default, p7 = default, p8 = default, p9 = default, p10 = default, p11 = default;
            V q0 = default, q1 = default, q2 = default, q3 = default, q4 = default, q5 = default;
            V q6 = default, q7 = default, q8 = default, q9 = default, q10 = default, q11 = default;
            float* stretch = x;
            for (int r = 0; r < rows; r++, stretch += rowStep)
            {
                float* s = stretch, end = s + length;
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
            Put(c, p0, q0, add); c += cStep;
            Put(c, p1, q1, add); c += cStep;
            Put(c, p2, q2, add); c += cStep;
            Put(c, p3, q3, add); c += cStep;
            Put(c, p4, q4, add); c += cStep;
            Put(c, p5, q5, add); c += cStep;
            Put(c, p6, q6, add); c += cStep;
            Put(c, p7, q7, add); c += cStep;
            Put(c, p8, q8, add); c += cStep;
            Put(c, p9, q9, add); c += cStep;
            Put(c, p10, q10, add); c += cStep;
            Put(c, p11, q11, add); c += cStep;
            x += t.XOfTile;
        }
    }

    private static void Narrow<V>(in StridedTiles t, float* b, float* c) where V : struct, IVectorLanes<V>
    {
        int rows = t.Stretches;
        nint step = t.Step, rowStep = t.StretchStep, length = t.Length * step, bStep = t.BStep, cStep = t.CStep;
        int* offsets = t.Offsets;
        float* x = t.X, first = b;
        bool add = t.Add;
        for (int tile = 0; tile < t.Tiles; tile++, offsets += t.OffsetsOfTile)
        {
            b = first;
            nint o0 = offsets[0], o1 = offsets[1], o2 = offsets[2], o3 = offsets[3], o4 = offsets[4], o5 = offsets[5];
            nint o6 = offsets[6], o7 = offsets[7], o8 = offsets[8], o9 = offsets[9], o10 = offsets[10], o11 = offsets[11];
            V p0 = default, p1 = default, p2 = default, p3 = default, p4 = default, p5 = default;
            V p6 = default, p7 = default, p8 = default, p9 = default, p10 = default, p11 = default;
            float* stretch = x;
            for (int r = 0; r < rows; r++, stretch += rowStep)
            {
                float* s = stretch, end = s + length;
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
            Put(c, p0, add); c += cStep;
            Put(c, p1, add); c += cStep;
            Put(c, p2, add); c += cStep;
            Put(c, p3, add); c += cStep;
            Put(c, p4, add); c += cStep;
            Put(c, p5, add); c += cStep;
            Put(c, p6, add); c += cStep;
            Put(c, p7, add); c += cStep;
            Put(c, p8, add); c += cStep;
            Put(c, p9, add); c += cStep;
            Put(c, p10, add); c += cStep;
            Put(c, p11, add); c += cStep;
            x += t.XOfTile;
        }
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
