namespace Microsoft.ML.Data;

/// <summary>The type of numbers: one instance for each width and kind.</summary>
public sealed class NumberDataViewType : PrimitiveDataViewType
{
    private NumberDataViewType(RawType raw) : base(raw) { }

    /// <summary>Signed 8-bit integers.</summary>
    public static NumberDataViewType SByte { get; } = new(Microsoft.ML.Data.RawType.Of<sbyte>());

    /// <summary>Unsigned 8-bit integers.</summary>
    public static NumberDataViewType Byte { get; } = new(Microsoft.ML.Data.RawType.Of<byte>());

    /// <summary>Signed 16-bit integers.</summary>
    public static NumberDataViewType Int16 { get; } = new(Microsoft.ML.Data.RawType.Of<short>());

    /// <summary>Unsigned 16-bit integers.</summary>
    public static NumberDataViewType UInt16 { get; } = new(Microsoft.ML.Data.RawType.Of<ushort>());

    /// <summary>Signed 32-bit integers.</summary>
    public static NumberDataViewType Int32 { get; } = new(Microsoft.ML.Data.RawType.Of<int>());

    /// <summary>Unsigned 32-bit integers.</summary>
    public static NumberDataViewType UInt32 { get; } = new(Microsoft.ML.Data.RawType.Of<uint>());

    /// <summary>Signed 64-bit integers.</summary>
    public static NumberDataViewType Int64 { get; } = new(Microsoft.ML.Data.RawType.Of<long>());

    /// <summary>Unsigned 64-bit integers.</summary>
    public static NumberDataViewType UInt64 { get; } = new(Microsoft.ML.Data.RawType.Of<ulong>());

    /// <summary>32-bit floating point numbers.</summary>
    public static NumberDataViewType Single { get; } = new(Microsoft.ML.Data.RawType.Of<float>());

    /// <summary>64-bit floating point numbers.</summary>
    public static NumberDataViewType Double { get; } = new(Microsoft.ML.Data.RawType.Of<double>());

    /// <inheritdoc/>
    public override bool Equals(DataViewType? other) => ReferenceEquals(this, other);

    /// <summary>The name of the raw type, such as "Single".</summary>
    public override string ToString() => RawType.Name;
}
