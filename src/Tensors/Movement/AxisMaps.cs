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
        int at = 0;
        foreach (long offset in Offsets())
        {
            if (offset >= 0) to[(int)offset] += from[at];
            at++;
        }
    }

    private IEnumerable<long> Offsets()
    {
        if (maps.Any(m => m.Length == 0)) yield break;
        var index = new int[maps.Length];
        while (true)
        {
            long offset = 0;
            for (int a = 0; a < index.Length && offset >= 0; a++)
            {
                int i = maps[a][index[a]];
                offset = i < 0 ? -1 : offset + i * _strides[a];
            }
            yield return offset;
            int axis = index.Length - 1;
            while (axis >= 0 && ++index[axis] == maps[axis].Length) index[axis--] = 0;
            if (axis < 0) yield break;
        }
    }

    private void Rows<T>(Tensor x, Tensor y)
    {
        if (maps.Any(m => m.Length == 0)) return;
        ref T target = ref y.ItemsOf<T>();
        int[] inner = maps.Length == 0 ? [0] : maps[^1];
        Span<int> index = stackalloc int[maps.Length];
        nint at = 0;
        while (true)
        {
            long offset = 0;
            for (int a = 0; a < maps.Length - 1 && offset >= 0; a++)
            {
                int i = maps[a][index[a]];
                offset = i < 0 ? -1 : offset + i * _strides[a];
            }
            if (offset >= 0)
            {
                ref T row = ref Unsafe.Add(ref x.ItemsOf<T>(), (nint)offset);
                for (int i = 0; i < inner.Length; i++)
                    if (inner[i] >= 0) Unsafe.Add(ref target, at + i) = Unsafe.Add(ref row, inner[i]);
            }
            at += inner.Length;
            int axis = maps.Length - 2;
            while (axis >= 0 && ++index[axis] == maps[axis].Length) index[axis--] = 0;
            if (axis < 0) return;
        }
    }

    private readonly struct GatherVisitor(AxisMaps maps, Tensor x, Tensor y) : IItemVisitor
    {
        public void Visit<T>() => maps.Rows<T>(x, y);
    }
}
