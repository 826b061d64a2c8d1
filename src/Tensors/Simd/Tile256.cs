using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Tiles of 6 x 16 in 12 of the 16 registers of AVX2, with fewer rows at the edges.</summary>
[SkipLocalsInit]
internal readonly unsafe struct Tile256 : ITileKernel
{
    public static int Rows => 6;

    public static int Columns => 16;

    public static void Multiply(
        int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint ldc,
        int rows, int columns, int row, int column, in TileFinish finish)
    {
        TilePrefetch.Run(c, ldc, rows, columns);
        if (rows is 6 or 4 or 2 && columns is 16)
        {
            Inner(depth, a, aRow, aStep, b, bStep, c, ldc, rows, columns, row, column, in finish);
            if (finish.Activation != Activation.None) TileEdge.Activate(c, ldc, rows, columns, in finish);
            return;
        }
        float* tile = stackalloc float[96];
        Inner(depth, a, aRow, aStep, b, bStep, tile, 16, rows, columns, 0, 0, in TileFinish.Store);
        TileEdge.Finish(tile, 16, c, ldc, rows, columns, row, column, in finish);
    }

    private static void Inner(
        int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint ldc,
        int rows, int columns, int row, int column, in TileFinish finish)
    {
        if (rows <= 2) Tile2x16(depth, a, aRow, aStep, b, bStep, c, ldc, row, column, in finish);
        else if (rows <= 4) Tile4x16(depth, a, aRow, aStep, b, bStep, c, ldc, row, column, in finish);
        else Tile6x16(depth, a, aRow, aStep, b, bStep, c, ldc, row, column, in finish);
    }

    private static void Tile6x16(int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint ldc, int row, int column, in TileFinish finish)
    {
        Vector256<float> x0 = default, y0 = default;
        Vector256<float> x1 = default, y1 = default;
        Vector256<float> x2 = default, y2 = default;
        Vector256<float> x3 = default, y3 = default;
        Vector256<float> x4 = default, y4 = default;
        Vector256<float> x5 = default, y5 = default;
        float* d = a + 3 * aRow;
        for (; depth > 0; depth--)
        {
            Vector256<float> x = Vector256.Load(b), y = Vector256.Load(b + 8), v;
            v = Vector256.Create(a[0]); x0 = Add(x, v, x0); y0 = Add(y, v, y0);
            v = Vector256.Create(a[aRow]); x1 = Add(x, v, x1); y1 = Add(y, v, y1);
            v = Vector256.Create(a[2 * aRow]); x2 = Add(x, v, x2); y2 = Add(y, v, y2);
            v = Vector256.Create(d[0]); x3 = Add(x, v, x3); y3 = Add(y, v, y3);
            v = Vector256.Create(d[aRow]); x4 = Add(x, v, x4); y4 = Add(y, v, y4);
            v = Vector256.Create(d[2 * aRow]); x5 = Add(x, v, x5); y5 = Add(y, v, y5);
            a += aStep;
            d += aStep;
            b += bStep;
        }
        var tail = new Tail(in finish, row, column);
        tail.Write(c, 0, x0, y0);
        tail.Write(c + ldc, 1, x1, y1);
        tail.Write(c + 2 * ldc, 2, x2, y2);
        tail.Write(c + 3 * ldc, 3, x3, y3);
        tail.Write(c + 4 * ldc, 4, x4, y4);
        tail.Write(c + 5 * ldc, 5, x5, y5);
    }

    private static void Tile4x16(int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint ldc, int row, int column, in TileFinish finish)
    {
        Vector256<float> x0 = default, y0 = default;
        Vector256<float> x1 = default, y1 = default;
        Vector256<float> x2 = default, y2 = default;
        Vector256<float> x3 = default, y3 = default;
        float* d = a + 3 * aRow;
        for (; depth > 0; depth--)
        {
            Vector256<float> x = Vector256.Load(b), y = Vector256.Load(b + 8), v;
            v = Vector256.Create(a[0]); x0 = Add(x, v, x0); y0 = Add(y, v, y0);
            v = Vector256.Create(a[aRow]); x1 = Add(x, v, x1); y1 = Add(y, v, y1);
            v = Vector256.Create(a[2 * aRow]); x2 = Add(x, v, x2); y2 = Add(y, v, y2);
            v = Vector256.Create(d[0]); x3 = Add(x, v, x3); y3 = Add(y, v, y3);
            a += aStep;
            d += aStep;
            b += bStep;
        }
        var tail = new Tail(in finish, row, column);
        tail.Write(c, 0, x0, y0);
        tail.Write(c + ldc, 1, x1, y1);
        tail.Write(c + 2 * ldc, 2, x2, y2);
        tail.Write(c + 3 * ldc, 3, x3, y3);
    }

    private static void Tile2x16(int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint ldc, int row, int column, in TileFinish finish)
    {
        Vector256<float> x0 = default, y0 = default;
        Vector256<float> x1 = default, y1 = default;
        for (; depth > 0; depth--)
        {
            Vector256<float> x = Vector256.Load(b), y = Vector256.Load(b + 8), v;
            v = Vector256.Create(a[0]); x0 = Add(x, v, x0); y0 = Add(y, v, y0);
            v = Vector256.Create(a[aRow]); x1 = Add(x, v, x1); y1 = Add(y, v, y1);
            a += aStep;
            b += bStep;
        }
        var tail = new Tail(in finish, row, column);
        tail.Write(c, 0, x0, y0);
        tail.Write(c + ldc, 1, x1, y1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Add(Vector256<float> x, Vector256<float> y, Vector256<float> sum) => Vector256.FusedMultiplyAdd(x, y, sum);

    /// <summary>The end of a tile: one row of sums after the other becomes a row of C without leaving the registers.</summary>
    private readonly ref struct Tail
    {
        private readonly ref readonly TileFinish _finish;
        private readonly float* _rowBias;
        private readonly float* _columnBias;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Tail(in TileFinish finish, int row, int column)
        {
            _finish = ref finish;
            _rowBias = finish.RowBias == null ? null : finish.RowBias + row;
            _columnBias = finish.ColumnBias == null ? null : finish.ColumnBias + column;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write(float* c, int row, Vector256<float> x, Vector256<float> y)
        {
            if (!_finish.Plain)
            {
                x = Finished(c, row, 0, x);
                y = Finished(c, row, 8, y);
            }
            else if (_finish.Beta != 0)
            {
                x += Vector256.Load(c);
                y += Vector256.Load(c + 8);
            }
            x.Store(c);
            y.Store(c + 8);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector256<float> Finished(float* c, int row, int column, Vector256<float> x)
        {
            x *= _finish.Alpha;
            if (_finish.Beta != 0) x = Add(Vector256.Create(_finish.Beta), Vector256.Load(c + column), x);
            if (_columnBias != null) x += Vector256.Load(_columnBias + column);
            if (_rowBias != null) x += Vector256.Create(_rowBias[row]);
            // The native forms return their second operand when one is NaN, so NaN goes through.
            x = Vector256.MaxNative(x * _finish.Slope, x);
            return Vector256.MinNative(Vector256.Create(_finish.Max), Vector256.MaxNative(Vector256.Create(_finish.Min), x));
        }
    }
}
