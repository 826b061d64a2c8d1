using Google.Protobuf;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>The objects that a checkpoint was made of, as far as they say under which key it keeps a variable.</summary>
internal sealed class ObjectGraph : Message
{
    public List<Node> Nodes { get; } = [];

    public override void WriteTo(CodedOutputStream output) => Write(output, 1, Nodes);

    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        if (field != 1) return false;
        Nodes.Add(Read<Node>(input));
        return true;
    }

    internal sealed class Node : Message
    {
        public List<Attribute> Attributes { get; } = [];

        public override void WriteTo(CodedOutputStream output) => Write(output, 2, Attributes);

        protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
        {
            if (field != 2) return false;
            Attributes.Add(Read<Attribute>(input));
            return true;
        }
    }

    internal sealed class Attribute : Message
    {
        public string FullName { get; set; } = "";

        public string Key { get; set; } = "";

        public override void WriteTo(CodedOutputStream output)
        {
            Write(output, 2, FullName);
            Write(output, 3, Key);
        }

        protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
        {
            switch (field)
            {
                case 2: FullName = input.ReadString(); return true;
                case 3: Key = input.ReadString(); return true;
                default: return false;
            }
        }
    }
}
