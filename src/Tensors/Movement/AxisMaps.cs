using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Tensors;

/// <summary>
/// A result in which each index along each axis stands for an index of the source, or for nothing (-1): reflecting and wrapping pads, repeats.
/// </summary>
/// <param name="source">The shape of the source.</param>
/// <param name="maps">For each axis, the source's index of each of the result's.</param>
public sealed class AxisMaps(Shape source, int[][] maps)
{
    private readonly long[] _strides = source.Strides();
    private readonly bool _isEmpty = Array.Exists(maps, m => m.Length == 0);
    private readonly int[] _inner = maps.Length == 0 ? [0] : maps[^1];

    /// <summary>Fills the result from the source; places that stand for nothing are left as they are.</summary>
    public void Gather(Tensor x, Tensor y)
    {
        var visitor = new GatherVisitor(this, x, y);
        Items.Visit(x.Type, ref visitor);
    }

    /// <summary>Clears <paramref name="dx"/> (of the source's shape) and adds each element of <paramref name="dy"/> to the place it came from.</summary>
    public void Accumulate<T>(Tensor dy, Tensor dx) where T : unmanaged, INumber<T>
    {
        Span<T> to = dx.AsSpan<T>();
        ReadOnlySpan<T> from = dy.AsSpan<T>();
        to.Clear();
        if (_isEmpty) return;
        Span<int> index = stackalloc int[maps.Length];
        int at = 0;
        do
        {
            long row = Offset(index);
            for (int i = 0; row >= 0 && i < _inner.Length; i++)
                if (_inner[i] >= 0) to[(int)row + _inner[i]] += from[at + i];
            at += _inner.Length;
        }
        while (Next(index));
    }

    private void Rows<T>(Tensor x, Tensor y)
    {
        if (_isEmpty) return;
        ref T target = ref y.ItemsOf<T>();
        Span<int> index = stackalloc int[maps.Length];
        nint at = 0;
        do
        {
            long offset = Offset(index);
            if (offset >= 0)
            {
                ref T row = ref Unsafe.Add(ref x.ItemsOf<T>(), (nint)offset);
                for (int i = 0; i < _inner.Length; i++)
                    if (_inner[i] >= 0) Unsafe.Add(ref target, at + i) = Unsafe.Add(ref row, _inner[i]);
            }
            at += _inner.Length;
        }
        while (Next(index));
    }

    // The source's row (all axes but the last) that stands at a place of the result; -1 for nothing.
    private long Offset(ReadOnlySpan<int> index)
    {
        long offset = 0;
        for (int a = 0; a < index.Length - 1; a++)
        {
            int i = maps[a][index[a]];
            if (i < 0) return -1;
            offset += i * _strides[a];
        }
        return offset;
    }

    private bool Next(Span<int> index)
    {
        int axis = index.Length - 2;
        while (axis >= 0 && ++index[axis] == maps[axis].Length) index[axis--] = 0;
        return axis >= 0;
    }

    private readonly struct GatherVisitor(AxisMaps maps, Tensor x, Tensor y) : IItemVisitor
    {
        public void Visit<T>() => maps.Rows<T>(x, y);
    }
}
