using Google.Protobuf;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Where a checkpoint keeps a tensor: type, dimensions, shard, place and length in bytes.</summary>
internal sealed class BundleEntry : Message
{
    public DataType Type { get; set; }

    public TensorShapeProto Shape { get; set; } = new();

    public int Shard { get; set; }

    public long Offset { get; set; }

    public long Size { get; set; }

    /// <summary>The parts that a variable is cut into; each has an entry of its own.</summary>
    public List<TensorSlice> Slices { get; } = [];

    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, (long)Type);
        Write(output, 2, Shape);
        Write(output, 3, Shard);
        Write(output, 4, Offset);
        Write(output, 5, Size);
        Write(output, 7, Slices);
    }

    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: Type = (DataType)input.ReadInt32(); return true;
            case 2: Shape = Read<TensorShapeProto>(input); return true;
            case 3: Shard = input.ReadInt32(); return true;
            case 4: Offset = input.ReadInt64(); return true;
            case 5: Size = input.ReadInt64(); return true;
            case 7: Slices.Add(Read<TensorSlice>(input)); return true;
            default: return false;
        }
    }
}

/// <summary>A part of a variable: where it begins along each axis and how long it is there; a length of -1 is the whole axis.</summary>
internal sealed class TensorSlice : Message
{
    public List<Extent> Extents { get; } = [];

    public override void WriteTo(CodedOutputStream output) => Write(output, 1, Extents);

    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        if (field != 1) return false;
        Extents.Add(Read<Extent>(input));
        return true;
    }

    internal sealed class Extent : Message
    {
        public long Start { get; set; }

        public long Length { get; set; } = -1;

        public override void WriteTo(CodedOutputStream output)
        {
            Write(output, 1, Start);
            Write(output, 2, Length);
        }

        protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
        {
            switch (field)
            {
                case 1: Start = input.ReadInt64(); return true;
                case 2: Length = input.ReadInt64(); return true;
                default: return false;
            }
        }
    }
}

/// <summary>What a checkpoint says of itself.</summary>
internal sealed class BundleHeader : Message
{
    public int Shards { get; set; } = 1;

    public int Endianness { get; set; }

    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, Shards);
        Write(output, 2, Endianness);
    }

    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: Shards = input.ReadInt32(); return true;
            case 2: Endianness = input.ReadInt32(); return true;
            default: return false;
        }
    }
}
