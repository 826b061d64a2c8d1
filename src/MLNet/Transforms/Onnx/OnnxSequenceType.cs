using System.ComponentModel;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>The type of columns that hold ONNX sequences; a value is an <see cref="IEnumerable{T}"/> of the sequence's elements.</summary>
public sealed class OnnxSequenceType : StructuredDataViewType
{
    /// <summary>Makes the type, and makes members with <see cref="OnnxSequenceTypeAttribute"/> of that element type columns of it.</summary>
    /// <param name="elementType">The .NET type of an element, such as <c>IDictionary&lt;string, float&gt;</c> or <c>VBuffer&lt;float&gt;</c>.</param>
    public OnnxSequenceType(Type elementType) : base(NativeType(elementType))
        => DataViewTypeManager.Register(this, RawType, new OnnxSequenceTypeAttribute(elementType));

    /// <inheritdoc/>
    public override bool Equals(DataViewType? other) => other is OnnxSequenceType && other.RawType == RawType;

    /// <summary>A hash of the element type.</summary>
    public override int GetHashCode() => RawType.GetHashCode();

    internal static Type NativeType(Type elementType)
    {
        ArgumentNullException.ThrowIfNull(elementType);
        return typeof(IEnumerable<>).MakeGenericType(elementType);
    }
}

/// <summary>Makes a member of type <see cref="IEnumerable{T}"/> a column of <see cref="OnnxSequenceType"/>.</summary>
public sealed class OnnxSequenceTypeAttribute : DataViewTypeAttribute
{
    private readonly Type? _elementType;

    /// <summary>Makes an attribute that says nothing of the elements, so that no column can be made of its member.</summary>
    [Obsolete("Please specify sequence type when use OnnxSequenceType Attribute", false)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public OnnxSequenceTypeAttribute() { }

    /// <summary>Says of what type the elements are.</summary>
    /// <param name="elemType">The .NET type of an element.</param>
    public OnnxSequenceTypeAttribute(Type elemType)
    {
        ArgumentNullException.ThrowIfNull(elemType);
        _elementType = elemType;
    }

    /// <summary>Whether both stand for sequences of the same elements.</summary>
    public override bool Equals(DataViewTypeAttribute? other) => other is OnnxSequenceTypeAttribute sequence && sequence._elementType == _elementType;

    /// <summary>A hash of the element type.</summary>
    public override int GetHashCode() => _elementType?.GetHashCode() ?? 0;

    /// <inheritdoc/>
    public override void Register()
    {
        if (_elementType is null)
            throw new InvalidOperationException("[OnnxSequenceType] needs the type of the elements: [OnnxSequenceType(typeof(IDictionary<string, float>))], for one.");
        DataViewTypeManager.Register(new OnnxSequenceType(_elementType), OnnxSequenceType.NativeType(_elementType), this);
    }
}
