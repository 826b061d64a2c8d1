using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>Makes tensors of what files hold. Memory is taken only for elements that are really there.</summary>
internal static class TensorReader
{
    /// <summary>The tensor of a message.</summary>
    /// <param name="proto">The message.</param>
    /// <param name="place">Where it stands, for errors, like <c>initializer 'w'</c>.</param>
    /// <param name="files">Reads elements that lie in other files; null where there can be none.</param>
    /// <exception cref="OnnxFormatException">Dimensions, type and elements do not fit each other.</exception>
    public static Tensor Read(TensorProto proto, string place, ExternalData? files = null)
    {
        ElementType type = proto.ElementType;
        if (!type.IsStorable()) throw new OnnxFormatException($"{place}: element type {(int)type} is not supported.");
        (Shape shape, long count) = ShapeOf(proto, place);
        if (type == ElementType.String)
        {
            Require(proto.Strings.Count, count, "texts", shape, place);
            return Tensor.OfStrings(shape, [.. proto.Strings.Select(s => s.ToStringUtf8())]);
        }
        bool nibbles = type is ElementType.Int4 or ElementType.UInt4;
        if (proto.IsExternal) return External(proto, type, shape, count, nibbles, place, files ?? new ExternalData(null));
        if (proto.Raw is { } raw)
        {
            Require(raw.Length, nibbles ? (count + 1) / 2 : checked(count * type.Size()), "bytes", shape, place);
            var tensor = new Tensor(type, shape, zeroed: false);
            if (nibbles) Unpack(raw.Span, tensor);
            else raw.Span.CopyTo(tensor.AsBytes());
            return tensor;
        }
        return Typed(proto, type, shape, count, nibbles, place);
    }

    private static Tensor External(TensorProto proto, ElementType type, Shape shape, long count, bool nibbles, string place, ExternalData files)
    {
        if (type == ElementType.String) throw new OnnxFormatException($"{place}: text cannot lie in another file.");
        Tensor? tensor = null;
        byte[] packed = nibbles ? new byte[(count + 1) / 2] : [];
        // Memory for the elements is taken when the file is known to have them.
        files.Read(proto, nibbles ? packed.Length : checked(count * type.Size()), place, (at, piece) =>
        {
            if (nibbles) piece.CopyTo(packed.AsSpan((int)at));
            else Fill(tensor ??= new Tensor(type, shape, zeroed: false), at, piece);
        });
        tensor ??= new Tensor(type, shape);
        if (nibbles) Unpack(packed, tensor);
        return tensor;
    }

    private static unsafe void Fill(Tensor tensor, long at, ReadOnlySpan<byte> piece) => piece.CopyTo(new Span<byte>(tensor.Pointer + at, piece.Length));

    private static Tensor Typed(TensorProto proto, ElementType type, Shape shape, long count, bool nibbles, string place)
    {
        int have = type switch
        {
            ElementType.Float32 or ElementType.Complex64 => proto.Floats.Count,
            ElementType.Float64 or ElementType.Complex128 => proto.Doubles.Count,
            ElementType.Int64 => proto.Longs.Count,
            ElementType.UInt32 or ElementType.UInt64 => proto.Unsigned.Count,
            _ => proto.Ints.Count,
        };
        long parts = type is ElementType.Complex64 or ElementType.Complex128 ? 2 : 1;
        Require(have, nibbles ? (count + 1) / 2 : checked(count * parts), "elements", shape, place);
        var tensor = new Tensor(type, shape, zeroed: false);
        if (nibbles) Unpack([.. proto.Ints.Select(v => (byte)v)], tensor);
        else
            switch (type)
            {
                case ElementType.Float32 or ElementType.Complex64: Copy(proto.Floats, tensor, v => v); break;
                case ElementType.Float64 or ElementType.Complex128: Copy(proto.Doubles, tensor, v => v); break;
                case ElementType.Int64: Copy(proto.Longs, tensor, v => v); break;
                case ElementType.UInt64: Copy(proto.Unsigned, tensor, v => v); break;
                case ElementType.UInt32: Copy(proto.Unsigned, tensor, v => (uint)v); break;
                case ElementType.Int32: Copy(proto.Ints, tensor, v => v); break;
                case ElementType.Bool: Copy(proto.Ints, tensor, v => v != 0 ? (byte)1 : (byte)0); break;
                default:
                    if (type.Size() == 1) Copy(proto.Ints, tensor, v => (byte)v);
                    else Copy(proto.Ints, tensor, v => (ushort)v);
                    break;
            }
        return tensor;
    }

    private static unsafe void Copy<TFrom, TTo>(List<TFrom> from, Tensor to, Func<TFrom, TTo> convert) where TTo : unmanaged
    {
        var target = (TTo*)to.Pointer;
        for (int i = 0; i < from.Count; i++) target[i] = convert(from[i]);
    }

    private static void Unpack(ReadOnlySpan<byte> packed, Tensor tensor)
    {
        Span<byte> items = tensor.AsBytes();
        for (int i = 0; i < items.Length; i++)
        {
            int nibble = (packed[i / 2] >> (i % 2 * 4)) & 15;
            items[i] = (byte)(tensor.Type == ElementType.Int4 && nibble > 7 ? nibble - 16 : nibble);
        }
    }

    private static (Shape, long) ShapeOf(TensorProto proto, string place)
    {
        long count = 1;
        foreach (long d in proto.Dims)
        {
            if (d is < 0 or > int.MaxValue) throw new OnnxFormatException($"{place}: dimension {d} is not possible.");
            if (d != 0 && count > int.MaxValue / d) throw new OnnxFormatException($"{place}: {string.Join('x', proto.Dims)} is too many elements.");
            count *= d;
        }
        return (Shape.Of([.. proto.Dims.Select(d => (int)d)]), count);
    }

    private static void Require(long have, long need, string what, Shape shape, string place)
    {
        if (have != need) throw new OnnxFormatException($"{place}: shape {shape} needs {need} {what}, but the file holds {have}.");
    }
}
