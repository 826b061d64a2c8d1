using Google.Protobuf;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>A tensor in a file: its elements lie in one of several fields, which depends on the element type and on who wrote it.</summary>
public sealed class TensorProto : Message
{
    private Tensor? _elements;

    /// <summary>The dimensions.</summary>
    public List<long> Dims { get; } = [];

    /// <summary>The element type.</summary>
    public ElementType ElementType { get; set; }

    /// <summary>The name.</summary>
    public string Name { get; set; } = "";

    /// <summary>All elements as little-endian bytes; null when they are in one of the other fields.</summary>
    public ByteString? Raw { get; private set; }

    /// <summary>Single-precision (and complex) elements.</summary>
    public List<float> Floats { get; } = [];

    /// <summary>Elements of the integer types of 32 bits and less, and the bits of those of half precision.</summary>
    public List<int> Ints { get; } = [];

    /// <summary>Text elements.</summary>
    public List<ByteString> Strings { get; } = [];

    /// <summary>64-bit integers.</summary>
    public List<long> Longs { get; } = [];

    /// <summary>Double-precision elements.</summary>
    public List<double> Doubles { get; } = [];

    /// <summary>Unsigned integers of 32 and 64 bits.</summary>
    public List<ulong> Unsigned { get; } = [];

    /// <summary>True when the elements lie in another file.</summary>
    public bool IsExternal { get; private set; }

    /// <summary>Where they lie: <c>location</c> (a path beside the model), <c>offset</c> and <c>length</c> in bytes.</summary>
    public Dictionary<string, string> ExternalData { get; } = [];

    /// <summary>A tensor to be written.</summary>
    public static TensorProto Of(string name, Tensor tensor)
    {
        var proto = new TensorProto { Name = name, ElementType = tensor.Type, _elements = tensor };
        foreach (int d in tensor.Shape) proto.Dims.Add(d);
        return proto;
    }

    /// <summary>The tensor that this holds; its elements must lie in the same file.</summary>
    /// <exception cref="OnnxFormatException">Dimensions, type and elements do not fit each other.</exception>
    public Tensor ToTensor() => TensorReader.Read(this, $"Tensor '{Name}'");

    /// <summary>The same message with another name.</summary>
    internal TensorProto Named(string name)
    {
        var copy = (TensorProto)MemberwiseClone();
        copy.Name = name;
        return copy;
    }

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        foreach (long d in Dims) Write(output, 1, d);
        Write(output, 2, (long)ElementType);
        if (_elements is { Type: ElementType.String } text)
            foreach (string s in text.Strings) Write(output, 6, ByteString.CopyFromUtf8(s));
        Write(output, 8, Name);
        if (_elements is { } tensor && tensor.Type != ElementType.String) Write(output, 9, ByteString.CopyFrom(Packed(tensor)));
        else if (Raw is not null) Write(output, 9, Raw);
        Write(output, 13, ExternalData.Select(e => new TextEntry { Key = e.Key, Value = e.Value }));
        if (ExternalData.Count > 0) Write(output, 14, 1);
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: ReadNumbers(input, wire, Dims, i => i.ReadInt64()); return true;
            case 2: ElementType = (ElementType)input.ReadInt32(); return true;
            case 4: ReadNumbers(input, wire, Floats, i => i.ReadFloat()); return true;
            case 5: ReadNumbers(input, wire, Ints, i => i.ReadInt32()); return true;
            case 6: Strings.Add(input.ReadBytes()); return true;
            case 7: ReadNumbers(input, wire, Longs, i => i.ReadInt64()); return true;
            case 8: Name = input.ReadString(); return true;
            case 9: Raw = input.ReadBytes(); return true;
            case 10: ReadNumbers(input, wire, Doubles, i => i.ReadDouble()); return true;
            case 11: ReadNumbers(input, wire, Unsigned, i => i.ReadUInt64()); return true;
            case 13:
                TextEntry entry = Read<TextEntry>(input);
                ExternalData[entry.Key] = entry.Value;
                return true;
            case 14: IsExternal |= input.ReadInt32() == 1; return true;
            default: return false;
        }
    }

    // Four-bit integers take a byte each in memory and half a byte each in files, the first in the low half.
    private static ReadOnlySpan<byte> Packed(Tensor tensor)
    {
        if (tensor.Type is not (ElementType.Int4 or ElementType.UInt4)) return tensor.AsBytes();
        ReadOnlySpan<byte> items = tensor.AsBytes();
        var packed = new byte[(items.Length + 1) / 2];
        for (int i = 0; i < items.Length; i++) packed[i / 2] |= (byte)((items[i] & 15) << (i % 2 * 4));
        return packed;
    }
}
