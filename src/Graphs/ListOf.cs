using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// A list of numbers or texts as an operator's attribute (ONNX floats, strings, and ints beyond 32 bits): immutable and compared by value, so
/// that operators are. Lists of small integers are <see cref="Ints"/>.
/// </summary>
/// <typeparam name="T"><see cref="float"/>, <see cref="string"/> or <see cref="long"/>.</typeparam>
[CollectionBuilder(typeof(ListOf), nameof(ListOf.Create))]
public readonly struct ListOf<T> : IEquatable<ListOf<T>> where T : IEquatable<T>
{
    private readonly T[]? _values;

    internal ListOf(T[] values) => _values = values;

    /// <summary>How many there are.</summary>
    public int Length => _values?.Length ?? 0;

    /// <summary>The value at <paramref name="index"/>.</summary>
    public T this[int index] => Values[index];

    /// <summary>All of them.</summary>
    public ReadOnlySpan<T> Values => _values;

    /// <summary>The values, copied.</summary>
    public T[] ToArray() => Values.ToArray();

    /// <summary>Enumerates the values.</summary>
    public ReadOnlySpan<T>.Enumerator GetEnumerator() => Values.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ListOf<T> other) => Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ListOf<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (T value in Values) hash.Add(value);
        return hash.ToHashCode();
    }

    /// <summary>Like <c>[1.5, 2]</c>; of long lists the beginning.</summary>
    public override string ToString() => $"[{string.Join(", ", (_values ?? []).Take(8))}{(Length > 8 ? $", … {Length}" : "")}]";

    /// <summary>True when both hold the same values.</summary>
    public static bool operator ==(ListOf<T> a, ListOf<T> b) => a.Equals(b);

    /// <summary>True when they differ.</summary>
    public static bool operator !=(ListOf<T> a, ListOf<T> b) => !a.Equals(b);

    /// <summary>A list of the given values.</summary>
    public static implicit operator ListOf<T>(T[] values) => ListOf.Create<T>(values);
}

/// <summary>Makes lists.</summary>
public static class ListOf
{
    /// <summary>A list of the given values.</summary>
    public static ListOf<T> Create<T>(params ReadOnlySpan<T> values) where T : IEquatable<T> => new(values.ToArray());
}
