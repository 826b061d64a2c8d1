namespace Microsoft.ML.Data;

/// <summary>
/// The type of a column of a data view. It says in which .NET type (<see cref="RawType"/>) the values are held and what they mean.
/// </summary>
public abstract class DataViewType : IEquatable<DataViewType>
{
    private Microsoft.ML.Data.RawType? _raw;

    private protected DataViewType(Type rawType)
    {
        ArgumentNullException.ThrowIfNull(rawType);
        RawType = rawType;
    }

    private protected DataViewType(RawType raw) : this(raw.Type) => _raw = raw;

    /// <summary>The .NET type in which a value of this type is held.</summary>
    public Type RawType { get; }

    internal RawType Raw => _raw ??= Microsoft.ML.Data.RawType.Of(RawType);

    /// <summary>Whether both types are the same: same kind, same raw type, same keys and dimensions.</summary>
    public abstract bool Equals(DataViewType? other);
}

/// <summary>The base of the types whose values have an inner structure: vectors, images, sequences. A value may own memory.</summary>
public abstract class StructuredDataViewType : DataViewType
{
    /// <summary>Makes a structured type whose values are held in <paramref name="rawType"/>.</summary>
    protected StructuredDataViewType(Type rawType) : base(rawType) { }

    private protected StructuredDataViewType(RawType raw) : base(raw) { }
}

/// <summary>
/// The base of the types whose values are single items that can be copied freely: numbers, texts, keys, points in time.
/// A vector consists of items of a primitive type.
/// </summary>
public abstract class PrimitiveDataViewType : DataViewType
{
    /// <summary>Makes a primitive type whose values are held in <paramref name="rawType"/>, which must not be disposable.</summary>
    protected PrimitiveDataViewType(Type rawType) : base(rawType)
    {
        if (typeof(IDisposable).IsAssignableFrom(rawType))
            throw new ArgumentException($"A primitive type cannot hold {rawType}: its values would have to be disposed.", nameof(rawType));
    }

    private protected PrimitiveDataViewType(RawType raw) : base(raw) { }
}
