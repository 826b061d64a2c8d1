using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>A list of integers as an operator's attribute (axes, pads, strides): immutable and compared by value, so that operators are.</summary>
[CollectionBuilder(typeof(Ints), nameof(Of))]
public readonly struct Ints : IEquatable<Ints>
{
    private readonly int[]? _values;

    private Ints(int[] values) => _values = values;

    /// <summary>A list of the given integers.</summary>
    public static Ints Of(params ReadOnlySpan<int> values) => new(values.ToArray());

    /// <summary>How many there are.</summary>
    public int Length => _values?.Length ?? 0;

    /// <summary>The integer at <paramref name="index"/>.</summary>
    public int this[int index] => _values![index];

    /// <summary>All of them.</summary>
    public ReadOnlySpan<int> Values => _values;

    /// <summary>The list, or <paramref name="count"/> times <paramref name="otherwise"/> when it is empty.</summary>
    public Ints Or(int otherwise, int count)
    {
        if (Length > 0) return this;
        var values = new int[count];
        Array.Fill(values, otherwise);
        return new Ints(values);
    }

    /// <summary>The integers, copied.</summary>
    public int[] ToArray() => Values.ToArray();

    /// <summary>Enumerates the integers.</summary>
    public ReadOnlySpan<int>.Enumerator GetEnumerator() => Values.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Ints other) => Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Ints other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int v in Values) hash.Add(v);
        return hash.ToHashCode();
    }

    /// <summary>Like <c>[1, 2]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", _values ?? [])}]";

    /// <summary>True when both hold the same integers.</summary>
    public static bool operator ==(Ints a, Ints b) => a.Equals(b);

    /// <summary>True when they differ.</summary>
    public static bool operator !=(Ints a, Ints b) => !a.Equals(b);

    /// <summary>A list of the given integers.</summary>
    public static implicit operator Ints(int[] values) => Of(values);
}
