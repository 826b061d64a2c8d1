namespace Microsoft.ML.Data;

/// <summary>
/// A 128-bit identity of a row: the same row has the same identity in every order of reading. Operations that make new rows from old
/// ones derive new identities with <see cref="Fork"/>, <see cref="Next"/> and <see cref="Combine"/>.
/// </summary>
public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    /// <summary>The lower 64 bits.</summary>
    public readonly ulong Low;

    /// <summary>The upper 64 bits.</summary>
    public readonly ulong High;

    /// <summary>Makes an identity from its two halves.</summary>
    public DataViewRowId(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    /// <summary>A new identity derived from this one, different from it and from <see cref="Next"/>.</summary>
    public DataViewRowId Fork() => Derive(0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F);

    /// <summary>A new identity derived from this one, different from it and from <see cref="Fork"/>.</summary>
    public DataViewRowId Next() => Derive(0xD6E8FEB86659FD93, 0xA0761D6478BD642F);

    /// <summary>An identity derived from this one and <paramref name="other"/>; the order matters.</summary>
    public DataViewRowId Combine(DataViewRowId other)
    {
        DataViewRowId mixed = Derive(other.Low, other.High);
        return new DataViewRowId(mixed.Low + Mix(other.High), mixed.High ^ Mix(other.Low + 0x9E3779B97F4A7C15));
    }

    /// <summary>Compares as 128-bit unsigned numbers.</summary>
    public int CompareTo(DataViewRowId other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    /// <summary>Whether both identities are the same.</summary>
    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    /// <summary>Whether <paramref name="obj"/> is the same identity.</summary>
    public override bool Equals(object? obj) => obj is DataViewRowId other && Equals(other);

    /// <summary>A hash of both halves.</summary>
    public override int GetHashCode() => HashCode.Combine(Low, High);

    /// <summary>The 32 hexadecimal digits, upper half first.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";

    private DataViewRowId Derive(ulong low, ulong high)
    {
        ulong first = Mix(Low ^ low);
        ulong second = Mix(High + first + high);
        return new DataViewRowId(first ^ Mix(second), second);
    }

    // The finalizer of SplitMix64 (Steele, Lea, Flood 2014): a bijection that spreads every input bit over all output bits.
    internal static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
