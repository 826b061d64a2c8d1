using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Multiplies a panel of rows by a panel of columns whose elements are pairs of 16-bit integers and keeps the 32-bit sums in registers.
/// Everything is exact: the sums of a panel pair are the same on any machine.
/// </summary>
internal static unsafe class PairTile
{
    /// <summary>Rows of a tile at most.</summary>
    public static int Rows => Vector512.IsHardwareAccelerated ? 12 : 4;

    /// <summary>Columns of a tile, and of every panel of columns.</summary>
    public static int Columns => Vector512.IsHardwareAccelerated ? 32 : Vector256.IsHardwareAccelerated ? 16 : 8;

    /// <summary>c[i][j] = (add ? c[i][j] : 0) + the sum over k of a[i][k] · b[k][j].</summary>
    /// <param name="depth">How many pairs are summed.</param>
    /// <param name="a">The rows' pairs.</param>
    /// <param name="aRow">The distance of rows in a.</param>
    /// <param name="aStep">The distance of neighbouring pairs of a row.</param>
    /// <param name="b">The panel, <see cref="Columns"/> pairs after another for each k.</param>
    /// <param name="c">The sums, all <see cref="Columns"/> of each row.</param>
    /// <param name="ldc">The distance of rows in c.</param>
    /// <param name="rows">How many rows, at most <see cref="Rows"/>.</param>
    /// <param name="add">Whether c holds sums already.</param>
    public static void Multiply(int depth, int* a, nint aRow, nint aStep, int* b, int* c, nint ldc, int rows, bool add)
    {
        if (Vector512.IsHardwareAccelerated) Multiply<Pairs512>(depth, a, aRow, aStep, b, c, ldc, rows, add);
        else if (Vector256.IsHardwareAccelerated) Multiply<Pairs256>(depth, a, aRow, aStep, b, c, ldc, rows, add);
        else Multiply<Pairs128>(depth, a, aRow, aStep, b, c, ldc, rows, add);
    }

    /// <summary>The same with vectors of a chosen width; two of them make the panel's columns.</summary>
    public static void Multiply<V>(int depth, int* a, nint aRow, nint aStep, int* b, int* c, nint ldc, int rows, bool add)
        where V : struct, IPairLanes<V>
    {
        while (rows > 0)
        {
            int taken = rows >= 12 && V.Count == 16 ? 12 : rows >= 8 && V.Count == 16 ? 8 : rows >= 4 ? 4 : 1;
            switch (taken)
            {
                case 12: Tile12<V>(depth, a, aRow, aStep, b, c, ldc, add); break;
                case 8: Tile8<V>(depth, a, aRow, aStep, b, c, ldc, add); break;
                case 4: Tile4<V>(depth, a, aRow, aStep, b, c, ldc, add); break;
                default: Tile1<V>(depth, a, aStep, b, c, add); break;
            }
            rows -= taken;
            a += taken * aRow;
            c += taken * ldc;
        }
    }

