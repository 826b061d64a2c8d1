using Google.Protobuf;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>An operator that a model defines itself, by nodes of other operators.</summary>
public sealed class FunctionProto : Message
{
    /// <summary>The operator's name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The operator's domain.</summary>
    public string Domain { get; set; } = "";

    /// <summary>Tells functions of the same domain and name apart.</summary>
    public string Overload { get; set; } = "";

    /// <summary>The operands' names.</summary>
    public List<string> Inputs { get; } = [];

    /// <summary>The results' names.</summary>
    public List<string> Outputs { get; } = [];

    /// <summary>The attributes that have a default.</summary>
    public List<AttributeProto> Defaults { get; } = [];

    /// <summary>The nodes.</summary>
    public List<NodeProto> Nodes { get; } = [];

    /// <summary>The operator sets that the nodes are written in.</summary>
    public List<OperatorSetIdProto> OpsetImport { get; } = [];

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, Name);
        foreach (string name in Inputs) WriteName(output, 4, name);
        foreach (string name in Outputs) WriteName(output, 5, name);
        Write(output, 7, Nodes);
        Write(output, 9, OpsetImport);
        Write(output, 10, Domain);
        Write(output, 11, Defaults);
        Write(output, 13, Overload);
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: Name = input.ReadString(); return true;
            case 4: Inputs.Add(input.ReadString()); return true;
            case 5: Outputs.Add(input.ReadString()); return true;
            case 7: Nodes.Add(Read<NodeProto>(input)); return true;
            case 9: OpsetImport.Add(Read<OperatorSetIdProto>(input)); return true;
            case 10: Domain = input.ReadString(); return true;
            case 11: Defaults.Add(Read<AttributeProto>(input)); return true;
            case 13: Overload = input.ReadString(); return true;
            default: return false;
        }
    }
}
