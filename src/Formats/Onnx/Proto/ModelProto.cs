using Google.Protobuf;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>An ONNX file: a graph, the operator sets it is written in, and text about it.</summary>
public sealed class ModelProto : Message
{
    /// <summary>The version of the file format.</summary>
    public long IrVersion { get; set; }

    /// <summary>The program that wrote the file.</summary>
    public string ProducerName { get; set; } = "";

    /// <summary>The version of that program.</summary>
    public string ProducerVersion { get; set; } = "";

    /// <summary>The name space of the model.</summary>
    public string Domain { get; set; } = "";

    /// <summary>The version of the model.</summary>
    public long ModelVersion { get; set; }

    /// <summary>A description.</summary>
    public string DocString { get; set; } = "";

    /// <summary>The network.</summary>
    public GraphProto? Graph { get; set; }

    /// <summary>The operator sets.</summary>
    public List<OperatorSetIdProto> OpsetImport { get; } = [];

    /// <summary>Text about the model.</summary>
    public List<TextEntry> MetadataProps { get; } = [];

    /// <summary>Operators that the model defines itself.</summary>
    public List<FunctionProto> Functions { get; } = [];

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, IrVersion);
        Write(output, 2, ProducerName);
        Write(output, 3, ProducerVersion);
        Write(output, 4, Domain);
        if (ModelVersion != 0) Write(output, 5, ModelVersion);
        Write(output, 6, DocString);
        Write(output, 7, Graph);
        Write(output, 8, OpsetImport);
        Write(output, 14, MetadataProps);
        Write(output, 25, Functions);
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: IrVersion = input.ReadInt64(); return true;
            case 2: ProducerName = input.ReadString(); return true;
            case 3: ProducerVersion = input.ReadString(); return true;
            case 4: Domain = input.ReadString(); return true;
            case 5: ModelVersion = input.ReadInt64(); return true;
            case 6: DocString = input.ReadString(); return true;
            case 7: Graph = Read<GraphProto>(input); return true;
            case 8: OpsetImport.Add(Read<OperatorSetIdProto>(input)); return true;
            case 14: MetadataProps.Add(Read<TextEntry>(input)); return true;
            case 25: Functions.Add(Read<FunctionProto>(input)); return true;
            default: return false;
        }
    }
}

/// <summary>The version of an operator set.</summary>
public sealed class OperatorSetIdProto : Message
{
    /// <summary>The operators' domain; empty for ONNX's own.</summary>
    public string Domain { get; set; } = "";

    /// <summary>The version.</summary>
    public long Version { get; set; }

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, Domain);
        Write(output, 2, Version);
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: Domain = input.ReadString(); return true;
            case 2: Version = input.ReadInt64(); return true;
            default: return false;
        }
    }
}
