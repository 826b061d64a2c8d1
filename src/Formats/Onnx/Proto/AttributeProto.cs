using Google.Protobuf;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>Which field of an <see cref="AttributeProto"/> holds its value; the numbers are those of the file format.</summary>
public enum AttributeKind
{
    /// <summary>Not said; files of the first version.</summary>
    Undefined = 0,
    /// <summary>A number.</summary>
    Float = 1,
    /// <summary>An integer.</summary>
    Int = 2,
    /// <summary>Text.</summary>
    String = 3,
    /// <summary>A tensor.</summary>
    Tensor = 4,
    /// <summary>A graph: the body of a loop or branch.</summary>
    Graph = 5,
    /// <summary>Numbers.</summary>
    Floats = 6,
    /// <summary>Integers.</summary>
    Ints = 7,
    /// <summary>Texts.</summary>
    Strings = 8,
    /// <summary>Tensors.</summary>
    Tensors = 9,
    /// <summary>Graphs.</summary>
    Graphs = 10,
    /// <summary>A sparse tensor.</summary>
    SparseTensor = 11,
    /// <summary>A type.</summary>
    Type = 13,
}

/// <summary>A named attribute of a node.</summary>
public sealed class AttributeProto : Message
{
    /// <summary>The name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Which of the values is meant.</summary>
    public AttributeKind Kind { get; set; }

    /// <summary>The number.</summary>
    public float Float { get; set; }

    /// <summary>The integer.</summary>
    public long Int { get; set; }

    /// <summary>The text.</summary>
    public ByteString Text { get; set; } = ByteString.Empty;

    /// <summary>The tensor.</summary>
    public TensorProto? Tensor { get; set; }

    /// <summary>The graph.</summary>
    public GraphProto? Graph { get; set; }

    /// <summary>The type.</summary>
    public TypeProto? Type { get; set; }

    /// <summary>The sparse tensor.</summary>
    public SparseTensorProto? SparseTensor { get; set; }

    /// <summary>In a function's node: the function's attribute whose value this one takes; empty for none.</summary>
    public string Reference { get; set; } = "";

    /// <summary>The numbers.</summary>
    public List<float> Floats { get; } = [];

    /// <summary>The integers.</summary>
    public List<long> Ints { get; } = [];

    /// <summary>The texts.</summary>
    public List<ByteString> Strings { get; } = [];

    /// <summary>The same value under another name, with another graph.</summary>
    internal AttributeProto As(string name, GraphProto? graph)
    {
        var copy = (AttributeProto)MemberwiseClone();
        copy.Name = name;
        copy.Graph = graph;
        return copy;
    }

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, Name);
        switch (Kind)
        {
            case AttributeKind.Float:
                output.WriteTag(2, WireFormat.WireType.Fixed32);
                output.WriteFloat(Float);
                break;
            case AttributeKind.Int: Write(output, 3, Int); break;
            case AttributeKind.String: Write(output, 4, Text); break;
            case AttributeKind.Tensor: Write(output, 5, Tensor); break;
            case AttributeKind.Graph: Write(output, 6, Graph); break;
            case AttributeKind.Floats:
                foreach (float number in Floats)
                {
                    output.WriteTag(7, WireFormat.WireType.Fixed32);
                    output.WriteFloat(number);
                }
                break;
            case AttributeKind.Ints:
                foreach (long number in Ints) Write(output, 8, number);
                break;
            case AttributeKind.Strings:
                foreach (ByteString text in Strings) Write(output, 9, text);
                break;
            case AttributeKind.Type: Write(output, 14, Type); break;
            case AttributeKind.SparseTensor: Write(output, 22, SparseTensor); break;
        }
        Write(output, 20, (long)Kind);
        Write(output, 21, Reference);
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: Name = input.ReadString(); return true;
            case 2: Float = input.ReadFloat(); return Found(AttributeKind.Float);
            case 3: Int = input.ReadInt64(); return Found(AttributeKind.Int);
            case 4: Text = input.ReadBytes(); return Found(AttributeKind.String);
            case 5: Tensor = Read<TensorProto>(input); return Found(AttributeKind.Tensor);
            case 6: Graph = Read<GraphProto>(input); return Found(AttributeKind.Graph);
            case 7: ReadNumbers(input, wire, Floats, i => i.ReadFloat()); return Found(AttributeKind.Floats);
            case 8: ReadNumbers(input, wire, Ints, i => i.ReadInt64()); return Found(AttributeKind.Ints);
            case 9: Strings.Add(input.ReadBytes()); return Found(AttributeKind.Strings);
            case 14: Type = Read<TypeProto>(input); return Found(AttributeKind.Type);
            case 21: Reference = input.ReadString(); return true;
            case 22: SparseTensor = Read<SparseTensorProto>(input); return Found(AttributeKind.SparseTensor);
            case 20: Kind = (AttributeKind)input.ReadInt32(); return true;
            default: return false;
        }
    }

    // Files of the first version do not say the kind; which field is there tells it.
    private bool Found(AttributeKind kind)
    {
        if (Kind == AttributeKind.Undefined) Kind = kind;
        return true;
    }
}
