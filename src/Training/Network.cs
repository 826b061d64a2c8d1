using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>An input of a network.</summary>
/// <param name="Name">Its name in graphs and exported files.</param>
/// <param name="Shape">The shape of one sample, without the batch.</param>
/// <param name="Element">The element type.</param>
public sealed record NetworkInput(string Name, SymbolicShape Shape, ElementType Element = ElementType.Float32);

/// <summary>
/// A function over layers together with the parameters that its layers use. The function is called once for each graph that is made, so that the
/// training graph and the scoring graph differ where layers do, and share the parameters.
/// </summary>
public sealed class Network
{
    private readonly Func<IReadOnlyList<Value>, LayerContext, IReadOnlyList<Value>> _body;
    private Predictor? _predictor;

    private Network(IReadOnlyList<NetworkInput> inputs, Func<IReadOnlyList<Value>, LayerContext, IReadOnlyList<Value>> body, ulong seed)
    {
        Inputs = inputs;
        _body = body;
        Parameters = new ParameterSet(seed);
        var graph = new Graph();
        var context = new LayerContext(graph, Parameters, training: false);
        Outputs = [.. Apply(graph, DeclareInputs(graph), context).Select(v => v.Type)];
        Layers = context.Layers;
    }

    /// <summary>The inputs.</summary>
    public IReadOnlyList<NetworkInput> Inputs { get; }

    /// <summary>Element types and shapes of the results, the batch included.</summary>
    public IReadOnlyList<TensorType> Outputs { get; }

    /// <summary>The parameters.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>The layers in order, with their result shapes and parameters.</summary>
    public IReadOnlyList<LayerSummary> Layers { get; }

    /// <summary>A network with one input and one result.</summary>
    /// <param name="inputShape">The shape of one sample, without the batch.</param>
    /// <param name="body">Applies layers to the input: <c>(x, c) => c.Apply(x, new Dense(10))</c>.</param>
    /// <param name="seed">Determines the initial parameters.</param>
    /// <exception cref="ShapeException">A layer does not fit what it is applied to.</exception>
    public static Network Build(SymbolicShape inputShape, Func<Value, LayerContext, Value> body, ulong seed = 0) =>
        new([new NetworkInput("input", inputShape)], (inputs, context) => [body(inputs[0], context)], seed);

    /// <summary>A network with any number of inputs and results.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="body">Applies layers to the inputs and gives the results.</param>
    /// <param name="seed">Determines the initial parameters.</param>
    /// <exception cref="ShapeException">A layer does not fit what it is applied to.</exception>
    public static Network Build(IReadOnlyList<NetworkInput> inputs, Func<IReadOnlyList<Value>, LayerContext, IReadOnlyList<Value>> body, ulong seed = 0) =>
        new(inputs, body, seed);

    /// <summary>A graph of the network with its inputs and, as outputs, its results.</summary>
    /// <param name="training">Whether dropout drops and batch normalization uses and updates the batch's statistics.</param>
    /// <param name="head">What is done to each result at last, such as a softmax that turns logits into probabilities.</param>
    public Graph ToGraph(bool training = false, Func<Value, Value>? head = null)
    {
        var graph = new Graph();
        IReadOnlyList<Value> results = Apply(graph, DeclareInputs(graph), training);
        for (int i = 0; i < results.Count; i++) graph.Output(results.Count == 1 ? "output" : $"output_{i}", head is null ? results[i] : head(results[i]));
        return graph;
    }

    /// <summary>Adds the network to a graph that has other parts too (losses, other networks) and gives its results.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputs">The values to apply the network to.</param>
    /// <param name="training">Whether dropout drops and batch normalization uses and updates the batch's statistics.</param>
    public IReadOnlyList<Value> Apply(Graph graph, IReadOnlyList<Value> inputs, bool training) =>
        Apply(graph, inputs, new LayerContext(graph, Parameters, training));

    /// <summary>Declares this network's inputs in a graph, with the batch dimension <c>N</c> in front.</summary>
    public IReadOnlyList<Value> DeclareInputs(Graph graph) =>
        [.. Inputs.Select(i => graph.Input(i.Name, i.Element, SymbolicShape.Of(["N", .. i.Shape.Dims])))];

    /// <summary>Makes parameters trainable or not; optimizers leave the others as they are.</summary>
    /// <param name="trainable">Which parameters; running statistics never become trainable.</param>
    public void SetTrainable(Func<Parameter, bool> trainable)
    {
        foreach (Parameter p in Parameters)
            if (!p.IsStatistic) p.Trainable = trainable(p);
    }

    /// <summary>Copies the parameters of another network with the same layers.</summary>
    /// <exception cref="KeyNotFoundException">The other network lacks a parameter.</exception>
    public void CopyParametersFrom(Network other)
    {
        foreach (Parameter p in Parameters)
        {
            other.Parameters[p.Name].Value.CopyTo(p.Value);
            p.Touch();
        }
    }

    /// <summary>The network's first result for each sample, computed in batches; safe to call from any number of threads.</summary>
    /// <param name="inputs">A tensor for each input, with the samples along the first dimension.</param>
    /// <exception cref="ShapeException">The inputs do not fit the network.</exception>
    public Tensor Predict(params ReadOnlySpan<Tensor> inputs)
    {
        Predictor predictor = _predictor ?? Interlocked.CompareExchange(ref _predictor, new Predictor(this), null) ?? _predictor;
        return predictor.Predict(inputs);
    }

    /// <summary>The layers as a table: name, kind, result shape, number of parameters, and the totals.</summary>
    public string Summary() => NetworkSummary.Print(this);

    private IReadOnlyList<Value> Apply(Graph graph, IReadOnlyList<Value> inputs, LayerContext context)
    {
        if (inputs.Count != Inputs.Count) throw new ArgumentException($"The network has {Inputs.Count} inputs, but {inputs.Count} values were given.", nameof(inputs));
        if (context.Graph != graph) throw new ArgumentException("The context belongs to another graph.", nameof(context));
        return _body(inputs, context);
    }
}
