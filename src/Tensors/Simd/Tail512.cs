using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>The end of a tile: one row of sums after the other becomes a row of C without leaving the registers.</summary>
internal readonly unsafe ref struct Tail512
{
    private readonly ref readonly TileFinish _finish;
    private readonly float* _rowBias;
    private readonly float* _columnBias;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tail512(in TileFinish finish, int row, int column)
    {
        _finish = ref finish;
        _rowBias = finish.RowBias == null ? null : finish.RowBias + row;
        _columnBias = finish.ColumnBias == null ? null : finish.ColumnBias + column;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(float* c, int row, Vector512<float> x, Vector512<float> y)
    {
        if (!_finish.Plain)
        {
            x = Finished(c, row, 0, x);
            y = Finished(c, row, 16, y);
        }
        else if (_finish.Beta != 0)
        {
            x += Vector512.Load(c);
            y += Vector512.Load(c + 16);
        }
        x.Store(c);
        y.Store(c + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(float* c, int row, Vector512<float> x)
    {
        if (!_finish.Plain) x = Finished(c, row, 0, x);
        else if (_finish.Beta != 0) x += Vector512.Load(c);
        x.Store(c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<float> Finished(float* c, int row, int column, Vector512<float> x)
    {
        x *= _finish.Alpha;
        if (_finish.Beta != 0) x = Vector512.FusedMultiplyAdd(Vector512.Create(_finish.Beta), Vector512.Load(c + column), x);
        if (_columnBias != null) x += Vector512.Load(_columnBias + column);
        if (_rowBias != null) x += Vector512.Create(_rowBias[row]);
        // The native forms return their second operand when one is NaN, so NaN goes through.
        x = Vector512.MaxNative(x * _finish.Slope, x);
        return Vector512.MinNative(Vector512.Create(_finish.Max), Vector512.MaxNative(Vector512.Create(_finish.Min), x));
    }
}
