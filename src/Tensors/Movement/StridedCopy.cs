using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlNetDeepLearning.Tensors;

/// <summary>
/// Moves an n-dimensional block of elements between tensors along any strides: transposes, slices, joins, repeats. Axes that run alike are
/// merged; what remains is copied in rows, filled, or transposed in tiles. Immutable; made once for a plan, elements of any type.
/// </summary>
public sealed class StridedCopy
{
    private const int Grain = 16384;
    private readonly int[] _allDims, _dims;
    private readonly long[] _allFrom, _allTo, _from, _to;
    private readonly long _sourceOffset, _targetOffset;
    private readonly int _length = 1, _chunk = 1, _pieceRows, _pieces;
    private readonly long _rows;
    private readonly long _lengthFrom, _lengthTo;
    private readonly int _across;
    private readonly long _acrossTo;

    /// <summary>Plans the loops.</summary>
    /// <param name="dims">The size of the block along each axis.</param>
    /// <param name="sourceStrides">The distance of neighbours along each axis in the source, in elements; may be 0 or negative.</param>
    /// <param name="sourceOffset">The block's first element in the source.</param>
    /// <param name="targetStrides">The distance of neighbours along each axis in the target; not 0.</param>
    /// <param name="targetOffset">The block's first element in the target.</param>
    public StridedCopy(ReadOnlySpan<int> dims, ReadOnlySpan<long> sourceStrides, long sourceOffset, ReadOnlySpan<long> targetStrides, long targetOffset)
    {
        (_allDims, _allFrom, _allTo) = (dims.ToArray(), sourceStrides.ToArray(), targetStrides.ToArray());
        (_sourceOffset, _targetOffset) = (sourceOffset, targetOffset);
        (List<int> d, List<long> from, List<long> to) = Merge();
        if (d.Count > 0)
        {
            (_length, _lengthFrom, _lengthTo) = (d[^1], from[^1], to[^1]);
            RemoveAt(d.Count - 1);
            int across = _lengthTo == 1 && _lengthFrom != 1 && _length > 1 ? from.IndexOf(1) : -1;
            if (across >= 0 && d[across] >= 4)
            {
                (_across, _acrossTo) = (d[across], to[across]);
                RemoveAt(across);
            }
        }
        (_dims, _from, _to) = ([.. d], [.. from], [.. to]);
        _rows = _allDims.Contains(0) ? 0 : 1;
        foreach (int n in _dims) _rows *= n;
        // One piece is some rows, or a part of one row; of a transposition, some tiles' width of one matrix.
        if (_across > 0)
        {
            _chunk = Math.Max(1, Grain / TileTranspose.Tile / _length) * TileTranspose.Tile;
            _pieceRows = 1;
            _pieces = checked((int)(_rows * ((_across + _chunk - 1) / _chunk)));
            return;
        }
        _chunk = Math.Min(_length, Grain);
        _pieceRows = _chunk < _length ? 1 : Math.Max(1, Grain / Math.Max(1, _length));
        _pieces = _rows == 0 ? 0 : checked((int)((_rows + _pieceRows - 1) / _pieceRows * ((_length + _chunk - 1) / _chunk)));

        void RemoveAt(int axis)
        {
            d.RemoveAt(axis);
            from.RemoveAt(axis);
            to.RemoveAt(axis);
        }
    }

    /// <summary>The copy of a whole source block into a target of the same dimensions whose axes stand in another order.</summary>
    /// <param name="source">The source's shape.</param>
    /// <param name="axes">For each axis of the target, the source's axis.</param>
    public static StridedCopy Transpose(Shape source, ReadOnlySpan<int> axes)
    {
        long[] strides = source.Strides();
        var dims = new int[axes.Length];
        var from = new long[axes.Length];
        for (int i = 0; i < axes.Length; i++) (dims[i], from[i]) = (source[axes[i]], strides[axes[i]]);
        return new StridedCopy(dims, from, 0, Shape.Of(dims).Strides(), 0);
    }

    /// <summary>Moves the elements.</summary>
    /// <param name="source">Where they come from.</param>
    /// <param name="target">Where they go; of the same element type, in other memory.</param>
    /// <param name="plain">True to go one element at a time through all axes: what the fast way is tested against.</param>
    public void Run(Tensor source, Tensor target, bool plain = false)
    {
        var visitor = new Visitor(this, source, target, plain);
        Items.Visit(source.Type, ref visitor);
    }

