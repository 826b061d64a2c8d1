using System.Runtime.InteropServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Makes tensors of what files hold. Elements that are left out at the end are as the last one that is there.</summary>
internal static class TensorReader
{
    private const int MaxRank = 64;

    /// <summary>The tensor of a message.</summary>
    /// <param name="proto">The message.</param>
    /// <param name="place">Where it stands, for errors.</param>
    /// <param name="most">How many elements may be there that are not in the file.</param>
    /// <param name="repeated">How many elements are not in the file.</param>
    /// <exception cref="TensorFlowFormatException">Dimensions, type and elements do not fit each other.</exception>
    public static Tensor Read(TensorProto proto, string place, long most, out long repeated)
    {
        ElementType type = proto.Type.ToElement();
        if (type == ElementType.Undefined) throw new TensorFlowFormatException($"{place}: elements of type {proto.Type} are not supported.");
        (Shape shape, long count) = ShapeOf(proto.Shape, place);
        int have = Given(proto, type);
        if (proto.Content.Length > 0 && type != ElementType.String)
        {
            repeated = 0;
            if (proto.Content.Length != count * type.Size())
                throw new TensorFlowFormatException($"{place}: shape {shape} of {type} needs {count * type.Size()} bytes, but the file holds {proto.Content.Length}.");
            var content = new Tensor(type, shape, zeroed: false);
            proto.Content.Span.CopyTo(content.AsBytes());
            return content;
        }
        if (have > count) throw new TensorFlowFormatException($"{place}: shape {shape} has {count} elements, but the file holds {have}.");
        repeated = count - have;
        if (repeated > most) throw new TensorFlowFormatException($"{place}: shape {shape} is too large for a constant whose elements are not in the file.");
        if (type == ElementType.String) return Texts(proto, shape, (int)count);
        var tensor = new Tensor(type, shape);
        if (have > 0) Fill(proto, tensor);
        return tensor;
    }

    /// <summary>Dimensions of a tensor that exists.</summary>
    public static (Shape Shape, long Count) ShapeOf(TensorShapeProto proto, string place)
    {
        if (proto.UnknownRank || proto.Dims.Count > MaxRank) throw new TensorFlowFormatException($"{place}: a tensor cannot have {(proto.UnknownRank ? "unknown" : $"more than {MaxRank}")} dimensions.");
        long count = 1;
        foreach (long d in proto.Dims)
        {
            if (d is < 0 or > int.MaxValue) throw new TensorFlowFormatException($"{place}: dimension {d} is not possible.");
            if (d != 0 && count > int.MaxValue / d) throw new TensorFlowFormatException($"{place}: {string.Join('x', proto.Dims)} is too many elements.");
            count *= d;
        }
        return (Shape.Of([.. proto.Dims.Select(d => (int)d)]), count);
    }

    private static int Given(TensorProto proto, ElementType type) => type switch
    {
        ElementType.Float32 => proto.Floats.Count,
        ElementType.Float64 => proto.Doubles.Count,
        ElementType.Int64 => proto.Longs.Count,
        ElementType.UInt32 or ElementType.UInt64 => proto.Unsigned.Count,
        ElementType.String => proto.Strings.Count,
        _ => proto.Ints.Count,
    };

    private static Tensor Texts(TensorProto proto, Shape shape, int count)
    {
        string[] texts = new string[count];
        for (int i = 0; i < count; i++) texts[i] = proto.Strings.Count == 0 ? "" : proto.Strings[Math.Min(i, proto.Strings.Count - 1)].ToStringUtf8();
        return Tensor.OfStrings(shape, texts);
    }

    private static void Fill(TensorProto proto, Tensor tensor)
    {
        switch (tensor.Type)
        {
            case ElementType.Float32: Fill(proto.Floats, tensor, v => v); break;
            case ElementType.Float64: Fill(proto.Doubles, tensor, v => v); break;
            case ElementType.Int64: Fill(proto.Longs, tensor, v => v); break;
            case ElementType.UInt64: Fill(proto.Unsigned, tensor, v => v); break;
            case ElementType.UInt32: Fill(proto.Unsigned, tensor, v => (uint)v); break;
            case ElementType.Int32: Fill(proto.Ints, tensor, v => v); break;
            case ElementType.Bool: Fill(proto.Ints, tensor, v => v != 0 ? (byte)1 : (byte)0); break;
            case var type when type.Size() == 1: Fill(proto.Ints, tensor, v => (byte)v); break;
            default: Fill(proto.Ints, tensor, v => (ushort)v); break;
        }
    }

    private static void Fill<TFrom, TTo>(List<TFrom> from, Tensor to, Func<TFrom, TTo> convert) where TTo : unmanaged
    {
        Span<TTo> target = MemoryMarshal.Cast<byte, TTo>(to.AsBytes());
        for (int i = 0; i < from.Count; i++) target[i] = convert(from[i]);
        target[from.Count..].Fill(target[from.Count - 1]);
    }
}
