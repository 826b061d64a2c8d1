using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>
/// A TensorFlow model as its file says it: operations, signatures, variables. Nothing is built until <see cref="ToGraph"/>, which may be asked for
/// any part, again and again.
/// </summary>
public sealed class TensorFlowFile
{
    private readonly Lazy<Checkpoint?> _checkpoint;
    private readonly Lazy<GraphProbe> _probe;
    private readonly Lazy<IReadOnlyList<TensorFlowOperation>> _operations;
    private readonly string? _checkpointName;

    private TensorFlowFile(string? name, TensorFlowFormat format, MetaGraphDef meta, ModelFiles files, string? checkpoint)
    {
        (Name, Format, Version, _checkpointName) = (name, format, meta.TensorFlowVersion, checkpoint);
        GraphDef graph = meta.Graph ?? throw new TensorFlowFormatException("The file holds no TensorFlow graph; it is empty, cut off or something else.");
        if (graph.Nodes.Count == 0) throw new TensorFlowFormatException("The file holds no TensorFlow graph; it is empty, cut off or something else.");
        Graph = graph;
        Table = new NodeTable(graph.Nodes);
        Functions = new FunctionLibrary(graph.Functions);
        _checkpoint = new Lazy<Checkpoint?>(() => checkpoint is null ? null : Checkpoint.Open(files, checkpoint));
        _probe = new Lazy<GraphProbe>(() => new GraphProbe(this));
        _operations = new Lazy<IReadOnlyList<TensorFlowOperation>>(() => [.. Table.Nodes.Select(n => _probe.Value.Describe(n))]);
        Signatures = [.. meta.Signatures.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => new TensorFlowSignature(s.Key, s.Value.Method, Tensors(s.Value.Inputs), Tensors(s.Value.Outputs)))];
        Placeholders = [.. Table.Nodes.Where(n => n.Op is "Placeholder" or "PlaceholderV2").Select(n => Declarations.Placeholder(graph, n))];
        Variables = [.. Table.Nodes.Where(n => n.Op is "VariableV2" or "Variable" or "VarHandleOp").Select(n => n.Name)];
    }

    /// <summary>The path or name that the file was opened by; null when there is none.</summary>
    public string? Name { get; }

    /// <summary>In which form it came.</summary>
    public TensorFlowFormat Format { get; }

    /// <summary>The version of TensorFlow that wrote it; empty when the file does not say.</summary>
    public string Version { get; }

    /// <summary>What the file says that it can be asked for.</summary>
    public IReadOnlyList<TensorFlowSignature> Signatures { get; }

    /// <summary>The operations in the file's order. Types are those that follow from the placeholders', which takes as long as building the graph, the first time.</summary>
    public IReadOnlyList<TensorFlowOperation> Nodes => _operations.Value;

    /// <summary>Where data goes in.</summary>
    public IReadOnlyList<TensorFlowTensor> Placeholders { get; }

    /// <summary>The names of the variables.</summary>
    public IReadOnlyList<string> Variables { get; }

    /// <summary>What a graph takes when nothing else is asked for: the inputs of the first signature, or the placeholders that the outputs need.</summary>
    public IReadOnlyList<TensorFlowTensor> Inputs => field ??= DefaultEnds.Inputs(this);

    /// <summary>What a graph gives when nothing else is asked for: the outputs of the first signature, or what nothing else uses.</summary>
    public IReadOnlyList<TensorFlowTensor> Outputs => field ??= DefaultEnds.Outputs(this);

    internal GraphDef Graph { get; }

    internal NodeTable Table { get; }

    internal FunctionLibrary Functions { get; }

    /// <summary>Opens a file or folder: a frozen graph (<c>.pb</c>), a <c>.meta</c> file or the name of a checkpoint, a SavedModel.</summary>
    /// <param name="path">The path.</param>
    /// <param name="tags">Which of a SavedModel's graphs is meant; when null the one for serving, or else the first.</param>
    /// <exception cref="FileNotFoundException">There is nothing at the path.</exception>
    /// <exception cref="TensorFlowFormatException">The file is damaged or something else.</exception>
    public static TensorFlowFile Open(string path, IReadOnlyCollection<string>? tags = null)
    {
        try
        {
            (string file, string folder) = ModelPaths.Find(path);
            return Parse(path, File.ReadAllBytes(file), Path.GetFileName(file), ModelFiles.In(folder), tags);
        }
        catch (TensorFlowFormatException e)
        {
            throw new TensorFlowFormatException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Reads the bytes of a frozen graph, or of another file whose weights are all in it.</summary>
    /// <exception cref="TensorFlowFormatException">The file is damaged or something else.</exception>
    public static TensorFlowFile Read(byte[] bytes) => Parse(null, bytes, "", ModelFiles.None, null);

    /// <summary>Reads a stream to its end.</summary>
    /// <exception cref="TensorFlowFormatException">The file is damaged or something else.</exception>
    public static TensorFlowFile Read(Stream stream)
    {
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return Read(memory.ToArray());
    }

    /// <summary>Reads a model from its files in memory: <c>saved_model.pb</c> with <c>variables/…</c>, or a <c>.meta</c> file with its checkpoint.</summary>
    /// <param name="files">The files by their paths in the model's folder.</param>
    /// <param name="tags">Which of a SavedModel's graphs is meant; when null the one for serving, or else the first.</param>
    /// <exception cref="TensorFlowFormatException">The files are damaged, or hold no model.</exception>
    public static TensorFlowFile Read(IReadOnlyDictionary<string, byte[]> files, IReadOnlyCollection<string>? tags = null)
    {
        string name = ModelPaths.Main(files.Keys) ?? throw new TensorFlowFormatException($"There is no model among the files {string.Join(", ", files.Keys)}.");
        return Parse(null, files[name], name.Replace('\\', '/'), ModelFiles.In(files), tags);
    }

    /// <summary>Makes a graph of the file or of a part of it.</summary>
    /// <exception cref="TensorFlowFormatException">The file contradicts itself, or there is no tensor of a name that was asked for.</exception>
    /// <exception cref="UnsupportedOperatorException">What was asked for needs operators that are not available.</exception>
    public Graph ToGraph(TensorFlowImportOptions? options = null)
    {
        try
        {
            return GraphAssembly.Build(this, options ?? new TensorFlowImportOptions());
        }
        catch (TensorFlowFormatException e) when (Name is not null)
        {
            throw new TensorFlowFormatException($"{Name}: {e.Message}", e);
        }
    }

    /// <summary>The tensor of a name (<c>conv1/Relu</c>, <c>x:0</c>), with its type as far as it follows from the placeholders'.</summary>
    /// <exception cref="TensorFlowFormatException">There is none.</exception>
    public TensorFlowTensor Find(string name) => _probe.Value.Find(TensorNames.Require(this, name), name);

    /// <summary>A variable's elements.</summary>
    internal Tensor ReadVariable(string node, string shared)
    {
        Checkpoint? checkpoint = _checkpoint.Value;
        return (checkpoint is null ? null : (shared.Length > 0 ? checkpoint.Find(shared) : null) ?? checkpoint.Find(node) ?? Restored(checkpoint, node))
            ?? InitialValues.Of(this, node)
            ?? throw new TensorFlowFormatException(checkpoint is not null ? $"The checkpoint '{_checkpointName}' has no variable '{node}'; it has {string.Join(", ", checkpoint.Names.Take(20))}."
                : _checkpointName is null ? $"The graph is not frozen: variable '{node}' is in a checkpoint, which this file has none of. Open the SavedModel's folder or the .meta file, or freeze the graph."
                : $"Variable '{node}' is in the checkpoint '{_checkpointName}.index', which is not there; put it beside the model.");
    }

    private Tensor? Restored(Checkpoint checkpoint, string node) => InitialValues.Key(this, node) is { } key ? checkpoint.Find(key) : null;

    private static TensorFlowFile Parse(string? name, byte[] bytes, string fileName, ModelFiles files, IReadOnlyCollection<string>? tags)
    {
        TensorFlowFormat format = ModelPaths.FormatOf(bytes, fileName);
        switch (format)
        {
            case TensorFlowFormat.SavedModel:
                var saved = new SavedModel();
                ProtoReader.Merge(saved, bytes, "The SavedModel");
                string folder = fileName.Contains('/') ? fileName[..(fileName.LastIndexOf('/') + 1)] : "";
                return new TensorFlowFile(name, format, ModelPaths.Choose(saved, tags), files, folder + "variables/variables");
            case TensorFlowFormat.MetaGraphDef:
                var meta = new MetaGraphDef();
                ProtoReader.Merge(meta, bytes, "The MetaGraphDef");
                return new TensorFlowFile(name, format, meta, files, fileName.EndsWith(".meta", StringComparison.Ordinal) ? fileName[..^5] : null);
            default:
                var graph = new GraphDef();
                ProtoReader.Merge(graph, bytes, "The graph");
                return new TensorFlowFile(name, format, new MetaGraphDef { Graph = graph }, ModelFiles.None, null);
        }
    }

    private static IReadOnlyList<(string, TensorFlowTensor)> Tensors(Dictionary<string, TensorInfo> infos) => [.. infos.OrderBy(i => i.Key, StringComparer.Ordinal)
        .Select(i => (i.Key, new TensorFlowTensor(i.Value.Name, i.Value.Type.ToElement(), Declarations.Shape(i.Value.Shape))))];
}
