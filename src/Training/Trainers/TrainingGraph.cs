using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>A network with its loss and, for training, the gradients: outputs 0 and 1 are loss and result, the gradients follow.</summary>
internal sealed class TrainingGraph
{
    private readonly Executor _executor;
    private readonly Tensor[] _gradients;

    public TrainingGraph(Network network, Loss loss, IReadOnlyList<TensorType> columns, bool training, ulong seed, ExecutionProfile? profile = null)
    {
        Parameters = training ? [.. network.Parameters.Trainable] : [];
        var graph = new Graph();
        int inputs = network.Inputs.Count;
        Check(network, columns);
        IReadOnlyList<Value> x = network.DeclareInputs(graph);
        Value target = Declare("target", columns[inputs]);
        Value? weight = columns.Count > inputs + 1 ? Declare("weight", columns[inputs + 1]) : null;
        Value output = network.Apply(graph, x, training)[0];
        Value value = loss.Build(output, target, weight);
        graph.Output("loss", value);
        graph.Output("result", output);
        Value[] gradients = Gradients.Of(value, [.. Parameters.Select(graph.Parameter)]);
        for (int p = 0; p < gradients.Length; p++) graph.Output($"gradient_{p}", gradients[p]);
        _gradients = new Tensor[gradients.Length];
        TargetColumn = inputs;
        _executor = new Executor(graph, new ExecutorOptions(Training: true, Seed: seed) { Profile = profile });

        Value Declare(string name, TensorType column) => graph.Input(name, column.Element, SymbolicShape.Of(["N", .. column.Shape.Dims]));
    }

    public IReadOnlyList<Parameter> Parameters { get; }

    public int TargetColumn { get; }

    public Execution Run(ReadOnlySpan<Tensor> batch, ulong step) => _executor.Start(batch, step);

    /// <summary>The gradients of a run, valid until it is disposed.</summary>
    public ReadOnlySpan<Tensor> GradientsOf(Execution run)
    {
        for (int p = 0; p < _gradients.Length; p++) _gradients[p] = run.Output(2 + p);
        return _gradients;
    }

    private static void Check(Network network, IReadOnlyList<TensorType> columns)
    {
        int inputs = network.Inputs.Count;
        if (columns.Count != inputs + 1 && columns.Count != inputs + 2)
            throw new ArgumentException($"The network has {inputs} inputs, so the data needs {inputs + 1} columns (inputs, target), or {inputs + 2} with a weight, but it has {columns.Count}.");
        for (int i = 0; i < inputs; i++)
        {
            NetworkInput input = network.Inputs[i];
            SymbolicShape given = columns[i].Shape;
            bool fits = columns[i].Element == input.Element && given.Rank == input.Shape.Rank;
            for (int d = 0; fits && d < given.Rank; d++) fits = !input.Shape[d].IsKnown || !given[d].IsKnown || input.Shape[d] == given[d];
            if (!fits) throw new ArgumentException($"Input '{input.Name}' takes samples of {input.Element} {input.Shape}, but the data has {columns[i]}.");
        }
    }
}
