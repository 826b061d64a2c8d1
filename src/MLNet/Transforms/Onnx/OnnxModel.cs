using Microsoft.ML.Data;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>An input or output of a model as a column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value in the graph.</param>
/// <param name="Shape">Its dimensions: those of the model, or those given instead.</param>
/// <param name="Type">The column's type.</param>
internal sealed record OnnxColumn(string Name, Value Value, SymbolicShape Shape, DataViewType Type)
{
    public DataViewType Item => Type is VectorDataViewType vector ? vector.ItemType : Type;
}

/// <summary>An ONNX model, loaded, with its inputs and outputs as columns.</summary>
internal sealed class OnnxModel
{
    // Metadata of files that this project exports: outputs, separated by commas, that are one value a row rather than a vector of one.
    private const string ScalarsKey = "mlnet.scalar_outputs";

    private OnnxModel(OnnxModelSource source, Graph graph, IReadOnlyDictionary<string, int[]> shapes)
    {
        Source = source;
        Graph = graph;
        Shapes = shapes;
        string[] scalars = graph.Metadata.GetValueOrDefault(ScalarsKey)?.Split(',') ?? [];
        Inputs = [.. graph.Inputs.Select(i => Column(i.Name!, i, scalar: false))];
        Outputs = [.. graph.Outputs.Select(o => Column(o.Name, o.Value, scalars.Contains(o.Name)))];
    }

    public OnnxModelSource Source { get; }

    public Graph Graph { get; }

    /// <summary>Shapes that stand in for the model's.</summary>
    public IReadOnlyDictionary<string, int[]> Shapes { get; }

    public IReadOnlyList<OnnxColumn> Inputs { get; }

    public IReadOnlyList<OnnxColumn> Outputs { get; }

    public static OnnxModel Load(OnnxModelSource source, IDictionary<string, int[]>? shapes)
    {
        try
        {
            return new OnnxModel(source, OnnxImporter.Import(source.Bytes), new Dictionary<string, int[]>(shapes ?? new Dictionary<string, int[]>()));
        }
        catch (OnnxFormatException e)
        {
            throw new OnnxFormatException($"{source.Name}: {e.Message}", e);
        }
    }

    /// <summary>Runs the model up to some of its outputs.</summary>
    public Executor CreateExecutor(IReadOnlyList<string> outputs) => new(Graph.Copy(outputs: outputs));

    private OnnxColumn Column(string name, Value value, bool scalar)
    {
        SymbolicShape shape = Shapes.TryGetValue(name, out int[]? given) ? SymbolicShape.Of([.. given.Select(d => d > 0 ? (Dim)d : Dim.Unknown())]) : value.Shape;
        PrimitiveDataViewType item = ItemType(name, value.Type.Element);
        if (scalar || shape.Rank == 0) return new OnnxColumn(name, value, shape, item);
        // The first dimension counts rows when the model leaves it open; a column holds one.
        int[] dims = [.. Enumerable.Range(0, shape.Rank).Select(i => shape[i].IsKnown ? shape[i].Value : i == 0 ? 1 : 0)];
        return new OnnxColumn(name, value, shape, dims.Contains(0) ? new VectorDataViewType(item) : new VectorDataViewType(item, dims));
    }

    private PrimitiveDataViewType ItemType(string name, ElementType element) => element switch
    {
        ElementType.Float32 => NumberDataViewType.Single,
        ElementType.Float64 => NumberDataViewType.Double,
        ElementType.Int8 => NumberDataViewType.SByte,
        ElementType.UInt8 => NumberDataViewType.Byte,
        ElementType.Int16 => NumberDataViewType.Int16,
        ElementType.UInt16 => NumberDataViewType.UInt16,
        ElementType.Int32 => NumberDataViewType.Int32,
        ElementType.UInt32 => NumberDataViewType.UInt32,
        ElementType.Int64 => NumberDataViewType.Int64,
        ElementType.UInt64 => NumberDataViewType.UInt64,
        ElementType.Bool => BooleanDataViewType.Instance,
        ElementType.String => TextDataViewType.Instance,
        _ => throw new OnnxFormatException($"{Source.Name}: '{name}' holds {element}, for which there is no column type."),
    };
}
