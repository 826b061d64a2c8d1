using Google.Protobuf;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>A function: nodes that compute results from arguments; branches, loops and calls name it.</summary>
public sealed class FunctionDef : Message
{
    /// <summary>Name, arguments and results.</summary>
    public OpDef Signature { get; set; } = new();

    /// <summary>
    /// The nodes. Their operands are arguments by name, or results as <c>node:result:index</c>, where the result has the name that its operator
    /// gives it.
    /// </summary>
    public List<NodeDef> Nodes { get; } = [];

    /// <summary>Which operand each of the function's results is.</summary>
    public Dictionary<string, string> Results { get; } = [];

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, Signature);
        Write(output, 3, Nodes);
        Write(output, 4, Results.Select(r => new TextEntry { Key = r.Key, Value = r.Value }));
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: Signature = Read<OpDef>(input); return true;
            case 3: Nodes.Add(Read<NodeDef>(input)); return true;
            case 4:
                TextEntry result = Read<TextEntry>(input);
                Results[result.Key] = result.Value;
                return true;
            default: return false;
        }
    }
}

/// <summary>A function's name, arguments and results.</summary>
public sealed class OpDef : Message
{
    /// <summary>The name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The arguments.</summary>
    public List<ArgDef> Inputs { get; } = [];

    /// <summary>The results.</summary>
    public List<ArgDef> Outputs { get; } = [];

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, Name);
        Write(output, 2, Inputs);
        Write(output, 3, Outputs);
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: Name = input.ReadString(); return true;
            case 2: Inputs.Add(Read<ArgDef>(input)); return true;
            case 3: Outputs.Add(Read<ArgDef>(input)); return true;
            default: return false;
        }
    }
}

/// <summary>An argument or result of a function.</summary>
public sealed class ArgDef : Message
{
    /// <summary>The name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The element type.</summary>
    public DataType Type { get; set; }

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, Name);
        Write(output, 3, (long)Type);
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: Name = input.ReadString(); return true;
            case 3: Type = (DataType)input.ReadInt32(); return true;
            default: return false;
        }
    }
}
