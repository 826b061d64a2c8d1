using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Tiles of 8 x 8 in the 32 registers of Neon, of 4 x 8 where there are 16 (SSE, WebAssembly).</summary>
/// <remarks>The sum is fused where the hardware fuses; a fused one in software would be a hundred times slower.</remarks>
[SkipLocalsInit]
internal readonly unsafe struct Tile128 : ITileKernel
{
    public static int Rows => AdvSimd.IsSupported ? 8 : 4;

    public static int Columns => 8;

    public static void Multiply(
        int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint ldc,
        int rows, int columns, int row, int column, in TileFinish finish)
    {
        TilePrefetch.Run(c, ldc, rows, columns);
        if (rows is 8 or 4 && columns is 8)
        {
            Inner(depth, a, aRow, aStep, b, bStep, c, ldc, rows, columns, row, column, in finish);
            if (finish.Activation != Activation.None) TileEdge.Activate(c, ldc, rows, columns, in finish);
            return;
        }
        float* tile = stackalloc float[64];
        Inner(depth, a, aRow, aStep, b, bStep, tile, 8, rows, columns, 0, 0, in TileFinish.Store);
        TileEdge.Finish(tile, 8, c, ldc, rows, columns, row, column, in finish);
    }

    private static void Inner(
        int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint ldc,
        int rows, int columns, int row, int column, in TileFinish finish)
    {
        if (rows <= 4) Tile4x8(depth, a, aRow, aStep, b, bStep, c, ldc, row, column, in finish);
        else Tile8x8(depth, a, aRow, aStep, b, bStep, c, ldc, row, column, in finish);
    }

    private static void Tile8x8(int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint ldc, int row, int column, in TileFinish finish)
    {
        Vector128<float> x0 = default, y0 = default;
        Vector128<float> x1 = default, y1 = default;
        Vector128<float> x2 = default, y2 = default;
        Vector128<float> x3 = default, y3 = default;
        Vector128<float> x4 = default, y4 = default;
        Vector128<float> x5 = default, y5 = default;
        Vector128<float> x6 = default, y6 = default;
        Vector128<float> x7 = default, y7 = default;
        float* d = a + 3 * aRow, e = a + 6 * aRow;
        for (; depth > 0; depth--)
        {
            Vector128<float> x = Vector128.Load(b), y = Vector128.Load(b + 4), v;
            v = Vector128.Create(a[0]); x0 = Add(x, v, x0); y0 = Add(y, v, y0);
            v = Vector128.Create(a[aRow]); x1 = Add(x, v, x1); y1 = Add(y, v, y1);
            v = Vector128.Create(a[2 * aRow]); x2 = Add(x, v, x2); y2 = Add(y, v, y2);
            v = Vector128.Create(d[0]); x3 = Add(x, v, x3); y3 = Add(y, v, y3);
            v = Vector128.Create(d[aRow]); x4 = Add(x, v, x4); y4 = Add(y, v, y4);
            v = Vector128.Create(d[2 * aRow]); x5 = Add(x, v, x5); y5 = Add(y, v, y5);
            v = Vector128.Create(e[0]); x6 = Add(x, v, x6); y6 = Add(y, v, y6);
            v = Vector128.Create(e[aRow]); x7 = Add(x, v, x7); y7 = Add(y, v, y7);
            a += aStep;
            d += aStep;
            e += aStep;
            b += bStep;
        }
        var tail = new Tail(in finish, row, column);
        tail.Write(c, 0, x0, y0);
        tail.Write(c + ldc, 1, x1, y1);
        tail.Write(c + 2 * ldc, 2, x2, y2);
        tail.Write(c + 3 * ldc, 3, x3, y3);
        tail.Write(c + 4 * ldc, 4, x4, y4);
        tail.Write(c + 5 * ldc, 5, x5, y5);
        tail.Write(c + 6 * ldc, 6, x6, y6);
        tail.Write(c + 7 * ldc, 7, x7, y7);
    }

    private static void Tile4x8(int depth, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint ldc, int row, int column, in TileFinish finish)
    {
        Vector128<float> x0 = default, y0 = default;
        Vector128<float> x1 = default, y1 = default;
        Vector128<float> x2 = default, y2 = default;
        Vector128<float> x3 = default, y3 = default;
        float* d = a + 3 * aRow;
        for (; depth > 0; depth--)
        {
            Vector128<float> x = Vector128.Load(b), y = Vector128.Load(b + 4), v;
            v = Vector128.Create(a[0]); x0 = Add(x, v, x0); y0 = Add(y, v, y0);
            v = Vector128.Create(a[aRow]); x1 = Add(x, v, x1); y1 = Add(y, v, y1);
            v = Vector128.Create(a[2 * aRow]); x2 = Add(x, v, x2); y2 = Add(y, v, y2);
            v = Vector128.Create(d[0]); x3 = Add(x, v, x3); y3 = Add(y, v, y3);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Add(Vector128<float> x, Vector128<float> y, Vector128<float> sum) => Vector128.MultiplyAddEstimate(x, y, sum);

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
        public void Write(float* c, int row, Vector128<float> x, Vector128<float> y)
        {
            if (!_finish.Plain)
            {
                x = Finished(c, row, 0, x);
                y = Finished(c, row, 4, y);
            }
            else if (_finish.Beta != 0)
            {
                x += Vector128.Load(c);
                y += Vector128.Load(c + 4);
            }
            x.Store(c);
            y.Store(c + 4);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector128<float> Finished(float* c, int row, int column, Vector128<float> x)
        {
            x *= _finish.Alpha;
            if (_finish.Beta != 0) x = Add(Vector128.Create(_finish.Beta), Vector128.Load(c + column), x);
            if (_columnBias != null) x += Vector128.Load(_columnBias + column);
            if (_rowBias != null) x += Vector128.Create(_rowBias[row]);
            // The native forms return their second operand when one is NaN, so NaN goes through.
            x = Vector128.MaxNative(x * _finish.Slope, x);
            return Vector128.MinNative(Vector128.Create(_finish.Max), Vector128.MaxNative(Vector128.Create(_finish.Min), x));
        }
    }
}
