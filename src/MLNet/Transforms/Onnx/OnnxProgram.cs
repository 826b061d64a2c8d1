using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>The part of a model that some of its outputs need, ready to run.</summary>
internal sealed class OnnxProgram
{
    /// <summary>Prepares to run a part of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="outputs">The outputs to compute.</param>
    public OnnxProgram(OnnxModel model, IReadOnlyList<OnnxColumn> outputs)
    {
        Value[] wanted = [.. outputs.Select(o => o.Value)];
        IReadOnlyList<Value> needed = model.Graph.InputsOf(wanted);
        Inputs = [.. needed.Select(i => i.Name!)];
        var graph = new Graph();
        Dictionary<Value, Value> inputs = needed.ToDictionary(i => i, i => graph.Input(i.Name!, i.Type));
        Value[] results = graph.Splice(inputs, wanted);
        for (int o = 0; o < results.Length; o++) graph.Output(outputs[o].Name, results[o]);
        IsRowByRow = !RowIndependence.Holds(graph);
        Executor = new Executor(graph, new ExecutorOptions(Optimize: model.Optimize));
    }

    /// <summary>The inputs that it needs, in the order of its graph.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>Whether rows must be computed one by one.</summary>
    public bool IsRowByRow { get; }

    public Executor Executor { get; }
}
