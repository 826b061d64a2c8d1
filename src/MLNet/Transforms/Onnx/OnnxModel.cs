using Microsoft.ML.Data;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>An input or output of a model as a column.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="Column">The column's name.</param>
/// <param name="Value">Its value in the model's graph.</param>
/// <param name="Type">The column's type.</param>
/// <param name="Structure">How it becomes an object, when it is no tensor.</param>
internal sealed record OnnxColumn(string Name, string Column, Value Value, DataViewType Type, OnnxStructure? Structure = null)
{
    public DataViewType Item => Type is VectorDataViewType vector ? vector.ItemType : Type;

    public SymbolicShape Shape => Value.Shape;
}

/// <summary>An ONNX model, loaded, with its inputs and outputs as columns.</summary>
internal sealed class OnnxModel
{
    // Metadata of files that this project exports: outputs, separated by commas, that are one value a row rather than a vector of one.
    public const string ScalarsKey = "mlnet.scalar_outputs";

    // What is written for a column is named so, to tell it from the column that is read.
    public const string OutputSuffix = ".output";

    private readonly string[] _scalars;
    private readonly Graph? _row;

    private OnnxModel(OnnxModelSource source, Graph graph, IReadOnlyDictionary<string, int[]> shapes, bool optimize)
    {
        Source = source;
        Shapes = shapes;
        Optimize = optimize;
        _scalars = graph.Metadata.GetValueOrDefault(ScalarsKey)?.Split(',') ?? [];
        Graph = OnnxShapes.Apply(graph, source, shapes);
        _row = OnnxShapes.WithRows(Graph, 1);
    }

    public OnnxModelSource Source { get; }

    /// <summary>The model with the shapes that were given; half precision is single precision at its inputs and outputs.</summary>
    public Graph Graph { get; }

    /// <summary>Shapes that stand in for the model's.</summary>
    public IReadOnlyDictionary<string, int[]> Shapes { get; }

    public bool Optimize { get; }

    public static OnnxModel Load(OnnxModelSource source, IDictionary<string, int[]>? shapes, bool optimize = true)
    {
        try
        {
            Graph graph = OnnxImporter.Import(source.Bytes, new OnnxImportOptions(Folder: source.Folder));
            return new OnnxModel(source, graph, new Dictionary<string, int[]>(shapes ?? new Dictionary<string, int[]>()), optimize);
        }
        catch (OnnxFormatException e)
        {
            throw new OnnxFormatException($"{source.Name}: {e.Message}", e);
        }
    }

    /// <summary>The model's bytes without any other files.</summary>
    public byte[] ToBytes() => Source.Folder is not null && OnnxImporter.Parse(Source.Bytes).Graph!.Initializers.Any(i => i.IsExternal)
        ? OnnxExporter.ToBytes(OnnxImporter.Import(Source.Bytes, new OnnxImportOptions(Folder: Source.Folder)))
        : Source.Bytes;

    public OnnxColumn Input(Value value)
    {
        PrimitiveDataViewType item = OnnxTypes.ItemOf(value.Type.Element) ?? throw NoColumn("input", value.Name!, value.Type);
        return new OnnxColumn(value.Name!, value.Name!, value, OnnxTypes.ColumnType(item, OnnxShapes.WithRows(Graph, value.Shape, 1)));
    }

    public OnnxColumn Output(string name)
    {
        int place = Graph.Outputs.ToList().FindIndex(o => o.Name == name);
        if (place < 0)
            throw new ArgumentOutOfRangeException("outputColumnNames", $"{Source.Name} has no output '{name}'. Its outputs are: {string.Join(", ", Graph.Outputs.Select(o => o.Name))}.");
        Value value = Graph.Outputs[place].Value;
        string column = name.EndsWith(OutputSuffix, StringComparison.Ordinal) && name.Length > OutputSuffix.Length ? name[..^OutputSuffix.Length] : name;
        if (OnnxTypes.ItemOf(value.Type.Element) is not { } item)
            return OnnxStructure.Of(value) is { } structure ? new OnnxColumn(name, column, value, structure.Type, structure) : throw NoColumn("output", name, value.Type);
        SymbolicShape shape = _row?.Outputs[place].Value.Shape is { IsRanked: true } known ? known : OnnxShapes.WithRows(Graph, value.Shape, 1);
        return new OnnxColumn(name, column, value, _scalars.Contains(name) ? item : OnnxTypes.ColumnType(item, OnnxShapes.Declared(Shapes, name, shape)));
    }

    private NotSupportedException NoColumn(string what, string name, TensorType type) => new($"{Source.Name}: the {what} '{name}' is {type}, which no column can hold."
        + (what == "output" ? " Name the outputs you want, and leave it out." : ""));
}
