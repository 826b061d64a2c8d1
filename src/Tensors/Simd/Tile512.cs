using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Tiles of 12 x 32 in 24 of the 32 registers of AVX-512, with smaller ones for the edges.</summary>
/// <remarks>
/// On Zen 4 tiles of 12 x 32, 14 x 32, 8 x 48 and 8 x 32 all ran within 2 % of the multipliers' peak; 12 x 32 leaves few rows over at
/// the usual sizes (multiples of 4) and enough registers for a processor with twice the multipliers.
/// </remarks>
[SkipLocalsInit]
internal readonly unsafe struct Tile512 : ITileKernel
{
    public static int Rows => 12;

    public static int Columns => 32;

    public static void Multiply(
        int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint ldc,
        int rows, int columns, int row, int column, in TileFinish finish)
    {
        TilePrefetch.Run(c, ldc, rows, columns);
        if (rows is 12 or 8 or 4 && columns is 32 or 16)
        {
            Inner(depth, a, aRow, aStep, b, bStep, c, ldc, rows, columns, row, column, in finish);
            if (finish.Activation != Activation.None) TileEdge.Activate(c, ldc, rows, columns, in finish);
            return;
        }
        float* tile = stackalloc float[384];
        Inner(depth, a, aRow, aStep, b, bStep, tile, 32, rows, columns, 0, 0, in TileFinish.Store);
        TileEdge.Finish(tile, 32, c, ldc, rows, columns, row, column, in finish);
    }

    private static void Inner(
        int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint ldc,
        int rows, int columns, int row, int column, in TileFinish finish)
    {
        if (columns > 16)
        {
            if (rows <= 4) Tile4x32(depth, a, aRow, aStep, b, bStep, c, ldc, row, column, in finish);
            else if (rows <= 8) Tile8x32(depth, a, aRow, aStep, b, bStep, c, ldc, row, column, in finish);
            else Tile12x32(depth, a, aRow, aStep, b, bStep, c, ldc, row, column, in finish);
        }
        else
        {
            if (rows <= 4) Tile4x16(depth, a, aRow, aStep, b, bStep, c, ldc, row, column, in finish);
            else if (rows <= 8) Tile8x16(depth, a, aRow, aStep, b, bStep, c, ldc, row, column, in finish);
            else Tile12x16(depth, a, aRow, aStep, b, bStep, c, ldc, row, column, in finish);
        }
    }

    private static void Tile12x32(int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint ldc, int row, int column, in TileFinish finish)
    {
        Vector512<float> x0 = default, y0 = default;
        Vector512<float> x1 = default, y1 = default;
        Vector512<float> x2 = default, y2 = default;
        Vector512<float> x3 = default, y3 = default;
        Vector512<float> x4 = default, y4 = default;
        Vector512<float> x5 = default, y5 = default;
        Vector512<float> x6 = default, y6 = default;
        Vector512<float> x7 = default, y7 = default;
        Vector512<float> x8 = default, y8 = default;
        Vector512<float> x9 = default, y9 = default;
        Vector512<float> x10 = default, y10 = default;
        Vector512<float> x11 = default, y11 = default;
        float* d = a + 3 * aRow, e = a + 6 * aRow, f = a + 9 * aRow;
        for (; depth > 0; depth--)
        {
            Vector512<float> x = Vector512.Load(b), y = Vector512.Load(b + 16), v;
            v = Vector512.Create(a[0]); x0 = Add(x, v, x0); y0 = Add(y, v, y0);
            v = Vector512.Create(a[aRow]); x1 = Add(x, v, x1); y1 = Add(y, v, y1);
            v = Vector512.Create(a[2 * aRow]); x2 = Add(x, v, x2); y2 = Add(y, v, y2);
            v = Vector512.Create(d[0]); x3 = Add(x, v, x3); y3 = Add(y, v, y3);
            v = Vector512.Create(d[aRow]); x4 = Add(x, v, x4); y4 = Add(y, v, y4);
            v = Vector512.Create(d[2 * aRow]); x5 = Add(x, v, x5); y5 = Add(y, v, y5);
            v = Vector512.Create(e[0]); x6 = Add(x, v, x6); y6 = Add(y, v, y6);
            v = Vector512.Create(e[aRow]); x7 = Add(x, v, x7); y7 = Add(y, v, y7);
            v = Vector512.Create(e[2 * aRow]); x8 = Add(x, v, x8); y8 = Add(y, v, y8);
            v = Vector512.Create(f[0]); x9 = Add(x, v, x9); y9 = Add(y, v, y9);
            v = Vector512.Create(f[aRow]); x10 = Add(x, v, x10); y10 = Add(y, v, y10);
            v = Vector512.Create(f[2 * aRow]); x11 = Add(x, v, x11); y11 = Add(y, v, y11);
            a += aStep;
            d += aStep;
            e += aStep;
            f += aStep;
            b += bStep;
        }
        var tail = new Tail512(in finish, row, column);
        tail.Write(c, 0, x0, y0);
        tail.Write(c + ldc, 1, x1, y1);
        tail.Write(c + 2 * ldc, 2, x2, y2);
        tail.Write(c + 3 * ldc, 3, x3, y3);
        tail.Write(c + 4 * ldc, 4, x4, y4);
        tail.Write(c + 5 * ldc, 5, x5, y5);
        tail.Write(c + 6 * ldc, 6, x6, y6);
        tail.Write(c + 7 * ldc, 7, x7, y7);
        tail.Write(c + 8 * ldc, 8, x8, y8);
        tail.Write(c + 9 * ldc, 9, x9, y9);
        tail.Write(c + 10 * ldc, 10, x10, y10);
        tail.Write(c + 11 * ldc, 11, x11, y11);
    }

    private static void Tile8x32(int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint ldc, int row, int column, in TileFinish finish)
    {
        Vector512<float> x0 = default, y0 = default;
        Vector512<float> x1 = default, y1 = default;
        Vector512<float> x2 = default, y2 = default;
        Vector512<float> x3 = default, y3 = default;
        Vector512<float> x4 = default, y4 = default;
        Vector512<float> x5 = default, y5 = default;
        Vector512<float> x6 = default, y6 = default;
        Vector512<float> x7 = default, y7 = default;
        float* d = a + 3 * aRow, e = a + 6 * aRow;
        for (; depth > 0; depth--)
        {
            Vector512<float> x = Vector512.Load(b), y = Vector512.Load(b + 16), v;
            v = Vector512.Create(a[0]); x0 = Add(x, v, x0); y0 = Add(y, v, y0);
            v = Vector512.Create(a[aRow]); x1 = Add(x, v, x1); y1 = Add(y, v, y1);
            v = Vector512.Create(a[2 * aRow]); x2 = Add(x, v, x2); y2 = Add(y, v, y2);
            v = Vector512.Create(d[0]); x3 = Add(x, v, x3); y3 = Add(y, v, y3);
            v = Vector512.Create(d[aRow]); x4 = Add(x, v, x4); y4 = Add(y, v, y4);
            v = Vector512.Create(d[2 * aRow]); x5 = Add(x, v, x5); y5 = Add(y, v, y5);
            v = Vector512.Create(e[0]); x6 = Add(x, v, x6); y6 = Add(y, v, y6);
            v = Vector512.Create(e[aRow]); x7 = Add(x, v, x7); y7 = Add(y, v, y7);
            a += aStep;
            d += aStep;
            e += aStep;
            b += bStep;
        }
        var tail = new Tail512(in finish, row, column);
        tail.Write(c, 0, x0, y0);
        tail.Write(c + ldc, 1, x1, y1);
        tail.Write(c + 2 * ldc, 2, x2, y2);
        tail.Write(c + 3 * ldc, 3, x3, y3);
        tail.Write(c + 4 * ldc, 4, x4, y4);
        tail.Write(c + 5 * ldc, 5, x5, y5);
        tail.Write(c + 6 * ldc, 6, x6, y6);
        tail.Write(c + 7 * ldc, 7, x7, y7);
    }

    private static void Tile4x32(int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint ldc, int row, int column, in TileFinish finish)
    {
        Vector512<float> x0 = default, y0 = default;
        Vector512<float> x1 = default, y1 = default;
        Vector512<float> x2 = default, y2 = default;
        Vector512<float> x3 = default, y3 = default;
        float* d = a + 3 * aRow;
        for (; depth > 0; depth--)
        {
            Vector512<float> x = Vector512.Load(b), y = Vector512.Load(b + 16), v;
            v = Vector512.Create(a[0]); x0 = Add(x, v, x0); y0 = Add(y, v, y0);
            v = Vector512.Create(a[aRow]); x1 = Add(x, v, x1); y1 = Add(y, v, y1);
            v = Vector512.Create(a[2 * aRow]); x2 = Add(x, v, x2); y2 = Add(y, v, y2);
            v = Vector512.Create(d[0]); x3 = Add(x, v, x3); y3 = Add(y, v, y3);
            a += aStep;
            d += aStep;
            b += bStep;
        }
        var tail = new Tail512(in finish, row, column);
        tail.Write(c, 0, x0, y0);
        tail.Write(c + ldc, 1, x1, y1);
        tail.Write(c + 2 * ldc, 2, x2, y2);
        tail.Write(c + 3 * ldc, 3, x3, y3);
    }

    private static void Tile12x16(int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint ldc, int row, int column, in TileFinish finish)
    {
        Vector512<float> x0 = default;
        Vector512<float> x1 = default;
        Vector512<float> x2 = default;
        Vector512<float> x3 = default;
        Vector512<float> x4 = default;
        Vector512<float> x5 = default;
        Vector512<float> x6 = default;
        Vector512<float> x7 = default;
        Vector512<float> x8 = default;
        Vector512<float> x9 = default;
        Vector512<float> x10 = default;
        Vector512<float> x11 = default;
        float* d = a + 3 * aRow, e = a + 6 * aRow, f = a + 9 * aRow;
        for (; depth > 0; depth--)
        {
            Vector512<float> x = Vector512.Load(b), v;
            v = Vector512.Create(a[0]); x0 = Add(x, v, x0);
            v = Vector512.Create(a[aRow]); x1 = Add(x, v, x1);
            v = Vector512.Create(a[2 * aRow]); x2 = Add(x, v, x2);
            v = Vector512.Create(d[0]); x3 = Add(x, v, x3);
            v = Vector512.Create(d[aRow]); x4 = Add(x, v, x4);
            v = Vector512.Create(d[2 * aRow]); x5 = Add(x, v, x5);
            v = Vector512.Create(e[0]); x6 = Add(x, v, x6);
            v = Vector512.Create(e[aRow]); x7 = Add(x, v, x7);
            v = Vector512.Create(e[2 * aRow]); x8 = Add(x, v, x8);
            v = Vector512.Create(f[0]); x9 = Add(x, v, x9);
            v = Vector512.Create(f[aRow]); x10 = Add(x, v, x10);
            v = Vector512.Create(f[2 * aRow]); x11 = Add(x, v, x11);
            a += aStep;
            d += aStep;
            e += aStep;
            f += aStep;
            b += bStep;
        }
        var tail = new Tail512(in finish, row, column);
        tail.Write(c, 0, x0);
        tail.Write(c + ldc, 1, x1);
        tail.Write(c + 2 * ldc, 2, x2);
        tail.Write(c + 3 * ldc, 3, x3);
        tail.Write(c + 4 * ldc, 4, x4);
        tail.Write(c + 5 * ldc, 5, x5);
        tail.Write(c + 6 * ldc, 6, x6);
        tail.Write(c + 7 * ldc, 7, x7);
        tail.Write(c + 8 * ldc, 8, x8);
        tail.Write(c + 9 * ldc, 9, x9);
        tail.Write(c + 10 * ldc, 10, x10);
        tail.Write(c + 11 * ldc, 11, x11);
    }

    private static void Tile8x16(int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint ldc, int row, int column, in TileFinish finish)
    {
        Vector512<float> x0 = default;
        Vector512<float> x1 = default;
        Vector512<float> x2 = default;
        Vector512<float> x3 = default;
        Vector512<float> x4 = default;
        Vector512<float> x5 = default;
        Vector512<float> x6 = default;
        Vector512<float> x7 = default;
        float* d = a + 3 * aRow, e = a + 6 * aRow;
        for (; depth > 0; depth--)
        {
            Vector512<float> x = Vector512.Load(b), v;
            v = Vector512.Create(a[0]); x0 = Add(x, v, x0);
            v = Vector512.Create(a[aRow]); x1 = Add(x, v, x1);
            v = Vector512.Create(a[2 * aRow]); x2 = Add(x, v, x2);
            v = Vector512.Create(d[0]); x3 = Add(x, v, x3);
            v = Vector512.Create(d[aRow]); x4 = Add(x, v, x4);
            v = Vector512.Create(d[2 * aRow]); x5 = Add(x, v, x5);
            v = Vector512.Create(e[0]); x6 = Add(x, v, x6);
            v = Vector512.Create(e[aRow]); x7 = Add(x, v, x7);
            a += aStep;
            d += aStep;
            e += aStep;
            b += bStep;
        }
        var tail = new Tail512(in finish, row, column);
        tail.Write(c, 0, x0);
        tail.Write(c + ldc, 1, x1);
        tail.Write(c + 2 * ldc, 2, x2);
        tail.Write(c + 3 * ldc, 3, x3);
        tail.Write(c + 4 * ldc, 4, x4);
        tail.Write(c + 5 * ldc, 5, x5);
        tail.Write(c + 6 * ldc, 6, x6);
        tail.Write(c + 7 * ldc, 7, x7);
    }

    private static void Tile4x16(int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint ldc, int row, int column, in TileFinish finish)
    {
        Vector512<float> x0 = default;
        Vector512<float> x1 = default;
        Vector512<float> x2 = default;
        Vector512<float> x3 = default;
        float* d = a + 3 * aRow;
        for (; depth > 0; depth--)
        {
            Vector512<float> x = Vector512.Load(b), v;
            v = Vector512.Create(a[0]); x0 = Add(x, v, x0);
            v = Vector512.Create(a[aRow]); x1 = Add(x, v, x1);
            v = Vector512.Create(a[2 * aRow]); x2 = Add(x, v, x2);
            v = Vector512.Create(d[0]); x3 = Add(x, v, x3);
            a += aStep;
            d += aStep;
            b += bStep;
        }
        var tail = new Tail512(in finish, row, column);
        tail.Write(c, 0, x0);
        tail.Write(c + ldc, 1, x1);
        tail.Write(c + 2 * ldc, 2, x2);
        tail.Write(c + 3 * ldc, 3, x3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Add(Vector512<float> x, Vector512<float> y, Vector512<float> sum) => Vector512.FusedMultiplyAdd(x, y, sum);
}
