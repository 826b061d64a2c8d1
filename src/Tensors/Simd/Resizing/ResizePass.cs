using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// Resizes planes of rows along one or two axes. Two axes go one after the other, a row at a time: growing planes make their rows longer
/// first and keep the few that the next results need, shrinking planes sum rows first.
/// </summary>
/// <param name="planes">How many planes there are.</param>
/// <param name="rows">How the number of rows changes; null when each plane is one row.</param>
/// <param name="columns">How the number of elements in a row changes; null when a row is one element.</param>
/// <param name="inner">The numbers of an element, which stay together.</param>
internal sealed unsafe class ResizePass(long planes, ResizeAxis? rows, ResizeAxis? columns, long inner)
{
    private const long Grain = 1 << 15;
    private const int MostHeldRows = 16;

    private readonly int _rowsIn = rows?.Input ?? 1, _rowsOut = rows?.Output ?? 1;
    private readonly long _rowIn = (columns?.Input ?? 1) * inner, _rowOut = (columns?.Output ?? 1) * inner;

    public long OutputCount => planes * _rowsOut * _rowOut;

    public void Run(float* x, float* y)
    {
        if (OutputCount == 0) return;
        long row = Math.Max(_rowIn, _rowOut), plane = row * Math.Max(_rowsIn, _rowsOut);
        int rowsOfPiece = (int)Math.Clamp(Grain / row, 1, _rowsOut), piecesOfPlane = BlockSizes.Divide(_rowsOut, rowsOfPiece);
        int planesOfPiece = piecesOfPlane > 1 ? 1 : (int)Math.Clamp(Grain / plane, 1, planes);
        var task = new Task(this, x, y, rowsOfPiece, piecesOfPlane, planesOfPiece);
        Workers.Run(checked((int)((planes + planesOfPiece - 1) / planesOfPiece * piecesOfPlane)), ref task);
    }

    private void Rows<V>(float* x, float* y, int first, int end) where V : struct, IVectorLanes<V>
    {
        if (rows is null) ResizeRows.Across<V>(columns!, x, y, (nint)inner);
        else if (columns is not null && rows.Output >= rows.Input && rows.Taps <= MostHeldRows) Growing<V>(x, y, first, end);
        else
            fixed (float* w = rows.Weights32)
            {
                float* sum = columns is null ? null : PackBuffer.Rows(_rowIn);
                for (int r = first; r < end; r++)
                {
                    float* target = y + r * _rowOut;
                    ResizeRows.Combine<V>(x + rows.Start[r] * _rowIn, (nint)_rowIn, w + r * rows.Taps, rows.Taps, columns is null ? target : sum, (nint)_rowIn);
                    if (columns is not null) ResizeRows.Across<V>(columns, sum, target, (nint)inner);
                }
            }
    }

    private void Growing<V>(float* x, float* y, int first, int end) where V : struct, IVectorLanes<V>
    {
        int taps = rows!.Taps;
        float* held = PackBuffer.Rows(taps * _rowOut), weights = stackalloc float[MostHeldRows];
        int* places = stackalloc int[MostHeldRows];
        new Span<int>(places, taps).Fill(-1);
        for (int r = first; r < end; r++)
        {
            // Row i has its place i mod taps, and the weights turn with the rows.
            for (int t = 0; t < taps; t++)
            {
                int source = rows.Start[r] + t, place = source % taps;
                weights[place] = rows.Weights32[r * taps + t];
                if (places[place] == source) continue;
                ResizeRows.Across<V>(columns!, x + source * _rowIn, held + place * _rowOut, (nint)inner);
                places[place] = source;
            }
            ResizeRows.Combine<V>(held, (nint)_rowOut, weights, taps, y + r * _rowOut, (nint)_rowOut);
        }
    }

    private readonly struct Task(ResizePass pass, float* x, float* y, int rowsOfPiece, int piecesOfPlane, int planesOfPiece) : ITask
    {
        public void Run(int index)
        {
            if (Vector512.IsHardwareAccelerated) Piece<Lanes512>(index);
            else if (Vector256.IsHardwareAccelerated) Piece<Lanes256>(index);
            else Piece<Lanes128>(index);
        }

        private void Piece<V>(int index) where V : struct, IVectorLanes<V>
        {
            long from = pass._rowsIn * pass._rowIn, to = pass._rowsOut * pass._rowOut;
            long plane = (long)(index / piecesOfPlane) * planesOfPiece, last = Math.Min(pass.Planes, plane + planesOfPiece);
            int first = index % piecesOfPlane * rowsOfPiece, end = Math.Min(pass._rowsOut, first + rowsOfPiece);
            for (; plane < last; plane++) pass.Rows<V>(x + plane * from, y + plane * to, first, end);
        }
    }

    private long Planes => planes;
}
