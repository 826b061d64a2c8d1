using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>
/// Scores rows with an ONNX model. Rows are scored in batches where the model's first dimension is open and no row has a part in another's
/// results; only those parts of the model run that the columns need that are read.
/// </summary>
public sealed class OnnxTransformer : RowToRowTransformerBase, IDisposable, IOnnxConvertible
{
    internal const string Kind = "onnx";

    internal OnnxTransformer(OnnxModel model, string[]? outputs, string[]? inputs)
    {
        Model = model;
        OnnxColumn[] columns = [.. (outputs is { Length: > 0 } ? outputs : model.Graph.Outputs.Select(o => o.Name)).Select(model.Output)];
        if (columns.Length == 0) throw new ArgumentException($"{model.Source.Name} has no outputs.");
        string[] needed = [.. model.Graph.InputsOf([.. columns.Select(o => o.Value)]).Select(i => i.Name!)];
        string[] known = [.. model.Graph.Inputs.Select(i => i.Name!)], named = inputs is { Length: > 0 } ? inputs : needed;
        if (named.FirstOrDefault(n => !known.Contains(n)) is { } stranger)
            throw new ArgumentOutOfRangeException(nameof(inputs), $"{model.Source.Name} has no input '{stranger}'. Its inputs are: {string.Join(", ", known)}.");
        string[] missing = [.. needed.Except(named)];
        if (missing.Length > 0)
            throw new ArgumentException($"{model.Source.Name} needs the input{(missing.Length == 1 ? "" : "s")} {string.Join(", ", missing)} too. Name a column for each of its inputs.", nameof(inputs));
        Columns = new ColumnGraph(nameof(OnnxTransformer), model.Graph, [.. model.Graph.Inputs.Where(i => needed.Contains(i.Name!)).Select(model.Input)], columns, model.Optimize);
        InputNames = named;
    }

    internal OnnxModel Model { get; }

    /// <summary>The inputs that the outputs need, and the outputs.</summary>
    internal ColumnGraph Columns { get; }

    internal IReadOnlyList<OnnxColumn> Inputs => Columns.Inputs;

    /// <summary>The inputs as they were named.</summary>
    internal IReadOnlyList<string> InputNames { get; }

    internal IReadOnlyList<OnnxColumn> Outputs => Columns.Outputs;

    /// <summary>Does nothing: the model's memory is the garbage collector's. It is here because the official transformer has it.</summary>
    public void Dispose() { }

    internal static OnnxTransformer Load(ModelReader reader)
    {
        Dictionary<string, int[]> shapes = reader.Children("shapes").ToDictionary(s => s.Text("name"), s => s.Ints("dims"));
        var source = new OnnxModelSource(reader.Text("model"), reader.Blob("model"));
        return new OnnxTransformer(OnnxModel.Load(source, shapes), reader.Texts("outputs"), reader.Texts("inputs"));
    }

    private protected override RowMapping Bind(DataViewSchema input) => new OnnxMapping(Columns, input);

    void IOnnxConvertible.Convert(OnnxConversion conversion) => Columns.Convert(conversion);

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Blob("model", "model.onnx", Model.ToBytes());
        writer.Texts("outputs", Outputs.Select(o => o.Name));
        writer.Texts("inputs", InputNames);
        writer.Set("shapes", new JsonArray([.. Model.Shapes.Select(s => (JsonNode)new JsonObject
        {
            ["name"] = s.Key,
            ["dims"] = new JsonArray([.. s.Value.Select(d => (JsonNode)d)]),
        })]));
    }
}

/// <summary>Scores rows with an ONNX model; there is nothing to learn.</summary>
public sealed class OnnxScoringEstimator : TrivialEstimator<OnnxTransformer>
{
    internal OnnxScoringEstimator(OnnxTransformer transformer) : base(transformer) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (OnnxColumn input in Transformer.Inputs)
        {
            SchemaShape.Column column = inputSchema.Get(input.Column, nameof(OnnxScoringEstimator));
            if (column.ItemType.RawType != input.Item.RawType)
                throw InputColumn.Mismatch(nameof(OnnxScoringEstimator), input.Column, input.Type.ToString()!, column.TypeText);
        }
        return inputSchema.With(Transformer.Outputs.Select(o => SchemaShape.Of(o.Column, o.Type)));
    }
}
