using Google.Protobuf;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>A type: of a tensor, a sequence, an optional value or a map; with none of them said, of something else that is not read.</summary>
public sealed class TypeProto : Message
{
    /// <summary>The tensor type; null for all others.</summary>
    public TensorTypeProto? TensorType { get; set; }

    /// <summary>The type of a sequence's elements; null for all others.</summary>
    public TypeProto? Sequence { get; set; }

    /// <summary>The type of what an optional value holds; null for all others.</summary>
    public TypeProto? Optional { get; set; }

    /// <summary>The type of a map; null for all others.</summary>
    public MapTypeProto? Map { get; set; }

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, TensorType);
        if (Sequence is not null) Write(output, 4, new HolderProto { Item = Sequence });
        Write(output, 5, Map);
        if (Optional is not null) Write(output, 9, new HolderProto { Item = Optional });
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: TensorType = Read<TensorTypeProto>(input); return true;
            case 4: Sequence = Read<HolderProto>(input).Item ?? new TypeProto(); return true;
            case 5: Map = Read<MapTypeProto>(input); return true;
            case 9: Optional = Read<HolderProto>(input).Item ?? new TypeProto(); return true;
            default: return false;
        }
    }

    private sealed class HolderProto : Message
    {
        public TypeProto? Item { get; set; }

        public override void WriteTo(CodedOutputStream output) => Write(output, 1, Item);

        protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
        {
            if (field != 1) return false;
            Item = Read<TypeProto>(input);
            return true;
        }
    }
}

/// <summary>The types of a map's keys and values.</summary>
public sealed class MapTypeProto : Message
{
    /// <summary>The keys' element type: an integer type or text.</summary>
    public ElementType Key { get; set; }

    /// <summary>The values' type.</summary>
    public TypeProto? Value { get; set; }

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, (long)Key);
        Write(output, 2, Value);
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: Key = (ElementType)input.ReadInt32(); return true;
            case 2: Value = Read<TypeProto>(input); return true;
            default: return false;
        }
    }
}
