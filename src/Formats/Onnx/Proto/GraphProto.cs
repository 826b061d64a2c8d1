using Google.Protobuf;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>A network: nodes in an order in which they can run, initial tensors, inputs and outputs, all tied together by names.</summary>
public sealed class GraphProto : Message
{
    /// <summary>The nodes.</summary>
    public List<NodeProto> Nodes { get; } = [];

    /// <summary>The nodes, each followed by those of the graphs inside it.</summary>
    public IEnumerable<NodeProto> AllNodes => Nodes.SelectMany(n => n.Attributes.Where(a => a.Graph is not null).SelectMany(a => a.Graph!.AllNodes).Prepend(n));

    /// <summary>The graph's name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Weights and constants.</summary>
    public List<TensorProto> Initializers { get; } = [];

    /// <summary>The inputs; in old files the initializers stand here too.</summary>
    public List<ValueInfoProto> Inputs { get; } = [];

    /// <summary>The outputs.</summary>
    public List<ValueInfoProto> Outputs { get; } = [];

    /// <summary>What the writer knew of the types of values in between.</summary>
    public List<ValueInfoProto> ValueInfos { get; } = [];

    /// <summary>Weights and constants that are zero for the most part.</summary>
    public List<SparseTensorProto> SparseInitializers { get; } = [];

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, Nodes);
        Write(output, 2, Name);
        Write(output, 5, Initializers);
        Write(output, 11, Inputs);
        Write(output, 12, Outputs);
        Write(output, 15, SparseInitializers);
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: Nodes.Add(Read<NodeProto>(input)); return true;
            case 2: Name = input.ReadString(); return true;
            case 5: Initializers.Add(Read<TensorProto>(input)); return true;
            case 11: Inputs.Add(Read<ValueInfoProto>(input)); return true;
            case 12: Outputs.Add(Read<ValueInfoProto>(input)); return true;
            case 13: ValueInfos.Add(Read<ValueInfoProto>(input)); return true;
            case 15: SparseInitializers.Add(Read<SparseTensorProto>(input)); return true;
            default: return false;
        }
    }
}

/// <summary>One application of an operator.</summary>
public sealed class NodeProto : Message
{
    /// <summary>The operands' names; empty where an optional one is left out.</summary>
    public List<string> Inputs { get; } = [];

    /// <summary>The results' names; empty where one is not wanted.</summary>
    public List<string> Outputs { get; } = [];

    /// <summary>The node's name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The operator's name.</summary>
    public string OpType { get; set; } = "";

    /// <summary>The attributes.</summary>
    public List<AttributeProto> Attributes { get; } = [];

    /// <summary>The operator's domain.</summary>
    public string Domain { get; set; } = "";

    /// <summary>Which of several functions of the same domain and name is called.</summary>
    public string Overload { get; set; } = "";

    /// <summary>The operator sets that the node is written in, where they are not the model's but a function's; not part of the file.</summary>
    internal List<OperatorSetIdProto>? OpsetImport { get; init; }

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        foreach (string name in Inputs) WriteName(output, 1, name);
        foreach (string name in Outputs) WriteName(output, 2, name);
        Write(output, 3, Name);
        Write(output, 4, OpType);
        Write(output, 5, Attributes);
        Write(output, 7, Domain);
        Write(output, 8, Overload);
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: Inputs.Add(input.ReadString()); return true;
            case 2: Outputs.Add(input.ReadString()); return true;
            case 3: Name = input.ReadString(); return true;
            case 4: OpType = input.ReadString(); return true;
            case 5: Attributes.Add(Read<AttributeProto>(input)); return true;
            case 7: Domain = input.ReadString(); return true;
            case 8: Overload = input.ReadString(); return true;
            default: return false;
        }
    }
}
