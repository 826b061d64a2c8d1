namespace Microsoft.ML.Data;

/// <summary>
/// The type of keys: numbers that stand for the members of a finite set. The raw value 0 means missing; 1 to
/// <see cref="Count"/> are the members.
/// </summary>
public sealed class KeyDataViewType : PrimitiveDataViewType
{
    /// <summary>Makes a key type.</summary>
    /// <param name="type">The raw type: <see cref="byte"/>, <see cref="ushort"/>, <see cref="uint"/> or <see cref="ulong"/>.</param>
    /// <param name="count">The number of members, at least 1 and at most the largest value of <paramref name="type"/>.</param>
    public KeyDataViewType(Type type, ulong count) : base(RawTypeOf(type))
    {
        if (count == 0 || count > Largest(type))
            throw new ArgumentOutOfRangeException(nameof(count), count, $"A key held in {type.Name} has 1 to {Largest(type)} members.");
        Count = count;
    }

    /// <summary>Makes a key type.</summary>
    /// <param name="type">The raw type: <see cref="byte"/>, <see cref="ushort"/>, <see cref="uint"/> or <see cref="ulong"/>.</param>
    /// <param name="count">The number of members, at least 1 and at most the largest value of <paramref name="type"/>.</param>
    public KeyDataViewType(Type type, int count) : this(type, count < 0 ? 0UL : (ulong)count) { }

    /// <summary>The number of members of the set.</summary>
    public ulong Count { get; }

    /// <summary>Whether <paramref name="type"/> can hold keys: the unsigned integers.</summary>
    public static bool IsValidDataType(Type type)
        => type == typeof(byte) || type == typeof(ushort) || type == typeof(uint) || type == typeof(ulong);

    /// <inheritdoc/>
    public override bool Equals(DataViewType? other) => other is KeyDataViewType key && key.RawType == RawType && key.Count == Count;

    /// <summary>Whether <paramref name="other"/> is an equal key type.</summary>
    public override bool Equals(object? other) => other is DataViewType type && Equals(type);

    /// <summary>A hash of raw type and count.</summary>
    public override int GetHashCode() => HashCode.Combine(RawType, Count);

    /// <summary>The raw type and the zero-based range, such as "Key&lt;UInt32, 0-9&gt;".</summary>
    public override string ToString() => $"Key<{RawType.Name}, 0-{Count - 1}>";

    private static RawType RawTypeOf(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!IsValidDataType(type)) throw new ArgumentException($"A key is held in Byte, UInt16, UInt32 or UInt64, not in {type.Name}.", nameof(type));
        return Microsoft.ML.Data.RawType.Of(type);
    }

    private static ulong Largest(Type type)
        => type == typeof(byte) ? byte.MaxValue : type == typeof(ushort) ? ushort.MaxValue : type == typeof(uint) ? uint.MaxValue : ulong.MaxValue;
}
