using System.Collections.Immutable;

namespace Microsoft.ML.Data;

/// <summary>Gives the column of a member another name than the member has.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ColumnNameAttribute : Attribute
{
    /// <summary>Names the column.</summary>
    public ColumnNameAttribute(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    internal string Name { get; }
}

/// <summary>Keeps a member from becoming a column.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class NoColumnAttribute : Attribute
{
    /// <summary>Makes the attribute.</summary>
    public NoColumnAttribute() { }
}

/// <summary>Says how long the vectors of a member are, and in which dimensions.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class VectorTypeAttribute : Attribute
{
    /// <summary>Vectors whose length differs from row to row.</summary>
    public VectorTypeAttribute() { }

    /// <summary>Vectors of that length.</summary>
    public VectorTypeAttribute(int size) : this([size]) { }

    /// <summary>Vectors with those dimensions.</summary>
    public VectorTypeAttribute(params int[] dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        foreach (int dimension in dimensions) ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(dimensions));
        Dimensions = [.. dimensions];
    }

    internal ImmutableArray<int> Dimensions { get; } = [];
}

/// <summary>Makes a member of an unsigned integer type a key: 0 is missing, 1 is the first member of the set.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class KeyTypeAttribute : Attribute
{
    /// <summary>A key into a set as large as the member's type allows.</summary>
    public KeyTypeAttribute() { }

    /// <summary>A key into a set of <paramref name="count"/> members.</summary>
    public KeyTypeAttribute(ulong count)
    {
        ArgumentOutOfRangeException.ThrowIfZero(count);
        Count = count;
    }

    internal ulong? Count { get; }
}

/// <summary>Says from which columns of a text file or a query a member is loaded.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class LoadColumnAttribute : Attribute
{
    /// <summary>Loads one column.</summary>
    /// <param name="fieldIndex">Its place, from 0.</param>
    public LoadColumnAttribute(int fieldIndex) => Ranges = [(fieldIndex, fieldIndex, false)];

    /// <summary>Loads a range of columns into a vector.</summary>
    /// <param name="start">The first place, from 0.</param>
    /// <param name="end">The last place.</param>
    public LoadColumnAttribute(int start, int end) => Ranges = [(start, end, true)];

    /// <summary>Loads several columns into a vector.</summary>
    /// <param name="columnIndexes">Their places, from 0.</param>
    public LoadColumnAttribute(int[] columnIndexes)
    {
        ArgumentNullException.ThrowIfNull(columnIndexes);
        Ranges = [.. columnIndexes.Select(index => (index, index, false))];
    }

    internal IReadOnlyList<(int First, int Last, bool IsVector)> Ranges { get; }
}

/// <summary>Says from which named columns of a query a member is loaded.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class LoadColumnNameAttribute : Attribute
{
    /// <summary>Loads one column.</summary>
    public LoadColumnNameAttribute(string fieldName) : this([fieldName]) { }

    /// <summary>Loads several columns into a vector.</summary>
    public LoadColumnNameAttribute(params string[] fieldNames)
    {
        ArgumentNullException.ThrowIfNull(fieldNames);
        Names = [.. fieldNames];
    }

    internal IReadOnlyList<string> Names { get; }
}
