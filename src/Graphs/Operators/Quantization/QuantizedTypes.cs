using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>What the quantized operators have in common: which types they take, their ranges, and reading scales and zero points.</summary>
internal static unsafe class QuantizedTypes
{
    /// <summary>True for the eight-bit types that products are computed with.</summary>
    public static bool IsByte(ElementType type) => type is ElementType.UInt8 or ElementType.Int8;

    /// <summary>The smallest and the largest number of a type.</summary>
    /// <exception cref="ShapeException">Numbers are not quantized to that type.</exception>
    public static (int Low, int High) Bounds(ElementType type) => type switch
    {
        ElementType.UInt8 => (0, 255),
        ElementType.Int8 => (-128, 127),
        ElementType.UInt16 => (0, 65535),
        ElementType.Int16 => (-32768, 32767),
        ElementType.UInt4 => (0, 15),
        ElementType.Int4 => (-8, 7),
        _ => throw new ShapeException($"Numbers are quantized to 4, 8 or 16 bit integers, not to {type}"),
    };

    /// <summary>One integer of a tensor of quantized numbers or zero points.</summary>
    public static int Integer(Tensor tensor, long index = 0) => tensor.Type switch
    {
        ElementType.UInt8 or ElementType.UInt4 => tensor.As<byte>()[index],
        ElementType.Int8 or ElementType.Int4 => tensor.As<sbyte>()[index],
        ElementType.UInt16 => tensor.As<ushort>()[index],
        ElementType.Int16 => tensor.As<short>()[index],
        _ => tensor.As<int>()[index],
    };

    /// <summary>One scale.</summary>
    public static float Scale(Tensor tensor, long index = 0) => tensor.Type switch
    {
        ElementType.Float32 => tensor.As<float>()[index],
        ElementType.Float16 => (float)tensor.As<Half>()[index],
        ElementType.BFloat16 => BitConverter.Int32BitsToSingle(tensor.As<ushort>()[index] << 16),
        _ => (float)tensor.As<double>()[index],
    };

    /// <summary>An operand's zero point; 0 when it is left out.</summary>
    public static int Zero(Kernel k, int operand) => k.HasInput(operand) ? Integer(k.Input(operand)) : 0;

    /// <summary>An operand's elements with a zero point.</summary>
    public static QuantizedBytes Bytes(Kernel k, int operand, int zero) =>
        new((nint)k.Input(operand).Pointer, k.Input(operand).Type == ElementType.Int8, zero);

    /// <summary>Requantization to an eight-bit result with one scale.</summary>
    public static IntegerFinish ToBytes(ElementType type, float scale, int zero)
    {
        (int low, int high) = Bounds(type);
        return new IntegerFinish { Result = IntegerResult.Byte, Scale = scale, Zero = zero, Low = low, High = high };
    }

    /// <summary>Fills <paramref name="target"/> with a zero point for each of <paramref name="count"/> rows; null when one serves all.</summary>
    public static int* Zeros(Kernel k, int operand, int count, int* target)
    {
        if (!k.HasInput(operand) || k.Input(operand).Count == 1) return null;
        for (int i = 0; i < count; i++) target[i] = Integer(k.Input(operand), i);
        return target;
    }

    /// <summary>Checks that an operand holds eight-bit integers.</summary>
    public static void RequireBytes(Inference i, int operand)
    {
        if (!IsByte(i.Element(operand))) throw i.Error($"input {operand} holds {i.Element(operand)}, expected UInt8 or Int8");
    }

    /// <summary>Checks that a scale or zero point is one number, or one for each of <paramref name="length"/> where that is allowed.</summary>
    public static void RequireNumbers(Inference i, int operand, Dim? length = null)
    {
        if (!i.HasInput(operand)) return;
        Dim count = i.Shape(operand).Count;
        if (!count.IsKnown || count == 1 || (length is { } many && (!many.IsKnown || many == count))) return;
        throw i.Error($"input {operand} has {count} numbers, expected 1{(length is null ? "" : $" or {length}")}");
    }

    /// <summary>Checks the scale and the zero point that stand behind a quantized operand, which has the zero point's type.</summary>
    public static void RequireQuantized(Inference i, int operand, int scale, int zero, Dim? length = null)
    {
        RequireBytes(i, operand);
        RequireNumbers(i, scale, length);
        RequireNumbers(i, zero, length);
        if (i.HasInput(zero) && i.Element(zero) != i.Element(operand))
            throw i.Error($"the zero point, input {zero}, holds {i.Element(zero)}, but input {operand} holds {i.Element(operand)}");
    }
}