    private static void Tile12<V>(int depth, int* a, nint aRow, nint aStep, int* b, int* c, nint ldc, bool add) where V : struct, IPairLanes<V>
    {
        V x0 = Start<V>(c, add), y0 = Start<V>(c + V.Count, add);
        V x1 = Start<V>(c + ldc, add), y1 = Start<V>(c + ldc + V.Count, add);
        V x2 = Start<V>(c + 2 * ldc, add), y2 = Start<V>(c + 2 * ldc + V.Count, add);
        V x3 = Start<V>(c + 3 * ldc, add), y3 = Start<V>(c + 3 * ldc + V.Count, add);
        V x4 = Start<V>(c + 4 * ldc, add), y4 = Start<V>(c + 4 * ldc + V.Count, add);
        V x5 = Start<V>(c + 5 * ldc, add), y5 = Start<V>(c + 5 * ldc + V.Count, add);
        V x6 = Start<V>(c + 6 * ldc, add), y6 = Start<V>(c + 6 * ldc + V.Count, add);
        V x7 = Start<V>(c + 7 * ldc, add), y7 = Start<V>(c + 7 * ldc + V.Count, add);
        V x8 = Start<V>(c + 8 * ldc, add), y8 = Start<V>(c + 8 * ldc + V.Count, add);
        V x9 = Start<V>(c + 9 * ldc, add), y9 = Start<V>(c + 9 * ldc + V.Count, add);
        V x10 = Start<V>(c + 10 * ldc, add), y10 = Start<V>(c + 10 * ldc + V.Count, add);
        V x11 = Start<V>(c + 11 * ldc, add), y11 = Start<V>(c + 11 * ldc + V.Count, add);
        int* d = a + 3 * aRow, e = a + 6 * aRow, f = a + 9 * aRow;
        for (; depth > 0; depth--)
        {
            V x = V.Load(b), y = V.Load(b + V.Count), v;
            v = V.Splat(a[0]); x0 = V.AddProducts(x, v, x0); y0 = V.AddProducts(y, v, y0);
            v = V.Splat(a[aRow]); x1 = V.AddProducts(x, v, x1); y1 = V.AddProducts(y, v, y1);
            v = V.Splat(a[2 * aRow]); x2 = V.AddProducts(x, v, x2); y2 = V.AddProducts(y, v, y2);
            v = V.Splat(d[0]); x3 = V.AddProducts(x, v, x3); y3 = V.AddProducts(y, v, y3);
            v = V.Splat(d[aRow]); x4 = V.AddProducts(x, v, x4); y4 = V.AddProducts(y, v, y4);
            v = V.Splat(d[2 * aRow]); x5 = V.AddProducts(x, v, x5); y5 = V.AddProducts(y, v, y5);
            v = V.Splat(e[0]); x6 = V.AddProducts(x, v, x6); y6 = V.AddProducts(y, v, y6);
            v = V.Splat(e[aRow]); x7 = V.AddProducts(x, v, x7); y7 = V.AddProducts(y, v, y7);
            v = V.Splat(e[2 * aRow]); x8 = V.AddProducts(x, v, x8); y8 = V.AddProducts(y, v, y8);
            v = V.Splat(f[0]); x9 = V.AddProducts(x, v, x9); y9 = V.AddProducts(y, v, y9);
            v = V.Splat(f[aRow]); x10 = V.AddProducts(x, v, x10); y10 = V.AddProducts(y, v, y10);
            v = V.Splat(f[2 * aRow]); x11 = V.AddProducts(x, v, x11); y11 = V.AddProducts(y, v, y11);
            a += aStep;
            d += aStep;
            e += aStep;
            f += aStep;
            b += 2 * V.Count;
        }
        Write(c, x0, y0);
        Write(c + ldc, x1, y1);
        Write(c + 2 * ldc, x2, y2);
        Write(c + 3 * ldc, x3, y3);
        Write(c + 4 * ldc, x4, y4);
        Write(c + 5 * ldc, x5, y5);
        Write(c + 6 * ldc, x6, y6);
        Write(c + 7 * ldc, x7, y7);
        Write(c + 8 * ldc, x8, y8);
        Write(c + 9 * ldc, x9, y9);
        Write(c + 10 * ldc, x10, y10);
        Write(c + 11 * ldc, x11, y11);
    }

