using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>TensorFlow's element types; the numbers are those of its file formats. References to variables of a type have 100 added.</summary>
public enum DataType
{
    /// <summary>Not said.</summary>
    Invalid = 0,
    /// <summary>Single precision.</summary>
    Float = 1,
    /// <summary>Double precision.</summary>
    Double = 2,
    /// <summary>Signed 32-bit integer.</summary>
    Int32 = 3,
    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8 = 4,
    /// <summary>Signed 16-bit integer.</summary>
    Int16 = 5,
    /// <summary>Signed 8-bit integer.</summary>
    Int8 = 6,
    /// <summary>Bytes, mostly text.</summary>
    String = 7,
    /// <summary>Two single-precision numbers.</summary>
    Complex64 = 8,
    /// <summary>Signed 64-bit integer.</summary>
    Int64 = 9,
    /// <summary>A truth value.</summary>
    Bool = 10,
    /// <summary>Quantized signed 8-bit integer.</summary>
    QInt8 = 11,
    /// <summary>Quantized unsigned 8-bit integer.</summary>
    QUInt8 = 12,
    /// <summary>Quantized signed 32-bit integer.</summary>
    QInt32 = 13,
    /// <summary>The upper half of a single-precision number.</summary>
    BFloat16 = 14,
    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16 = 17,
    /// <summary>Two double-precision numbers.</summary>
    Complex128 = 18,
    /// <summary>Half precision.</summary>
    Half = 19,
    /// <summary>A handle of a variable or a table.</summary>
    Resource = 20,
    /// <summary>A handle of a list of tensors.</summary>
    Variant = 21,
    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32 = 22,
    /// <summary>Unsigned 64-bit integer.</summary>
    UInt64 = 23,
}

/// <summary>TensorFlow's element types as ours and back.</summary>
internal static class DataTypes
{
    private const int Reference = 100;

    private static readonly Dictionary<DataType, ElementType> Elements = new()
    {
        [DataType.Float] = ElementType.Float32,
        [DataType.Double] = ElementType.Float64,
        [DataType.Half] = ElementType.Float16,
        [DataType.BFloat16] = ElementType.BFloat16,
        [DataType.Int8] = ElementType.Int8,
        [DataType.Int16] = ElementType.Int16,
        [DataType.Int32] = ElementType.Int32,
        [DataType.Int64] = ElementType.Int64,
        [DataType.UInt8] = ElementType.UInt8,
        [DataType.UInt16] = ElementType.UInt16,
        [DataType.UInt32] = ElementType.UInt32,
        [DataType.UInt64] = ElementType.UInt64,
        [DataType.Bool] = ElementType.Bool,
        [DataType.String] = ElementType.String,
        [DataType.QInt8] = ElementType.Int8,
        [DataType.QUInt8] = ElementType.UInt8,
        [DataType.QInt32] = ElementType.Int32,
    };

    /// <summary>Our element type; Undefined for handles and for what we have no tensors of.</summary>
    public static ElementType ToElement(this DataType type) =>
        Elements.GetValueOrDefault((int)type > Reference ? type - Reference : type, ElementType.Undefined);

    /// <summary>TensorFlow's element type.</summary>
    /// <exception cref="NotSupportedException">TensorFlow has no such type.</exception>
    public static DataType ToDataType(this ElementType type) => Elements.FirstOrDefault(e => e.Value == type).Key is var found and not DataType.Invalid
        ? found
        : throw new NotSupportedException($"TensorFlow has no element type {type}.");
}
