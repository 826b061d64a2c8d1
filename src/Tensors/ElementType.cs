using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Tensors;

/// <summary>
/// The type of a tensor's elements; the numbers are those of ONNX's <c>TensorProto.DataType</c>. Negative ones are no element types of
/// files: tensors whose elements are tensors, in which sequences, optional values and maps travel.
/// </summary>
public enum ElementType
{
    /// <summary>Two tensors of equal length: keys, and the value of each.</summary>
    Map = -3,
    /// <summary>One tensor, or none.</summary>
    Optional = -2,
    /// <summary>Any number of tensors.</summary>
    Sequence = -1,
    /// <summary>No type, or one that is not known.</summary>
    Undefined = 0,
    /// <summary>IEEE 754 single precision.</summary>
    Float32 = 1,
    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8 = 2,
    /// <summary>Signed 8-bit integer.</summary>
    Int8 = 3,
    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16 = 4,
    /// <summary>Signed 16-bit integer.</summary>
    Int16 = 5,
    /// <summary>Signed 32-bit integer.</summary>
    Int32 = 6,
    /// <summary>Signed 64-bit integer.</summary>
    Int64 = 7,
    /// <summary>Text; the only type whose elements are managed objects.</summary>
    String = 8,
    /// <summary>A truth value in one byte, 0 or 1.</summary>
    Bool = 9,
    /// <summary>IEEE 754 half precision.</summary>
    Float16 = 10,
    /// <summary>IEEE 754 double precision.</summary>
    Float64 = 11,
    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32 = 12,
    /// <summary>Unsigned 64-bit integer.</summary>
    UInt64 = 13,
    /// <summary>Two single-precision numbers, real and imaginary.</summary>
    Complex64 = 14,
    /// <summary>Two double-precision numbers, real and imaginary.</summary>
    Complex128 = 15,
    /// <summary>The upper half of a single-precision number.</summary>
    BFloat16 = 16,
    /// <summary>8-bit number with 4 bits of exponent, 3 of mantissa, and no infinities; stored and moved, not computed with.</summary>
    Float8E4M3FN = 17,
    /// <summary>Like <see cref="Float8E4M3FN"/>, with no negative zero.</summary>
    Float8E4M3FNUZ = 18,
    /// <summary>8-bit number with 5 bits of exponent and 2 of mantissa; stored and moved, not computed with.</summary>
    Float8E5M2 = 19,
    /// <summary>Like <see cref="Float8E5M2"/>, with no negative zero and no infinities.</summary>
    Float8E5M2FNUZ = 20,
    /// <summary>Unsigned 4-bit integer, one to a byte in memory.</summary>
    UInt4 = 21,
    /// <summary>Signed 4-bit integer, one to a byte in memory.</summary>
    Int4 = 22,
}

/// <summary>Facts about <see cref="ElementType"/> values.</summary>
public static class ElementTypes
{
    /// <summary>The bytes one element takes in memory (a four-bit integer takes a whole byte here).</summary>
    /// <exception cref="NotSupportedException">The type has no fixed size: text, or undefined.</exception>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool or ElementType.UInt4 or ElementType.Int4 => 1,
        >= ElementType.Float8E4M3FN and <= ElementType.Float8E5M2FNUZ => 1,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Float64 or ElementType.Int64 or ElementType.UInt64 or ElementType.Complex64 => 8,
        ElementType.Complex128 => 16,
        _ => throw new NotSupportedException($"Elements of type {type} have no fixed size."),
    };

    /// <summary>True when elements are managed objects, so that they have no address: text, and tensors of tensors.</summary>
    public static bool IsManaged(this ElementType type) => type == ElementType.String || type < 0;

    /// <summary>True for an element type that a tensor in a file may have: all but <see cref="ElementType.Undefined"/> and the tensors of tensors.</summary>
    public static bool IsStorable(this ElementType type) => type > 0 && Enum.IsDefined(type);

    /// <summary>True for the floating-point types.</summary>
    public static bool IsFloat(this ElementType type) =>
        type is ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16;

    /// <summary>The element type that stores the C# type <typeparamref name="T"/>.</summary>
    /// <exception cref="NotSupportedException">No tensor stores that C# type.</exception>
    public static ElementType Of<T>() => TypeOf<T>.Value != ElementType.Undefined
        ? TypeOf<T>.Value
        : throw new NotSupportedException($"No tensor holds elements of type {typeof(T).Name}.");

    /// <summary>True when memory of <paramref name="type"/> may be read as <typeparamref name="T"/>.</summary>
    public static bool Holds<T>(this ElementType type) => TypeOf<T>.Value == type
        || (type is ElementType.UInt4 && typeof(T) == typeof(byte)) || (type is ElementType.Int4 && typeof(T) == typeof(sbyte))
        || (type is ElementType.BFloat16 && typeof(T) == typeof(ushort)) || (type is ElementType.Bool && typeof(T) == typeof(byte));

    private static class TypeOf<T>
    {
        public static readonly ElementType Value = Find();

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static ElementType Find()
        {
            Type t = typeof(T);
            return t == typeof(float) ? ElementType.Float32
                : t == typeof(double) ? ElementType.Float64
                : t == typeof(Half) ? ElementType.Float16
                : t == typeof(sbyte) ? ElementType.Int8
                : t == typeof(byte) ? ElementType.UInt8
                : t == typeof(short) ? ElementType.Int16
                : t == typeof(ushort) ? ElementType.UInt16
                : t == typeof(int) ? ElementType.Int32
                : t == typeof(uint) ? ElementType.UInt32
                : t == typeof(long) ? ElementType.Int64
                : t == typeof(ulong) ? ElementType.UInt64
                : t == typeof(bool) ? ElementType.Bool
                : t == typeof(string) ? ElementType.String
                : ElementType.Undefined;
        }
    }
}
