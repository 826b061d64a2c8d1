using System.Collections.Immutable;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>The type of vectors of primitive items, with one or more dimensions. A value is a <see cref="VBuffer{T}"/> of the item's raw type.</summary>
public sealed class VectorDataViewType : StructuredDataViewType
{
    /// <summary>Makes a vector type of one dimension.</summary>
    /// <param name="itemType">The type of the items.</param>
    /// <param name="size">The number of items, or 0 where it differs from row to row.</param>
    public VectorDataViewType(PrimitiveDataViewType itemType, int size = 0) : this(itemType, ImmutableArray.Create(size)) { }

    /// <summary>Makes a vector type with several dimensions.</summary>
    /// <param name="itemType">The type of the items.</param>
    /// <param name="dimensions">The dimensions, each 0 or greater; 0 stands for one that differs from row to row.</param>
    public VectorDataViewType(PrimitiveDataViewType itemType, params int[] dimensions)
        : this(itemType, ImmutableArray.Create(dimensions ?? throw new ArgumentNullException(nameof(dimensions)))) { }

    /// <summary>Makes a vector type with several dimensions.</summary>
    /// <param name="itemType">The type of the items.</param>
    /// <param name="dimensions">The dimensions, each 0 or greater; 0 stands for one that differs from row to row.</param>
    public VectorDataViewType(PrimitiveDataViewType itemType, ImmutableArray<int> dimensions)
        : base((itemType ?? throw new ArgumentNullException(nameof(itemType))).Raw.Vector)
    {
        if (dimensions.IsDefaultOrEmpty) throw new ArgumentException("A vector type needs at least one dimension.", nameof(dimensions));
        long size = 1;
        foreach (int dimension in dimensions)
        {
            if (dimension < 0) throw new ArgumentOutOfRangeException(nameof(dimensions), dimension, "A dimension is 0 (unknown) or greater.");
            size *= dimension;
            if (size > int.MaxValue)
                throw new ArgumentOutOfRangeException(nameof(dimensions), $"The dimensions {string.Join(" x ", dimensions)} make more than {int.MaxValue} items.");
        }
        ItemType = itemType;
        Dimensions = dimensions;
        Size = (int)size;
    }

    /// <summary>The type of the items.</summary>
    public PrimitiveDataViewType ItemType { get; }

    /// <summary>The dimensions, at least one; 0 stands for one that differs from row to row.</summary>
    public ImmutableArray<int> Dimensions { get; }

    /// <summary>The number of items, or 0 where it differs from row to row.</summary>
    public int Size { get; }

    /// <summary>Whether every row has the same number of items.</summary>
    public bool IsKnownSize => Size > 0;

    /// <inheritdoc/>
    public override bool Equals(DataViewType? other)
        => other is VectorDataViewType vector && vector.ItemType.Equals(ItemType) && vector.Dimensions.AsSpan().SequenceEqual(Dimensions.AsSpan());

    /// <summary>Whether <paramref name="other"/> is an equal vector type.</summary>
    public override bool Equals(object? other) => other is DataViewType type && Equals(type);

    /// <summary>A hash of item type and dimensions.</summary>
    public override int GetHashCode()
    {
        HashCode hash = new();
        hash.Add(ItemType.RawType);
        foreach (int dimension in Dimensions) hash.Add(dimension);
        return hash.ToHashCode();
    }

    /// <summary>The item type and the dimensions, such as "Vector&lt;Single, 3, 32, 32&gt;", with * for an unknown one; "Vector&lt;Single&gt;" for unknown length.</summary>
    public override string ToString()
    {
        if (Dimensions.Length == 1 && Size == 0) return $"Vector<{ItemType}>";
        StringBuilder text = new StringBuilder("Vector<").Append(ItemType);
        foreach (int dimension in Dimensions) text.Append(", ").Append(dimension == 0 ? "*" : dimension.ToString());
        return text.Append('>').ToString();
    }
}
