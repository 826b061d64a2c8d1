using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>
/// The variables of a checkpoint: <c>NAME.index</c> says where each is, <c>NAME.data-00000-of-00001</c> and so on hold them. A variable is read
/// when it is asked for.
/// </summary>
internal sealed class Checkpoint
{
    private const string Objects = "_CHECKPOINTABLE_OBJECT_GRAPH";

    private readonly ModelFiles _files;
    private readonly string _prefix;
    private readonly Dictionary<string, byte[]> _entries = [];
    private readonly BundleHeader _header = new();
    private Dictionary<string, string>? _keys;

    private Checkpoint(ModelFiles files, string prefix, byte[] index)
    {
        (_files, _prefix) = (files, prefix);
        foreach ((string key, byte[] value) in SortedTable.Read(index)) _entries[key] = value;
        if (_entries.Remove("", out byte[]? header)) ProtoReader.Merge(_header, header, "The checkpoint's header");
        if (_header.Endianness != 0) throw new TensorFlowFormatException("The checkpoint was written on a big-endian machine, which is not supported.");
        if (_header.Shards is < 1 or > 99999) throw new TensorFlowFormatException($"The checkpoint says that it has {_header.Shards} data files.");
    }

    /// <summary>The names of the variables.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Opens a checkpoint; null when it has no index.</summary>
    /// <exception cref="TensorFlowFormatException">The index is damaged.</exception>
    public static Checkpoint? Open(ModelFiles files, string prefix) => files.Read(prefix + ".index") is { } index ? new Checkpoint(files, prefix, index) : null;

    /// <summary>The variable of a name; null when there is none.</summary>
    /// <exception cref="TensorFlowFormatException">The variable is damaged, or its data file is not there.</exception>
    public Tensor? Find(string name)
    {
        if (!_entries.ContainsKey(name)) name = Keys.GetValueOrDefault(name, name);
        if (!_entries.TryGetValue(name, out byte[]? bytes)) return null;
        string place = $"Variable '{name}' of the checkpoint '{_prefix}'";
        var entry = new BundleEntry();
        ProtoReader.Merge(entry, bytes, place);
        return entry.Slices.Count > 0 ? throw new TensorFlowFormatException($"{place} is kept in parts, which is not supported; save the model with whole variables.") : Read(entry, place);
    }

    // Keras 2 keeps variables under paths of objects; the graph of those objects says the names that they have in the network.
    private Dictionary<string, string> Keys
    {
        get
        {
            if (_keys is not null) return _keys;
            _keys = [];
            if (!_entries.TryGetValue(Objects, out byte[]? bytes)) return _keys;
            var entry = new BundleEntry();
            ProtoReader.Merge(entry, bytes, "The checkpoint's graph of objects");
            var graph = new ObjectGraph();
            ProtoReader.Merge(graph, ReadText(entry), "The checkpoint's graph of objects");
            foreach (ObjectGraph.Attribute attribute in graph.Nodes.SelectMany(n => n.Attributes))
                if (attribute.FullName.Length > 0) _keys.TryAdd(attribute.FullName, attribute.Key);
            return _keys;
        }
    }

    private Tensor Read(BundleEntry entry, string place)
    {
        ElementType type = entry.Type.ToElement();
        if (type is ElementType.Undefined or ElementType.String) throw new TensorFlowFormatException($"{place}: variables of type {entry.Type} are not supported.");
        (Shape shape, long count) = TensorReader.ShapeOf(entry.Shape, place);
        if (entry.Size != count * type.Size()) throw new TensorFlowFormatException($"{place}: shape {shape} of {type} needs {count * type.Size()} bytes, but the file says {entry.Size}.");
        using Stream data = Data(entry, place);
        var tensor = new Tensor(type, shape, zeroed: false);
        data.ReadExactly(tensor.AsBytes());
        return tensor;
    }

    // Texts: their lengths, a checksum of those, then the texts.
    private byte[] ReadText(BundleEntry entry)
    {
        using Stream data = Data(entry, "The checkpoint's graph of objects");
        byte[] bytes = new byte[entry.Size];
        data.ReadExactly(bytes);
        int at = 0;
        ulong length = Varints.Read(bytes, ref at);
        return length + (ulong)at + 4 <= (ulong)bytes.Length ? bytes[(at + 4)..(at + 4 + (int)length)] : throw new TensorFlowFormatException("The checkpoint's graph of objects is cut off.");
    }

    private Stream Data(BundleEntry entry, string place)
    {
        string name = $"{_prefix}.data-{entry.Shard:D5}-of-{_header.Shards:D5}";
        Stream stream = _files.Open(name) ?? throw new TensorFlowFormatException($"{place} is in the file '{name}', which is not there.");
        if (entry.Offset < 0 || entry.Size < 0 || entry.Size > int.MaxValue || entry.Offset > stream.Length - entry.Size)
        {
            long length = stream.Length;
            stream.Dispose();
            throw new TensorFlowFormatException($"{place} should lie at byte {entry.Offset} of '{name}' and take {entry.Size} bytes, but the file has {length}.");
        }
        stream.Position = entry.Offset;
        return stream;
    }
}