    private (List<int>, List<long>, List<long>) Merge()
    {
        List<int> d = [];
        List<long> from = [], to = [];
        foreach (int axis in Enumerable.Range(0, _allDims.Length).Where(a => _allDims[a] != 1).OrderByDescending(a => Math.Abs(_allTo[a])))
        {
            int n = _allDims[axis];
            if (d.Count > 0 && from[^1] == _allFrom[axis] * n && to[^1] == _allTo[axis] * n && (long)d[^1] * n <= int.MaxValue)
                (d[^1], from[^1], to[^1]) = (d[^1] * n, _allFrom[axis], _allTo[axis]);
            else
            {
                d.Add(n);
                from.Add(_allFrom[axis]);
                to.Add(_allTo[axis]);
            }
        }
        return (d, from, to);
    }

    private void Plain<T>(Tensor source, Tensor target)
    {
        if (_allDims.Contains(0)) return;
        ref T x = ref source.ItemsOf<T>();
        ref T y = ref target.ItemsOf<T>();
        var index = new int[_allDims.Length];
        while (true)
        {
            long from = _sourceOffset, to = _targetOffset;
            for (int a = 0; a < index.Length; a++) (from, to) = (from + index[a] * _allFrom[a], to + index[a] * _allTo[a]);
            Unsafe.Add(ref y, (nint)to) = Unsafe.Add(ref x, (nint)from);
            int axis = index.Length - 1;
            while (axis >= 0 && ++index[axis] == _allDims[axis]) index[axis--] = 0;
            if (axis < 0) return;
        }
    }

    private void Piece<T>(Tensor source, Tensor target, int piece)
    {
        int parts = ((_across > 0 ? _across : _length) + _chunk - 1) / _chunk;
        long first = (long)(piece / parts) * _pieceRows, end = Math.Min(_rows, first + _pieceRows);
        int start = piece % parts * _chunk;
        Span<int> index = stackalloc int[_dims.Length];
        (long from, long to) = Seek(first, index);
        for (long row = first; row < end; row++)
        {
            ref T x = ref Unsafe.Add(ref source.ItemsOf<T>(), (nint)from);
            ref T y = ref Unsafe.Add(ref target.ItemsOf<T>(), (nint)to);
            if (_across > 0) TileTranspose.Run(ref x, (nint)_lengthFrom, ref y, (nint)_acrossTo, start, Math.Min(_across, start + _chunk), _length);
            else Row(ref Unsafe.Add(ref x, (nint)(start * _lengthFrom)), ref Unsafe.Add(ref y, (nint)(start * _lengthTo)), Math.Min(_chunk, _length - start));
            for (int axis = _dims.Length - 1; axis >= 0; axis--)
            {
                (from, to) = (from + _from[axis], to + _to[axis]);
                if (++index[axis] < _dims[axis]) break;
                (from, to) = (from - _dims[axis] * _from[axis], to - _dims[axis] * _to[axis]);
                index[axis] = 0;
            }
        }
    }

    private (long From, long To) Seek(long row, Span<int> index)
    {
        long from = _sourceOffset, to = _targetOffset;
        for (int axis = _dims.Length - 1; axis >= 0; axis--)
        {
            index[axis] = (int)(row % _dims[axis]);
            row /= _dims[axis];
            (from, to) = (from + index[axis] * _from[axis], to + index[axis] * _to[axis]);
        }
        return (from, to);
    }

    private void Row<T>(ref T x, ref T y, int count)
    {
        if (_lengthTo == 1 && _lengthFrom == 1)
            MemoryMarshal.CreateReadOnlySpan(ref x, count).CopyTo(MemoryMarshal.CreateSpan(ref y, count));
        else if (_lengthTo == 1 && _lengthFrom == 0)
            MemoryMarshal.CreateSpan(ref y, count).Fill(x);
        else
        {
            nint from = (nint)_lengthFrom, to = (nint)_lengthTo;
            for (nint i = 0; i < count; i++) Unsafe.Add(ref y, i * to) = Unsafe.Add(ref x, i * from);
        }
    }

    private readonly struct Visitor(StridedCopy copy, Tensor source, Tensor target, bool plain) : IItemVisitor
    {
        public void Visit<T>()
        {
            if (plain)
            {
                copy.Plain<T>(source, target);
                return;
            }
            var task = new CopyTask<T>(copy, source, target);
            Workers.Run(copy._pieces, ref task);
        }
    }

    private readonly struct CopyTask<T>(StridedCopy copy, Tensor source, Tensor target) : ITask
    {
        public void Run(int piece) => copy.Piece<T>(source, target, piece);
    }
}
