using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The dimensions of a <see cref="Value"/>, of which some may be symbols, such as the batch size. Immutable, compared by value.</summary>
[CollectionBuilder(typeof(SymbolicShape), nameof(Of))]
public sealed class SymbolicShape : IEquatable<SymbolicShape>
{
    private readonly Dim[]? _known;

    private SymbolicShape(Dim[]? dims) => _known = dims;

    /// <summary>The shape of a scalar.</summary>
    public static SymbolicShape Scalar { get; } = new([]);

    /// <summary>A shape of which not even the number of dimensions is known. Asking for anything else of it throws.</summary>
    public static SymbolicShape Unranked { get; } = new(null);

    /// <summary>False when not even the number of dimensions is known.</summary>
    public bool IsRanked => _known is not null;

    private Dim[] Items => _known ?? throw new UnknownTypeException();

    /// <summary>A shape of the given dimensions.</summary>
    public static SymbolicShape Of(params ReadOnlySpan<Dim> dims) => new(dims.ToArray());

    /// <summary>A shape of which only the number of dimensions is known.</summary>
    public static SymbolicShape Unknown(int rank) => new([.. Enumerable.Range(0, rank).Select(_ => Dim.Unknown())]);

    /// <summary>A shape of dimensions that are not known: as many as a rank, and one more (or less) for each element of a list of axes of that shape.</summary>
    internal static SymbolicShape Unknown(int rank, SymbolicShape axes, int each) =>
        axes.IsKnown && rank + each * axes.Count.Value is >= 0 and var dims ? Unknown(dims) : Unranked;

    /// <summary>The number of dimensions.</summary>
    public int Rank => Items.Length;

    /// <summary>One dimension; a negative index counts from the end.</summary>
    public Dim this[int axis] => Items[axis < 0 ? axis + Items.Length : axis];

    /// <summary>The dimensions, outermost first.</summary>
    public ReadOnlySpan<Dim> Dims => Items;

    /// <summary>True when every dimension is a number.</summary>
    public bool IsKnown => _known is not null && _known.All(d => d.IsKnown);

    /// <summary>The number of elements as a dimension.</summary>
    /// <exception cref="ShapeException">There are more than 2,147,483,647.</exception>
    public Dim Count => CountBetween(0, Rank);

    /// <summary>The product of the dimensions from <paramref name="start"/> up to but not including <paramref name="end"/>.</summary>
    /// <exception cref="ShapeException">It is more than 2,147,483,647.</exception>
    public Dim CountBetween(int start, int end)
    {
        // Nothing is little, however large the other dimensions are.
        for (int i = start; i < end; i++)
            if (Items[i] == 0) return 0;
        Dim count = 1;
        for (int i = start; i < end; i++) count *= Items[i];
        return count;
    }

    /// <summary>The concrete shape.</summary>
    /// <exception cref="InvalidOperationException">A dimension is symbolic.</exception>
    public Shape ToShape() => Shape.Of([.. Items.Select(d => d.Value)]);

    /// <summary>The same shape with one dimension replaced.</summary>
    public SymbolicShape With(int axis, Dim dim)
    {
        Dim[] dims = [.. Items];
        dims[axis < 0 ? axis + dims.Length : axis] = dim;
        return new SymbolicShape(dims);
    }

    /// <summary>The dimensions, copied.</summary>
    public Dim[] ToArray() => [.. Items];

    /// <summary>Brings an axis into 0 … rank-1.</summary>
    /// <exception cref="ShapeException">The axis is outside -rank … rank-1.</exception>
    public int Axis(int axis) => axis >= -Rank && axis < Math.Max(Rank, 1)
        ? axis < 0 ? axis + Rank : axis
        : throw new ShapeException($"Axis {axis} is outside a shape of {Rank} dimensions ({this}).");

    /// <summary>Enumerates the dimensions.</summary>
    public IEnumerator<Dim> GetEnumerator() => ((IEnumerable<Dim>)Items).GetEnumerator();

    /// <summary>
    /// The shape of an elementwise result (NumPy's rule): aligned at the end, a dimension of 1 stretches to the other's.
    /// A symbol against a number other than 1 gives the number: it is checked when the number is known. Two symbols that differ give an
    /// unknown dimension, because either may turn out to be 1.
    /// </summary>
    /// <exception cref="ShapeException">Two known dimensions differ and neither is 1.</exception>
    public static SymbolicShape Broadcast(SymbolicShape a, SymbolicShape b)
    {
        if (!a.IsRanked || !b.IsRanked) return Unranked;
        var dims = new Dim[Math.Max(a.Rank, b.Rank)];
        for (int i = 1; i <= dims.Length; i++)
        {
            Dim x = i <= a.Rank ? a[^i] : 1, y = i <= b.Rank ? b[^i] : 1;
            dims[^i] = x == y || y == 1 ? x
                : x == 1 ? y
                : x.IsKnown && y.IsKnown ? throw new ShapeException($"Shapes {a} and {b} do not broadcast: {x} and {y} differ and neither is 1.")
                : x.IsKnown ? x
                : y.IsKnown ? y
                : Dim.Unknown();
        }
        return new SymbolicShape(dims);
    }

    /// <summary>One dimension counted from the end.</summary>
    public Dim this[Index index] => Items[index];

    /// <summary>A symbolic shape whose dimensions are all known.</summary>
    public static implicit operator SymbolicShape(Shape shape)
    {
        var dims = new Dim[shape.Rank];
        for (int i = 0; i < dims.Length; i++) dims[i] = shape[i];
        return new SymbolicShape(dims);
    }

    /// <inheritdoc/>
    public bool Equals(SymbolicShape? other) => other is not null && (_known is null || other._known is null ? ReferenceEquals(this, other) : Dims.SequenceEqual(other.Dims));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SymbolicShape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (Dim d in _known ?? []) hash.Add(d);
        return hash.ToHashCode();
    }

    /// <summary>The dimensions joined by x, like <c>Nx3x32x32</c>.</summary>
    public override string ToString() => !IsRanked ? "of unknown rank" : Rank == 0 ? "scalar" : string.Join('x', Items);
}
