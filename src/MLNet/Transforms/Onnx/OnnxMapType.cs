using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>The type of columns that hold ONNX maps; a value is an <see cref="IDictionary{TKey, TValue}"/>.</summary>
public sealed class OnnxMapType : StructuredDataViewType
{
    /// <summary>Makes the type, and makes members with <see cref="OnnxMapTypeAttribute"/> of these types columns of it.</summary>
    /// <param name="keyType">The .NET type of the keys: <see cref="long"/> or <see cref="string"/> where an ONNX model makes them.</param>
    /// <param name="valueType">The .NET type of the values.</param>
    public OnnxMapType(Type keyType, Type valueType) : base(NativeType(keyType, valueType))
        => DataViewTypeManager.Register(this, RawType, new OnnxMapTypeAttribute(keyType, valueType));

    /// <inheritdoc/>
    public override bool Equals(DataViewType? other) => other is OnnxMapType && other.RawType == RawType;

    /// <summary>A hash of both types.</summary>
    public override int GetHashCode() => RawType.GetHashCode();

    internal static Type NativeType(Type keyType, Type valueType)
    {
        ArgumentNullException.ThrowIfNull(keyType);
        ArgumentNullException.ThrowIfNull(valueType);
        return typeof(IDictionary<,>).MakeGenericType(keyType, valueType);
    }
}

/// <summary>Makes a member of type <see cref="IDictionary{TKey, TValue}"/> a column of <see cref="OnnxMapType"/>.</summary>
public sealed class OnnxMapTypeAttribute : DataViewTypeAttribute
{
    private readonly Type? _keyType;
    private readonly Type? _valueType;

    /// <summary>Makes an attribute that says nothing of keys and values, so that no column can be made of its member.</summary>
    public OnnxMapTypeAttribute() { }

    /// <summary>Says of what types keys and values are.</summary>
    /// <param name="keyType">The .NET type of the keys.</param>
    /// <param name="valueType">The .NET type of the values.</param>
    public OnnxMapTypeAttribute(Type keyType, Type valueType)
    {
        ArgumentNullException.ThrowIfNull(keyType);
        ArgumentNullException.ThrowIfNull(valueType);
        _keyType = keyType;
        _valueType = valueType;
    }

    /// <summary>Whether both stand for maps of the same keys and values.</summary>
    public override bool Equals(DataViewTypeAttribute? other) => other is OnnxMapTypeAttribute map && map._keyType == _keyType && map._valueType == _valueType;

    /// <summary>A hash of both types.</summary>
    public override int GetHashCode() => HashCode.Combine(_keyType, _valueType);

    /// <inheritdoc/>
    public override void Register()
    {
        if (_keyType is null || _valueType is null)
            throw new InvalidOperationException("[OnnxMapType] needs the types of keys and values: [OnnxMapType(typeof(long), typeof(float))], for one.");
        DataViewTypeManager.Register(new OnnxMapType(_keyType, _valueType), OnnxMapType.NativeType(_keyType, _valueType), this);
    }
}
