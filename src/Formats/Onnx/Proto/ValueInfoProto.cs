using Google.Protobuf;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>The name and type of an input or output.</summary>
public sealed class ValueInfoProto : Message
{
    /// <summary>The name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The type; null when not said.</summary>
    public TypeProto? Type { get; set; }

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, Name);
        Write(output, 2, Type);
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: Name = input.ReadString(); return true;
            case 2: Type = Read<TypeProto>(input); return true;
            default: return false;
        }
    }
}

/// <summary>An element type with a shape.</summary>
public sealed class TensorTypeProto : Message
{
    /// <summary>The element type.</summary>
    public ElementType ElementType { get; set; }

    /// <summary>The shape; null when even the number of dimensions is not known.</summary>
    public TensorShapeProto? Shape { get; set; }

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, (long)ElementType);
        Write(output, 2, Shape);
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: ElementType = (ElementType)input.ReadInt32(); return true;
            case 2: Shape = Read<TensorShapeProto>(input); return true;
            default: return false;
        }
    }
}

/// <summary>Dimensions.</summary>
public sealed class TensorShapeProto : Message
{
    /// <summary>The dimensions, outermost first.</summary>
    public List<DimensionProto> Dims { get; } = [];

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output) => Write(output, 1, Dims);

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        if (field != 1) return false;
        Dims.Add(Read<DimensionProto>(input));
        return true;
    }
}

/// <summary>A dimension: a number, a symbol, or neither when nothing is known.</summary>
public sealed class DimensionProto : Message
{
    /// <summary>The number.</summary>
    public long? Value { get; set; }

    /// <summary>The symbol.</summary>
    public string Param { get; set; } = "";

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        if (Value is { } value) Write(output, 1, value);
        Write(output, 2, Param);
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: Value = input.ReadInt64(); return true;
            case 2: Param = input.ReadString(); return true;
            default: return false;
        }
    }
}