    private static void Tile8<V>(int depth, int* a, nint aRow, nint aStep, int* b, int* c, nint ldc, bool add) where V : struct, IPairLanes<V>
    {
        V x0 = Start<V>(c, add), y0 = Start<V>(c + V.Count, add);
        V x1 = Start<V>(c + ldc, add), y1 = Start<V>(c + ldc + V.Count, add);
        V x2 = Start<V>(c + 2 * ldc, add), y2 = Start<V>(c + 2 * ldc + V.Count, add);
        V x3 = Start<V>(c + 3 * ldc, add), y3 = Start<V>(c + 3 * ldc + V.Count, add);
        V x4 = Start<V>(c + 4 * ldc, add), y4 = Start<V>(c + 4 * ldc + V.Count, add);
        V x5 = Start<V>(c + 5 * ldc, add), y5 = Start<V>(c + 5 * ldc + V.Count, add);
        V x6 = Start<V>(c + 6 * ldc, add), y6 = Start<V>(c + 6 * ldc + V.Count, add);
        V x7 = Start<V>(c + 7 * ldc, add), y7 = Start<V>(c + 7 * ldc + V.Count, add);
        int* d = a + 3 * aRow, e = a + 6 * aRow;
        for (; depth > 0; depth--)
        {
            V x = V.Load(b), y = V.Load(b + V.Count), v;
            v = V.Splat(a[0]); x0 = V.AddProducts(x, v, x0); y0 = V.AddProducts(y, v, y0);
            v = V.Splat(a[aRow]); x1 = V.AddProducts(x, v, x1); y1 = V.AddProducts(y, v, y1);
            v = V.Splat(a[2 * aRow]); x2 = V.AddProducts(x, v, x2); y2 = V.AddProducts(y, v, y2);
            v = V.Splat(d[0]); x3 = V.AddProducts(x, v, x3); y3 = V.AddProducts(y, v, y3);
            v = V.Splat(d[aRow]); x4 = V.AddProducts(x, v, x4); y4 = V.AddProducts(y, v, y4);
            v = V.Splat(d[2 * aRow]); x5 = V.AddProducts(x, v, x5); y5 = V.AddProducts(y, v, y5);
            v = V.Splat(e[0]); x6 = V.AddProducts(x, v, x6); y6 = V.AddProducts(y, v, y6);
            v = V.Splat(e[aRow]); x7 = V.AddProducts(x, v, x7); y7 = V.AddProducts(y, v, y7);
            a += aStep;
            d += aStep;
            e += aStep;
            b += 2 * V.Count;
        }
        Write(c, x0, y0);
        Write(c + ldc, x1, y1);
        Write(c + 2 * ldc, x2, y2);
        Write(c + 3 * ldc, x3, y3);
        Write(c + 4 * ldc, x4, y4);
        Write(c + 5 * ldc, x5, y5);
        Write(c + 6 * ldc, x6, y6);
        Write(c + 7 * ldc, x7, y7);
    }

    private static void Tile4<V>(int depth, int* a, nint aRow, nint aStep, int* b, int* c, nint ldc, bool add) where V : struct, IPairLanes<V>
    {
        V x0 = Start<V>(c, add), y0 = Start<V>(c + V.Count, add);
        V x1 = Start<V>(c + ldc, add), y1 = Start<V>(c + ldc + V.Count, add);
        V x2 = Start<V>(c + 2 * ldc, add), y2 = Start<V>(c + 2 * ldc + V.Count, add);
        V x3 = Start<V>(c + 3 * ldc, add), y3 = Start<V>(c + 3 * ldc + V.Count, add);
        int* d = a + 3 * aRow;
        for (; depth > 0; depth--)
        {
            V x = V.Load(b), y = V.Load(b + V.Count), v;
            v = V.Splat(a[0]); x0 = V.AddProducts(x, v, x0); y0 = V.AddProducts(y, v, y0);
            v = V.Splat(a[aRow]); x1 = V.AddProducts(x, v, x1); y1 = V.AddProducts(y, v, y1);
            v = V.Splat(a[2 * aRow]); x2 = V.AddProducts(x, v, x2); y2 = V.AddProducts(y, v, y2);
            v = V.Splat(d[0]); x3 = V.AddProducts(x, v, x3); y3 = V.AddProducts(y, v, y3);
            a += aStep;
            d += aStep;
            b += 2 * V.Count;
        }
        Write(c, x0, y0);
        Write(c + ldc, x1, y1);
        Write(c + 2 * ldc, x2, y2);
        Write(c + 3 * ldc, x3, y3);
    }

    private static void Tile1<V>(int depth, int* a, nint aStep, int* b, int* c, bool add) where V : struct, IPairLanes<V>
    {
        V x0 = Start<V>(c, add), y0 = Start<V>(c + V.Count, add);
        for (; depth > 0; depth--)
        {
            V v = V.Splat(*a);
            x0 = V.AddProducts(V.Load(b), v, x0);
            y0 = V.AddProducts(V.Load(b + V.Count), v, y0);
            a += aStep;
            b += 2 * V.Count;
        }
        Write(c, x0, y0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Start<V>(int* c, bool add) where V : struct, IPairLanes<V> => add ? V.Load(c) : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<V>(int* c, V x, V y) where V : struct, IPairLanes<V>
    {
        x.Store(c);
        y.Store(c + V.Count);
    }
}
