using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;
using Microsoft.ML.Transforms.Onnx;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Transforms;

/// <summary>
/// Scores rows with a TensorFlow model. Rows are scored in batches where the model leaves their number open and no row has a part in another's
/// results; only those parts of the model run that the columns need that are read.
/// </summary>
public sealed class TensorFlowTransformer : RowToRowTransformerBase, IDisposable, IOnnxConvertible
{
    internal const string Kind = "tensorflow";

    private readonly TensorFlowBinding? _binding;
    private readonly ColumnGraph _columns;

    internal TensorFlowTransformer(TensorFlowBinding binding, DataViewSchema schema)
    {
        _binding = binding;
        _columns = binding.For(schema);
    }

    private TensorFlowTransformer(ColumnGraph columns) => _columns = columns;

    /// <summary>Does nothing: the model's memory is the garbage collector's. It is here because the official transformer has it.</summary>
    public void Dispose() { }

    internal static TensorFlowTransformer Load(ModelReader reader)
    {
        Graph graph = OnnxImporter.Import(reader.Blob("model"));
        Dictionary<string, string> inputs = reader.Children("inputs").ToDictionary(i => i.Text("name"), i => i.Text("column"));
        Dictionary<string, DataViewType> outputs = reader.Children("outputs").ToDictionary(o => o.Text("column"), o => o.Type("type"));
        return new TensorFlowTransformer(new ColumnGraph(nameof(TensorFlowTransformer), graph,
            [.. graph.Inputs.Select(value => new OnnxColumn(value.Name!, inputs[value.Name!], value, ItemOf(reader, value)))],
            [.. graph.Outputs.Select(output => new OnnxColumn(output.Name, output.Name, output.Value, outputs[output.Name]))]));
    }

    private protected override RowMapping Bind(DataViewSchema input) => new OnnxMapping(_binding?.For(input) ?? _columns, input);

    void IOnnxConvertible.Convert(OnnxConversion conversion) => (_binding?.For(conversion.Schema) ?? _columns).Convert(conversion);

    // The file holds the graph for columns like those of the data that the estimator was fitted on.
    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Blob("model", "model.onnx", OnnxExporter.ToBytes(_columns.Graph));
        writer.Set("inputs", new JsonArray([.. _columns.Inputs.Select(i => (JsonNode)new JsonObject { ["name"] = i.Name, ["column"] = i.Column })]));
        writer.Set("outputs", new JsonArray([.. _columns.Outputs.Select(o => (JsonNode)new JsonObject { ["column"] = o.Column, ["type"] = TypeFormat.Write(o.Type) })]));
    }

    private static DataViewType ItemOf(ModelReader reader, Value value)
        => OnnxTypes.ItemOf(value.Type.Element) is { } item ? OnnxTypes.ColumnType(item, value.Shape) : throw reader.Invalid($"no column can hold the input '{value.Name}', which is {value.Type}");
}

/// <summary>Scores rows with a TensorFlow model; there is nothing to learn.</summary>
public sealed class TensorFlowEstimator : IEstimator<TensorFlowTransformer>
{
    private readonly TensorFlowBinding _binding;

    internal TensorFlowEstimator(TensorFlowBinding binding) => _binding = binding;

    /// <summary>The transformer, after a check that it fits the data.</summary>
    public TensorFlowTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        TensorFlowTransformer transformer = new(_binding, input.Schema);
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach ((string name, _, PrimitiveDataViewType item) in _binding.Inputs)
        {
            SchemaShape.Column column = inputSchema.Get(name, nameof(TensorFlowEstimator));
            if (column.ItemType.RawType != item.RawType) throw InputColumn.Mismatch(nameof(TensorFlowEstimator), name, item.ToString()!, column.TypeText);
        }
        return inputSchema.With(_binding.Outputs.Select(output => SchemaShape.Of(output.Name, output.Type)));
    }
}
