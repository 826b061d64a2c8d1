using Microsoft.ML.Data;
using Microsoft.ML.Model;
using MlNetDeepLearning.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Scores rows with an ONNX model. Rows are scored in batches where the model's first dimension is open.</summary>
public sealed class OnnxTransformer : RowToRowTransformerBase, IDisposable
{
    internal const string Kind = "onnx";

    internal OnnxTransformer(OnnxModel model, string[]? outputs, string[]? inputs)
    {
        Model = model;
        Outputs = Select("output", outputs, model.Outputs);
        Inputs = Select("input", inputs, model.Inputs);
        string[] missing = [.. model.Inputs.Except(Inputs).Select(i => i.Name)];
        if (missing.Length > 0)
            throw new ArgumentException($"{model.Source.Name} needs the input{(missing.Length == 1 ? "" : "s")} {string.Join(", ", missing)} too. Name a column for each of its inputs.", nameof(inputs));
        Inputs = model.Inputs;
        Executor = model.CreateExecutor([.. Outputs.Select(o => o.Name)]);
    }

    internal OnnxModel Model { get; }

    internal IReadOnlyList<OnnxColumn> Inputs { get; }

    internal IReadOnlyList<OnnxColumn> Outputs { get; }

    internal Executor Executor { get; }

    /// <summary>Does nothing: the model's memory is the garbage collector's. It is here because the official transformer has it.</summary>
    public void Dispose() { }

    internal static OnnxTransformer Load(ModelReader reader)
    {
        Dictionary<string, int[]> shapes = reader.Children("shapes").ToDictionary(s => s.Text("name"), s => s.Ints("dims"));
        var source = new OnnxModelSource(reader.Text("model"), reader.Blob("model"));
        return new OnnxTransformer(OnnxModel.Load(source, shapes), reader.Texts("outputs"), reader.Texts("inputs"));
    }

    private protected override RowMapping Bind(DataViewSchema input) => new OnnxMapping(this, input);

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Blob("model", "model.onnx", Model.Source.Bytes);
        writer.Texts("outputs", Outputs.Select(o => o.Name));
        writer.Texts("inputs", Inputs.Select(i => i.Name));
        writer.Set("shapes", new System.Text.Json.Nodes.JsonArray([.. Model.Shapes.Select(s => (System.Text.Json.Nodes.JsonNode)new System.Text.Json.Nodes.JsonObject
        {
            ["name"] = s.Key,
            ["dims"] = new System.Text.Json.Nodes.JsonArray([.. s.Value.Select(d => (System.Text.Json.Nodes.JsonNode)d)]),
        })]));
    }

    private IReadOnlyList<OnnxColumn> Select(string what, string[]? names, IReadOnlyList<OnnxColumn> all) => names is null ? all
        : [.. names.Select(n => all.FirstOrDefault(c => c.Name == n)
            ?? throw new ArgumentOutOfRangeException(what, $"{Model.Source.Name} has no {what} '{n}'. Its {what}s are: {string.Join(", ", all.Select(c => c.Name))}."))];
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
            SchemaShape.Column column = inputSchema.Get(input.Name, nameof(OnnxScoringEstimator));
            if (!column.ItemType.Equals(input.Item) && column.ItemType.RawType != input.Item.RawType)
                throw InputColumn.Mismatch(nameof(OnnxScoringEstimator), input.Name, input.Type.ToString()!, column.TypeText);
        }
        return inputSchema.With(Transformer.Outputs.Select(o => SchemaShape.Of(o.Name, o.Type)));
    }
}
