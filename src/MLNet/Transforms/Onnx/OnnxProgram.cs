using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>The part of a model that some of its outputs need, ready to run.</summary>
internal sealed class OnnxProgram
{
    private readonly Lazy<Graph> _graph;
    private readonly Lazy<bool> _rowByRow;
    private readonly Lazy<Executor> _executor;
    private readonly Lazy<RowExecutor?> _rows;

    /// <summary>Prepares to run a part of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="outputs">The outputs to compute.</param>
    /// <param name="optimize">Whether it is rewritten to run faster.</param>
    public OnnxProgram(Graph model, IReadOnlyList<OnnxColumn> outputs, bool optimize)
    {
        Value[] wanted = [.. outputs.Select(o => o.Value)];
        IReadOnlyList<Value> needed = model.InputsOf(wanted);
        Inputs = [.. needed.Select(i => i.Name!)];
        // Many programs are only asked for their inputs.
        _graph = new Lazy<Graph>(() =>
        {
            var graph = new Graph();
            Dictionary<Value, Value> inputs = needed.ToDictionary(i => i, i => graph.Input(i.Name!, i.Type));
            Value[] results = graph.Splice(inputs, wanted);
            for (int o = 0; o < results.Length; o++) graph.Output(outputs[o].Name, results[o]);
            return graph;
        });
        _rowByRow = new Lazy<bool>(() => !RowIndependence.Holds(_graph.Value));
        _executor = new Lazy<Executor>(() => new Executor(_graph.Value, new ExecutorOptions(Optimize: optimize)));
        _rows = new Lazy<RowExecutor?>(() => !IsRowByRow && RowExecutor.Pays(_graph.Value) ? new RowExecutor(Executor) : null);
    }

    /// <summary>The inputs that it needs, in the order of its graph.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>Whether rows must be computed one by one.</summary>
    public bool IsRowByRow => _rowByRow.Value;

    public Executor Executor => _executor.Value;

    /// <summary>Runs many rows at once one by one; null where they are better off together.</summary>
    public RowExecutor? Rows => _rows.Value;
}
