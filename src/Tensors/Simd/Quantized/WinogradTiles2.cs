using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>The transforms of Winograd's F(2 x 2, 3 x 3) on integers, a whole panel of tiles at a time.</summary>
internal static unsafe class WinogradTiles2
{
    /// <summary>Bᵀ d B for each of <paramref name="count"/> numbers that stand at the same place of the 16 rows of d.</summary>
    /// <param name="d">The tiles' numbers, row after row.</param>
    /// <param name="target">The transformed numbers.</param>
    /// <param name="count">Numbers of a row, a multiple of 16.</param>
    /// <param name="step">The distance of rows in the target.</param>
    public static void Input(short* d, short* target, int count, int step)
    {
        Vector<short>* t = stackalloc Vector<short>[16];
        for (int at = 0; at < count; at += Vector<short>.Count)
        {
            for (int j = 0; j < 4; j++)
            {
                Vector<short> a = Vector.Load(d + j * count + at), b = Vector.Load(d + (4 + j) * count + at);
                Vector<short> c = Vector.Load(d + (8 + j) * count + at), e = Vector.Load(d + (12 + j) * count + at);
                t[j] = a - c;
                t[4 + j] = b + c;
                t[8 + j] = c - b;
                t[12 + j] = b - e;
            }
            for (int i = 0; i < 16; i += 4)
            {
                Vector<short> a = t[i], b = t[i + 1], c = t[i + 2], e = t[i + 3];
                (a - c).Store(target + i * step + at);
                (b + c).Store(target + (i + 1) * step + at);
                (c - b).Store(target + (i + 2) * step + at);
                (b - e).Store(target + (i + 3) * step + at);
            }
        }
    }

    /// <summary>A quarter of Aᵀ m A: for each tile two numbers of the upper row, then, <paramref name="width"/> tiles on, two of the lower.</summary>
    /// <param name="m">The sums at the 16 positions.</param>
    /// <param name="step">The distance of positions.</param>
    /// <param name="width">Tiles of a panel, a multiple of 8.</param>
    /// <param name="results">The results, <c>4 · width</c> numbers.</param>
    public static void Output(int* m, int step, int width, int* results)
    {
        for (int at = 0; at < width; at += 8)
        {
            int* p = m + at;
            Columns(p, step, out Vector256<int> u0, out Vector256<int> l0);
            Columns(p + step, step, out Vector256<int> u1, out Vector256<int> l1);
            Columns(p + 2 * step, step, out Vector256<int> u2, out Vector256<int> l2);
            Columns(p + 3 * step, step, out Vector256<int> u3, out Vector256<int> l3);
            Store((u0 + u1 + u2) >> 2, (u1 - u2 - u3) >> 2, results + 2 * at);
            Store((l0 + l1 + l2) >> 2, (l1 - l2 - l3) >> 2, results + 2 * (width + at));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns(int* p, int step, out Vector256<int> upper, out Vector256<int> lower)
    {
        Vector256<int> a = Vector256.Load(p), b = Vector256.Load(p + 4 * step), c = Vector256.Load(p + 8 * step), d = Vector256.Load(p + 12 * step);
        upper = a + b + c;
        lower = b - c - d;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> even, Vector256<int> odd, int* target)
    {
        Vector256<uint> x = even.AsUInt32(), y = odd.AsUInt32();
        (Vector256.WidenLower(x) | (Vector256.WidenLower(y) << 32)).AsInt32().Store(target);
        (Vector256.WidenUpper(x) | (Vector256.WidenUpper(y) << 32)).AsInt32().Store(target + 8);
    }
}
