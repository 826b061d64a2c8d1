using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Resizing to the nearest element: items are copied whatever they mean, and rows that repeat are copied from the row before.</summary>
internal sealed unsafe class ResizeSelection
{
    private const long Grain = 1 << 15;

    private readonly ResizeAxis? _rows, _columns;
    private readonly int _rowsIn = 1, _rowsOut = 1;
    private readonly long _inner = 1, _rowIn = 1, _rowOut = 1;
    private readonly long[] _planes;

    /// <param name="groups">The input's axes, outermost first: lengths, and how those that change do so.</param>
    public ResizeSelection(List<(int Input, ResizeAxis? Axis)> groups)
    {
        int g = groups.Count - 1;
        if (g >= 0 && groups[g].Axis is null) _inner = groups[g--].Input;
        if (g >= 0 && (_inner == 1 || (g > 0 && groups[g - 1].Axis is not null))) _columns = groups[g--].Axis;
        if (g >= 0 && groups[g].Axis is not null) _rows = groups[g--].Axis;
        (_rowsIn, _rowsOut) = (_rows?.Input ?? 1, _rows?.Output ?? 1);
        (_rowIn, _rowOut) = ((_columns?.Input ?? 1) * _inner, (_columns?.Output ?? 1) * _inner);
        _planes = [0];
        for (int outer = 0; outer <= g; outer++)
        {
            (int length, ResizeAxis? axis) = groups[outer];
            long[] next = new long[checked(_planes.Length * (axis?.Output ?? length))];
            int each = next.Length / Math.Max(1, _planes.Length);
            for (int p = 0; p < next.Length; p++) next[p] = _planes[p / each] * length + (axis is null ? p % each : axis.Start[p % each]);
            _planes = next;
        }
    }

    public void Run(Tensor x, Tensor y)
    {
        if (y.Count == 0) return;
        var visitor = new Visitor(this, x, y);
        Items.Visit(x.Type, ref visitor);
    }

    private void Plane<T>(ref T x, ref T y, int first, int end)
    {
        for (int r = first; r < end; r++)
        {
            ref T target = ref Unsafe.Add(ref y, (nint)(r * _rowOut));
            int source = _rows?.Start[r] ?? 0;
            if (r > first && _rows!.Start[r - 1] == source)
                MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Subtract(ref target, (nint)_rowOut), (int)_rowOut).CopyTo(MemoryMarshal.CreateSpan(ref target, (int)_rowOut));
            else Row(ref Unsafe.Add(ref x, (nint)(source * _rowIn)), ref target);
        }
    }

    private void Row<T>(ref T x, ref T y)
    {
        if (_columns is null || _inner > 1)
            for (int o = 0; o < (_columns?.Output ?? 1); o++)
                MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref x, (nint)((_columns?.Start[o] ?? 0) * _inner)), (int)_inner)
                    .CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref y, (nint)(o * _inner)), (int)_inner));
        else if (typeof(T) == typeof(uint) && _columns.CanPick)
        {
            float* from = (float*)Unsafe.AsPointer(ref x), to = (float*)Unsafe.AsPointer(ref y);
            if (Vector512.IsHardwareAccelerated) ResizeRows.Pick<Lanes512>(_columns, from, to);
            else if (Vector256.IsHardwareAccelerated) ResizeRows.Pick<Lanes256>(_columns, from, to);
            else ResizeRows.Pick<Lanes128>(_columns, from, to);
        }
        else
            for (int o = 0; o < _columns.Output; o++) Unsafe.Add(ref y, o) = Unsafe.Add(ref x, _columns.Start[o]);
    }

    private readonly struct Visitor(ResizeSelection selection, Tensor x, Tensor y) : IItemVisitor
    {
        public void Visit<T>()
        {
            int rowsOfPiece = (int)Math.Clamp(Grain / selection._rowOut, 1, selection._rowsOut);
            int piecesOfPlane = BlockSizes.Divide(selection._rowsOut, rowsOfPiece);
            int planesOfPiece = piecesOfPlane > 1 ? 1 : (int)Math.Clamp(Grain / (selection._rowOut * selection._rowsOut), 1, selection._planes.Length);
            var task = new Task<T>(selection, x, y, rowsOfPiece, piecesOfPlane, planesOfPiece);
            Workers.Run(checked(BlockSizes.Divide(selection._planes.Length, planesOfPiece) * piecesOfPlane), ref task);
        }
    }

    private readonly struct Task<T>(ResizeSelection selection, Tensor x, Tensor y, int rowsOfPiece, int piecesOfPlane, int planesOfPiece) : ITask
    {
        public void Run(int index)
        {
            int plane = index / piecesOfPlane * planesOfPiece, last = Math.Min(selection._planes.Length, plane + planesOfPiece);
            int first = index % piecesOfPlane * rowsOfPiece, end = Math.Min(selection._rowsOut, first + rowsOfPiece);
            for (; plane < last; plane++)
                selection.Plane(
                    ref Unsafe.Add(ref x.ItemsOf<T>(), (nint)(selection._planes[plane] * selection._rowsIn * selection._rowIn)),
                    ref Unsafe.Add(ref y.ItemsOf<T>(), (nint)(plane * selection._rowsOut * selection._rowOut)), first, end);
        }
    }
}
