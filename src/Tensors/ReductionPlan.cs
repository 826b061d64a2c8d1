namespace MlNetDeepLearning.Tensors;

/// <summary>
/// The loops of a reduction over any axes: neighbouring axes that are both reduced or both kept are merged, then each result is reduced from
/// segments. A segment is contiguous when the innermost axes are reduced; else it is one row, and all its columns are reduced at once.
/// Immutable; made once for a plan.
/// </summary>
public sealed class ReductionPlan
{
    private readonly int[] _keptDims, _reducedDims;
    private readonly long[] _keptStrides, _reducedStrides;

    /// <summary>Plans the reduction of a shape over the axes that are marked.</summary>
    public ReductionPlan(Shape shape, ReadOnlySpan<bool> reduced)
    {
        List<(int Dim, long Stride, bool Reduced)> groups = [];
        long[] strides = shape.Strides();
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis] == 1) continue;
            if (groups.Count > 0 && groups[^1].Reduced == reduced[axis])
                groups[^1] = (checked(groups[^1].Dim * shape[axis]), strides[axis], reduced[axis]);
            else groups.Add((shape[axis], strides[axis], reduced[axis]));
        }
        InnerReduced = groups.Count == 0 || groups[^1].Reduced;
        Inner = groups.Count == 0 ? 1 : groups[^1].Dim;
        if (groups.Count > 0) groups.RemoveAt(groups.Count - 1);
        _keptDims = [.. groups.Where(g => !g.Reduced).Select(g => g.Dim)];
        _keptStrides = [.. groups.Where(g => !g.Reduced).Select(g => g.Stride)];
        _reducedDims = [.. groups.Where(g => g.Reduced).Select(g => g.Dim)];
        _reducedStrides = [.. groups.Where(g => g.Reduced).Select(g => g.Stride)];
        Outer = Product(_keptDims);
        Segments = Product(_reducedDims);
        Count = InnerReduced ? Segments * Inner : Segments;
        SegmentStride = _reducedDims.Length <= 1 ? _reducedStrides.FirstOrDefault() : -1;
    }

    /// <summary>Whether the innermost axes are reduced.</summary>
    public bool InnerReduced { get; }

    /// <summary>The number of contiguous elements of a segment.</summary>
    public int Inner { get; }

    /// <summary>The number of kept places around the innermost axes: results, or rows of <see cref="Inner"/> results.</summary>
    public long Outer { get; }

    /// <summary>The number of segments that each of them is reduced from.</summary>
    public long Segments { get; }

    /// <summary>The number of elements that one result is reduced from.</summary>
    public long Count { get; }

    /// <summary>The number of results.</summary>
    public long Results => InnerReduced ? Outer : Outer * Inner;

    /// <summary>The offset of the elements that belong to kept place <paramref name="outer"/>.</summary>
    public long KeptOffset(long outer) => Offset(outer, _keptDims, _keptStrides);

    /// <summary>The offset of a segment from the first one.</summary>
    public long SegmentOffset(long segment) => Offset(segment, _reducedDims, _reducedStrides);

    /// <summary>The distance between neighbouring segments; -1 when it is not the same everywhere.</summary>
    public long SegmentStride { get; }

    private static long Offset(long index, int[] dims, long[] strides)
    {
        if (dims.Length == 1) return index * strides[0];
        long offset = 0;
        for (int axis = dims.Length - 1; axis >= 0; axis--)
        {
            (index, long at) = Math.DivRem(index, dims[axis]);
            offset += at * strides[axis];
        }
        return offset;
    }

    private static long Product(int[] dims)
    {
        long product = 1;
        foreach (int d in dims) product *= d;
        return product;
    }
}
