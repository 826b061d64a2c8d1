using Google.Protobuf;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>A TensorFlow network: nodes in any order, tied together by names, and the functions that they call.</summary>
public sealed class GraphDef : Message
{
    /// <summary>The nodes.</summary>
    public List<NodeDef> Nodes { get; } = [];

    /// <summary>The functions.</summary>
    public List<FunctionDef> Functions { get; } = [];

    /// <summary>The version of TensorFlow's operators that the graph was made for; 0 when it is not said.</summary>
    public int Producer { get; set; }

    /// <summary>Adds a node and gives its name.</summary>
    public string Add(string op, string name, IEnumerable<string> inputs, params ReadOnlySpan<(string Name, AttrValue Value)> attributes)
    {
        Nodes.Add(NodeDef.Of(op, name, inputs, attributes));
        return name;
    }

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes() => this.ToByteArray();

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, Nodes);
        if (Functions.Count > 0) Write(output, 2, new Library { Functions = Functions });
        if (Producer > 0) Write(output, 4, new Versions { Producer = Producer });
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: Nodes.Add(Read<NodeDef>(input)); return true;
            case 2: Functions.AddRange(Read<Library>(input).Functions); return true;
            case 4: Producer = Read<Versions>(input).Producer; return true;
            default: return false;
        }
    }

    private sealed class Library : Message
    {
        public List<FunctionDef> Functions { get; init; } = [];

        public override void WriteTo(CodedOutputStream output) => Write(output, 1, Functions);

        protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
        {
            if (field != 1) return false;
            Functions.Add(Read<FunctionDef>(input));
            return true;
        }
    }

    private sealed class Versions : Message
    {
        public int Producer { get; set; }

        public override void WriteTo(CodedOutputStream output) => Write(output, 1, Producer);

        protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
        {
            if (field != 1) return false;
            Producer = input.ReadInt32();
            return true;
        }
    }
}

/// <summary>One application of an operator.</summary>
public sealed class NodeDef : Message
{
    /// <summary>The node's name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The operator's name.</summary>
    public string Op { get; set; } = "";

    /// <summary>The operands: <c>node</c> for a node's first result, <c>node:2</c> for its third, <c>^node</c> for one that is only to run before.</summary>
    public List<string> Inputs { get; } = [];

    /// <summary>The attributes.</summary>
    public Dictionary<string, AttrValue> Attributes { get; } = [];

    /// <summary>Makes a node.</summary>
    public static NodeDef Of(string op, string name, IEnumerable<string> inputs, params ReadOnlySpan<(string Name, AttrValue Value)> attributes)
    {
        var node = new NodeDef { Op = op, Name = name };
        node.Inputs.AddRange(inputs);
        foreach ((string attribute, AttrValue value) in attributes) node.Attributes[attribute] = value;
        return node;
    }

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, Name);
        Write(output, 2, Op);
        foreach (string input in Inputs) Write(output, 3, input);
        Write(output, 5, Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => new MapEntry<AttrValue> { Key = a.Key, Value = a.Value }));
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: Name = input.ReadString(); return true;
            case 2: Op = input.ReadString(); return true;
            case 3: Inputs.Add(input.ReadString()); return true;
            case 5:
                MapEntry<AttrValue> attribute = Read<MapEntry<AttrValue>>(input);
                Attributes[attribute.Key] = attribute.Value;
                return true;
            default: return false;
        }
    }
}
