using Google.Protobuf;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>A SavedModel: one graph for each use (serving, training) that it was saved for.</summary>
public sealed class SavedModel : Message
{
    /// <summary>The version of the format; 1.</summary>
    public long Version { get; set; }

    /// <summary>The graphs.</summary>
    public List<MetaGraphDef> MetaGraphs { get; } = [];

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, Version);
        Write(output, 2, MetaGraphs);
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: Version = input.ReadInt64(); return true;
            case 2: MetaGraphs.Add(Read<MetaGraphDef>(input)); return true;
            default: return false;
        }
    }
}

/// <summary>A graph and what it takes to use it: signatures, tags.</summary>
public sealed class MetaGraphDef : Message
{
    /// <summary>What the graph is for, like <c>serve</c>.</summary>
    public List<string> Tags { get; } = [];

    /// <summary>The version of TensorFlow that wrote it.</summary>
    public string TensorFlowVersion { get; set; } = "";

    /// <summary>The graph.</summary>
    public GraphDef? Graph { get; set; }

    /// <summary>What the graph can be asked for, by name.</summary>
    public Dictionary<string, SignatureDef> Signatures { get; } = [];

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        var info = new MetaInfo { Version = TensorFlowVersion };
        info.Tags.AddRange(Tags);
        Write(output, 1, info);
        Write(output, 2, Graph);
        Write(output, 5, Signatures.Select(s => new MapEntry<SignatureDef> { Key = s.Key, Value = s.Value }));
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1:
                MetaInfo info = Read<MetaInfo>(input);
                Tags.AddRange(info.Tags);
                TensorFlowVersion = info.Version;
                return true;
            case 2: Graph = Read<GraphDef>(input); return true;
            case 5:
                MapEntry<SignatureDef> signature = Read<MapEntry<SignatureDef>>(input);
                Signatures[signature.Key] = signature.Value;
                return true;
            default: return false;
        }
    }

    private sealed class MetaInfo : Message
    {
        public List<string> Tags { get; } = [];

        public string Version { get; set; } = "";

        public override void WriteTo(CodedOutputStream output)
        {
            foreach (string tag in Tags) Write(output, 4, tag);
            Write(output, 5, Version);
        }

        protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
        {
            switch (field)
            {
                case 4: Tags.Add(input.ReadString()); return true;
                case 5: Version = input.ReadString(); return true;
                default: return false;
            }
        }
    }
}

/// <summary>What a graph can be asked for: named inputs and outputs.</summary>
public sealed class SignatureDef : Message
{
    /// <summary>The inputs.</summary>
    public Dictionary<string, TensorInfo> Inputs { get; } = [];

    /// <summary>The outputs.</summary>
    public Dictionary<string, TensorInfo> Outputs { get; } = [];

    /// <summary>What kind of use it is, like <c>tensorflow/serving/predict</c>.</summary>
    public string Method { get; set; } = "";

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, Inputs.Select(i => new MapEntry<TensorInfo> { Key = i.Key, Value = i.Value }));
        Write(output, 2, Outputs.Select(o => new MapEntry<TensorInfo> { Key = o.Key, Value = o.Value }));
        Write(output, 3, Method);
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        if (field is 1 or 2)
        {
            MapEntry<TensorInfo> entry = Read<MapEntry<TensorInfo>>(input);
            (field == 1 ? Inputs : Outputs)[entry.Key] = entry.Value;
            return true;
        }
        if (field != 3) return false;
        Method = input.ReadString();
        return true;
    }
}

/// <summary>A tensor of a signature.</summary>
public sealed class TensorInfo : Message
{
    /// <summary>The tensor's name in the graph, like <c>Softmax:0</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>The element type.</summary>
    public DataType Type { get; set; }

    /// <summary>The dimensions.</summary>
    public TensorShapeProto Shape { get; set; } = new() { UnknownRank = true };

    /// <inheritdoc/>
    public override void WriteTo(CodedOutputStream output)
    {
        Write(output, 1, Name);
        Write(output, 2, (long)Type);
        Write(output, 3, Shape);
    }

    /// <inheritdoc/>
    protected override bool ReadField(CodedInputStream input, int field, WireFormat.WireType wire)
    {
        switch (field)
        {
            case 1: Name = input.ReadString(); return true;
            case 2: Type = (DataType)input.ReadInt32(); return true;
            case 3: Shape = Read<TensorShapeProto>(input); return true;
            default: return false;
        }
    }
}
