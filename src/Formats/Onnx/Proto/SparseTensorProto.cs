using Google.Protobuf;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>A tensor of which a file holds only the elements that are not zero.</summary>
public sealed class SparseTensorProto : Message
{
    /// <summary>The elements; its name is the tensor's.</summary>
    public TensorProto? Values { get; set; }

    /// <summary>Where they lie: for each its number in row-major order, or its coordinates.</summary>
    public TensorProto? Indices { get; set; }

    /// <summary>The dimensions of the whole tensor.</summary>
    public List<long> Dims { get; } = [];

    /// <summary>The name.</summary>
    public string Name => Values?.Name ?? "";

    internal SparseTensorProto Named(string name)
    {
        var copy = new SparseTensorProto { Values = Values?.Named(name), Indices = Indices };
        copy.Dims.AddRange(Dims);
        return copy;
    }

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, Values);
        Write(output, 2, Indices);
        foreach (long d in Dims) Write(output, 3, d);
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: Values = Read<TensorProto>(input); return true;
            case 2: Indices = Read<TensorProto>(input); return true;
            case 3: ReadNumbers(input, wire, Dims, i => i.ReadInt64()); return true;
            default: return false;
        }
    }
}
