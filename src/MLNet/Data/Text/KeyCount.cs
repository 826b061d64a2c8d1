namespace Microsoft.ML.Data;

/// <summary>How many members the set has that a loaded key column counts.</summary>
public sealed class KeyCount
{
    /// <summary>A set as large as the column's type allows.</summary>
    public KeyCount() { }

    /// <summary>A set of <paramref name="count"/> members, which the source numbers from 0.</summary>
    public KeyCount(ulong count)
    {
        ArgumentOutOfRangeException.ThrowIfZero(count);
        Count = count;
    }

    /// <summary>The number of members; null for as many as the column's type allows.</summary>
    public ulong? Count;

    internal static PrimitiveDataViewType ItemType(PrimitiveDataViewType item, KeyCount? count, string column)
    {
        if (count is null) return item;
        if (!KeyDataViewType.IsValidDataType(item.RawType))
            throw new ArgumentException($"Column '{column}' has a key count, so it must be of type Byte, UInt16, UInt32 or UInt64, not {item}.");
        return new KeyDataViewType(item.RawType, count.Count ?? MemberTypes.LargestKey(item.RawType));
    }
}
