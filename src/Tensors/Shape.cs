using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Tensors;

/// <summary>The dimensions of a tensor, all known; the last one is contiguous in memory (row-major). Immutable, compared by value.</summary>
[CollectionBuilder(typeof(Shape), nameof(Of))]
public readonly struct Shape : IEquatable<Shape>
{
    private readonly int[]? _dims;

    private Shape(int[] dims) => _dims = dims;

    /// <summary>The shape of a scalar: no dimensions, one element.</summary>
    public static Shape Scalar => default;

    /// <summary>A shape with the given dimensions.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is negative.</exception>
    public static Shape Of(params ReadOnlySpan<int> dims)
    {
        foreach (int d in dims) ArgumentOutOfRangeException.ThrowIfNegative(d, nameof(dims));
        return new Shape(dims.ToArray());
    }

    /// <summary>The number of dimensions; 0 for a scalar.</summary>
    public int Rank => _dims?.Length ?? 0;

    /// <summary>The dimensions, outermost first.</summary>
    public ReadOnlySpan<int> Dims => _dims;

    /// <summary>One dimension; a negative index counts from the end.</summary>
    public int this[int axis] => _dims![axis < 0 ? axis + _dims.Length : axis];

    /// <summary>The number of elements: the product of the dimensions.</summary>
    /// <exception cref="OverflowException">The product does not fit 63 bits.</exception>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (int d in Dims) count = checked(count * d);
            return count;
        }
    }

    /// <summary>The product of the dimensions from <paramref name="start"/> up to but not including <paramref name="end"/>.</summary>
    public long CountBetween(int start, int end)
    {
        long count = 1;
        for (int i = start; i < end; i++) count = checked(count * _dims![i]);
        return count;
    }

    /// <summary>The distance in elements between neighbours along each axis of a contiguous tensor of this shape.</summary>
    public long[] Strides()
    {
        var strides = new long[Rank];
        long stride = 1;
        for (int i = Rank - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= _dims![i];
        }
        return strides;
    }

    /// <summary>The dimensions, copied.</summary>
    public int[] ToArray() => Dims.ToArray();

    /// <summary>Enumerates the dimensions.</summary>
    public ReadOnlySpan<int>.Enumerator GetEnumerator() => Dims.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Shape other) => Dims.SequenceEqual(other.Dims);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int d in Dims) hash.Add(d);
        return hash.ToHashCode();
    }

    /// <summary>The dimensions joined by x, like <c>2x3x4</c>; <c>scalar</c> when there are none.</summary>
    public override string ToString() => Rank == 0 ? "scalar" : string.Join('x', _dims!);

    /// <summary>True when both have the same dimensions.</summary>
    public static bool operator ==(Shape a, Shape b) => a.Equals(b);

    /// <summary>True when a dimension differs.</summary>
    public static bool operator !=(Shape a, Shape b) => !a.Equals(b);

    /// <summary>A shape with the given dimensions.</summary>
    public static implicit operator Shape(int[] dims) => Of(dims);
}
