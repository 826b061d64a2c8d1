using Google.Protobuf;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>A tensor in a file: its elements are packed bytes, or stand in the field of their type, where the last one repeats itself.</summary>
public sealed class TensorProto : Message
{
    /// <summary>The element type.</summary>
    public DataType Type { get; set; }

    /// <summary>The dimensions.</summary>
    public TensorShapeProto Shape { get; set; } = new();

    /// <summary>All elements as little-endian bytes; empty when they stand in one of the other fields.</summary>
    public ByteString Content { get; set; } = ByteString.Empty;

    /// <summary>Single-precision elements.</summary>
    public List<float> Floats { get; } = [];

    /// <summary>Double-precision elements.</summary>
    public List<double> Doubles { get; } = [];

    /// <summary>Elements of the integer types of 32 bits and less, and the bits of those of half precision.</summary>
    public List<int> Ints { get; } = [];

    /// <summary>Text elements.</summary>
    public List<ByteString> Strings { get; } = [];

    /// <summary>64-bit integers.</summary>
    public List<long> Longs { get; } = [];

    /// <summary>Unsigned integers of 32 and 64 bits.</summary>
    public List<ulong> Unsigned { get; } = [];

    /// <summary>A tensor to be written.</summary>
    public static TensorProto Of(Tensor tensor)
    {
        var proto = new TensorProto { Type = tensor.Type.ToDataType(), Shape = TensorShapeProto.Of(tensor.Shape) };
        if (tensor.Type != ElementType.String) proto.Content = ByteString.CopyFrom(tensor.AsBytes());
        else
            foreach (string text in tensor.Strings) proto.Strings.Add(ByteString.CopyFromUtf8(text));
        return proto;
    }

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, (long)Type);
        Write(output, 2, Shape);
        if (Content.Length > 0) Write(output, 4, Content);
        foreach (float number in Floats)
        {
            output.WriteTag(5, WireFormat.WireType.Fixed32);
            output.WriteFloat(number);
        }
        foreach (double number in Doubles)
        {
            output.WriteTag(6, WireFormat.WireType.Fixed64);
            output.WriteDouble(number);
        }
        int field = Type switch { DataType.Bool => 11, DataType.Half or DataType.BFloat16 => 13, _ => 7 };
        foreach (int number in Ints) Write(output, field, number);
        foreach (ByteString text in Strings) Write(output, 8, text);
        foreach (long number in Longs) Write(output, 10, number);
        foreach (ulong number in Unsigned) Write(output, Type == DataType.UInt32 ? 16 : 17, (long)number);
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: Type = (DataType)input.ReadInt32(); return true;
            case 2: Shape = Read<TensorShapeProto>(input); return true;
            case 4: Content = input.ReadBytes(); return true;
            case 5: ReadNumbers(input, wire, Floats, i => i.ReadFloat()); return true;
            case 6: ReadNumbers(input, wire, Doubles, i => i.ReadDouble()); return true;
            case 7 or 11 or 13: ReadNumbers(input, wire, Ints, i => i.ReadInt32()); return true;
            case 8: Strings.Add(input.ReadBytes()); return true;
            case 10: ReadNumbers(input, wire, Longs, i => i.ReadInt64()); return true;
            case 16 or 17: ReadNumbers(input, wire, Unsigned, i => i.ReadUInt64()); return true;
            default: return false;
        }
    }
}

/// <summary>Dimensions in a file.</summary>
public sealed class TensorShapeProto : Message
{
    /// <summary>The dimensions; -1 for one that is not known.</summary>
    public List<long> Dims { get; } = [];

    /// <summary>True when not even the number of dimensions is known.</summary>
    public bool UnknownRank { get; set; }

    /// <summary>The dimensions of a tensor.</summary>
    public static TensorShapeProto Of(Shape shape) => Of([.. shape.Dims.ToArray().Select(d => (long)d)]);

    /// <summary>Dimensions; -1 for one that is not known.</summary>
    public static TensorShapeProto Of(params ReadOnlySpan<long> dims)
    {
        var proto = new TensorShapeProto();
        proto.Dims.AddRange(dims);
        return proto;
    }

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 2, Dims.Select(d => new DimensionProto { Size = d }));
        if (UnknownRank) Write(output, 3, 1);
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 2: Dims.Add(Read<DimensionProto>(input).Size); return true;
            case 3: UnknownRank = input.ReadBool(); return true;
            default: return false;
        }
    }
}

/// <summary>One dimension in a file.</summary>
public sealed class DimensionProto : Message
{
    /// <summary>Its length; -1 when it is not known.</summary>
    public long Size { get; set; }

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        if (Size != 0) Write(output, 1, Size);
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        if (field != 1) return false;
        Size = input.ReadInt64();
        return true;
    }
}
