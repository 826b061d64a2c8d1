using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;
using Microsoft.ML.Transforms.Onnx;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Model.Onnx;

/// <summary>A transformer that has a form in ONNX.</summary>
internal interface IOnnxConvertible
{
    /// <summary>Extends the graph by what the transformer computes, and sets its columns.</summary>
    /// <exception cref="NotSupportedException">It has no form in ONNX with these settings or columns.</exception>
    void Convert(OnnxConversion conversion);
}

/// <summary>
/// A model on its way to ONNX: a graph, and the values in it that the columns are. A value counts rows in its first dimension and has the
/// column's own behind it: [N, 1] for single items.
/// </summary>
internal sealed class OnnxConversion
{
    private const int LowestOpset = 13;

    private readonly Dictionary<string, Value> _values = [];

    private OnnxConversion(DataViewSchema schema)
    {
        Schema = schema;
        foreach (DataViewSchema.Column column in schema)
            if (!column.IsHidden && TypeOf(column.Type) is { } type) _values[column.Name] = Graph.Input(column.Name, type);
    }

    public Graph Graph { get; } = new();

    /// <summary>The columns that the transformer at hand finds.</summary>
    public DataViewSchema Schema { get; private set; }

    public static void Write(ModelOperationsCatalog catalog, ITransformer transform, IDataView inputData, Stream stream, int? opset, string[] outputColumns)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(transform);
        ArgumentNullException.ThrowIfNull(inputData);
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(outputColumns);
        OnnxConversion conversion = new(inputData.Schema);
        int step = 0;
        conversion.Apply(transform, ref step);
        Graph graph = conversion.Finish(outputColumns);
        OnnxExportOptions options = new() { Opset = opset < LowestOpset ? Lowest(graph) : opset, GraphName = "model" };
        if (opset < LowestOpset)
            catalog.Environment.Warn(nameof(OnnxExportExtensions.ConvertToOnnx), $"Operator set {opset} was asked for, but files are written for {LowestOpset} and newer; "
                + $"this one is for {options.Opset?.ToString() ?? "the lowest that its operators need"}.");
        OnnxExporter.Export(graph, stream, options);
    }

    private static int? Lowest(Graph graph)
    {
        try
        {
            OnnxExporter.ToBytes(graph, new OnnxExportOptions { Opset = LowestOpset });
            return LowestOpset;
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The column of that name.</summary>
    public DataViewSchema.Column Column(string name, string reader) => InputColumn.Get(Schema, name, reader);

    /// <summary>The value that a column is.</summary>
    /// <exception cref="NotSupportedException">ONNX has nothing for a column of its type.</exception>
    public Value Value(string name, string reader) => _values.TryGetValue(name, out Value? value) ? value
        : throw new NotSupportedException($"{reader} reads column '{name}' of type {Column(name, reader).Type}, which ONNX has no type for.");

    /// <summary>The value that a column is, its items in one dimension: [N, size].</summary>
    public Value Flat(string name, string reader)
    {
        Value value = Value(name, reader);
        return value.Shape is { IsRanked: true, Rank: 2 } ? value : value.Flatten();
    }

    public void Set(string name, Value value) => _values[name] = value;

    private static TensorType? TypeOf(DataViewType type)
    {
        // Pictures travel as their bytes: height, width, and red, green and blue of each pixel.
        if (type is ImageDataViewType image) return image.IsKnownSize ? new TensorType(ElementType.UInt8, ["N", image.Height, image.Width, 3]) : null;
        VectorDataViewType? vector = type as VectorDataViewType;
        if (OnnxTypes.ElementOf(vector?.ItemType ?? type) is not { } element) return null;
        Dim[] dims = vector is null ? [1] : [.. vector.Dimensions.Select(d => d > 0 ? d : Dim.Unknown())];
        return new TensorType(element, SymbolicShape.Of(["N", .. dims]));
    }

    private void Apply(ITransformer transformer, ref int step)
    {
        if (transformer is ITransformerChainAccessor chain)
        {
            foreach (ITransformer part in chain.Transformers) Apply(part, ref step);
            return;
        }
        step++;
        string name = transformer.GetType().Name;
        if (transformer is not IOnnxConvertible convertible)
            throw new NotSupportedException($"{name}, step {step} of the model, has no form in ONNX. Transform the data with the steps up to it, and convert those that follow.");
        DataViewSchema output = transformer.GetOutputSchema(Schema);
        try
        {
            convertible.Convert(this);
        }
        catch (NotSupportedException error)
        {
            throw new NotSupportedException($"{name}, step {step} of the model, cannot be converted to ONNX: {error.Message}", error);
        }
        Schema = output;
        foreach (string gone in _values.Keys.Where(column => Schema.GetColumnOrNull(column) is null).ToArray()) _values.Remove(gone);
    }

    private Graph Finish(string[] wanted)
    {
        foreach (string name in wanted)
        {
            InputColumn.Get(Schema, name, nameof(OnnxExportExtensions.ConvertToOnnx));
            Value(name, nameof(OnnxExportExtensions.ConvertToOnnx));
        }
        (string Name, Value Value)[] outputs = [.. Schema.Where(c => !c.IsHidden && _values.ContainsKey(c.Name) && (wanted.Length == 0 || wanted.Contains(c.Name))).Select(c => (c.Name, _values[c.Name]))];
        if (outputs.Length == 0) throw new NotSupportedException("No column that comes out of the model is of a type that ONNX has.");
        Value[] values = [.. outputs.Select(o => o.Value)];
        var graph = new Graph();
        Dictionary<Value, Value> inputs = Graph.InputsOf(values).ToDictionary(i => i, i => graph.Input(i.Name!, i.Type));
        Value[] copies = graph.Splice(inputs, values);
        for (int o = 0; o < copies.Length; o++)
        {
            graph.Output(outputs[o].Name + OnnxModel.OutputSuffix, copies[o]);
            OnnxSlotNames.Write(graph, Schema[outputs[o].Name]);
        }
        return graph;
    }
}
