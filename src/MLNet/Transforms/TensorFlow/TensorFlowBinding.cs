using System.Collections.Concurrent;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;
using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Transforms;

/// <summary>A part of a TensorFlow model: from operations that columns feed to operations that become columns.</summary>
internal sealed class TensorFlowBinding
{
    private readonly ConcurrentDictionary<string, ColumnGraph> _graphs = new();
    private readonly TensorFlowModel _model;
    private readonly string[] _outputs;
    private readonly string[] _inputs;
    private readonly bool _addBatch;

    public TensorFlowBinding(TensorFlowModel model, string[] outputs, string[] inputs, bool addBatch)
    {
        Check(model, outputs, "outputColumnNames");
        Check(model, inputs, "inputColumnNames");
        (_model, _outputs, _inputs, _addBatch) = (model, outputs, inputs, addBatch);
        Inputs = [.. inputs.Select(name => Declared(model, name))];
    }

    /// <summary>The operations that are fed: their types in the model, and the items of their columns.</summary>
    public IReadOnlyList<(string Name, SymbolicShape Shape, PrimitiveDataViewType Item)> Inputs { get; }

    /// <summary>The new columns, of the types that they have whatever the columns look like that feed the model.</summary>
    public IEnumerable<(string Name, DataViewType Type)> Outputs => _outputs.Select(name => _model.File.Find(name) is var tensor && OnnxTypes.ItemOf(tensor.Element) is { } item
        ? (name, TensorFlowShapes.OfOutput(item, tensor.Shape, _model.TreatOutputAsBatched))
        : (name, new VectorDataViewType(NumberDataViewType.Single)));

    /// <summary>The graph that computes the columns of a schema.</summary>
    public ColumnGraph For(DataViewSchema schema)
    {
        DataViewSchema.Column[] columns = [.. _inputs.Select(name => InputColumn.Get(schema, name, nameof(TensorFlowTransformer)))];
        string key = string.Join('\n', columns.Select(column => column.Type.ToString()));
        return _graphs.GetOrAdd(key, _ => Build(columns, open: true) ?? Build(columns, open: false)!);
    }

    // Null where the model cannot be computed for a number of rows that is not known.
    private ColumnGraph? Build(DataViewSchema.Column[] columns, bool open)
    {
        Dictionary<string, SymbolicShape> shapes = [];
        for (int i = 0; i < columns.Length; i++)
            shapes[_inputs[i]] = TensorFlowShapes.OfInput(_inputs[i], Inputs[i].Shape, columns[i], _addBatch, open);
        Graph graph;
        try
        {
            graph = _model.File.ToGraph(new TensorFlowImportOptions { Inputs = _inputs, Outputs = _outputs, InputShapes = shapes });
        }
        catch (Exception e) when (open && OnnxShapes.IsRefused(e))
        {
            return null;
        }
        return new ColumnGraph(nameof(TensorFlowTransformer), graph, [.. graph.Inputs.Select((value, i) => Input(value, _inputs[i]))], [.. graph.Outputs.Select((output, o) => Output(output.Value, _outputs[o]))]);
    }

    private static OnnxColumn Input(Value value, string name)
        => new(value.Name!, name, value, OnnxTypes.ColumnType(OnnxTypes.ItemOf(value.Type.Element)!, value.Shape));

    private OnnxColumn Output(Value value, string name)
    {
        PrimitiveDataViewType item = OnnxTypes.ItemOf(value.Type.Element)
            ?? throw new ArgumentOutOfRangeException("outputColumnNames", $"{_model.Name}: the operation '{name}' gives {value.Type}, which no column can hold.");
        return new OnnxColumn(name, name, value, TensorFlowShapes.OfOutput(item, value.Shape, _model.TreatOutputAsBatched));
    }

    private static (string, SymbolicShape, PrimitiveDataViewType) Declared(TensorFlowModel model, string name)
    {
        TensorFlowTensor tensor = model.File.Find(name);
        return OnnxTypes.ItemOf(tensor.Element) is { } item ? (name, tensor.Shape, item)
            : throw new ArgumentOutOfRangeException("inputColumnNames", $"{model.Name}: the operation '{name}' gives {tensor.Element}, which no column can hold.");
    }

    private static void Check(TensorFlowModel model, string[] names, string parameter)
    {
        ArgumentNullException.ThrowIfNull(names, parameter);
        if (names.Length == 0) throw new ArgumentException("At least one name is needed.", parameter);
        for (int i = 0; i < names.Length; i++)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(names[i], parameter);
            if (names.AsSpan(0, i).Contains(names[i])) throw new ArgumentException($"The column '{names[i]}' is named more than once.", parameter);
            string node = names[i].Split(':')[0];
            if (!model.File.Nodes.Any(n => n.Name == node))
                throw new ArgumentOutOfRangeException(parameter, $"{model.Name} has no operation '{node}'. GetModelSchema lists its operations{Similar(model, node)}.");
        }
    }

    private static string Similar(TensorFlowModel model, string name)
    {
        string[] similar = [.. model.File.Nodes.Select(n => n.Name).Where(n => n.Contains(name, StringComparison.OrdinalIgnoreCase) || name.Contains(n, StringComparison.OrdinalIgnoreCase)).Take(5)];
        return similar.Length == 0 ? "" : $"; similar ones are: {string.Join(", ", similar)}";
    }
}
