using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>
/// The network under construction, as its layers see it: the graph, whether it is for training, and the parameters, which the first build
/// creates and every later one finds again by name.
/// </summary>
public sealed class LayerContext
{
    private readonly ParameterSet _parameters;
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<Open> _open = [];
    private readonly List<LayerSummary> _layers = [];

    internal LayerContext(Graph graph, ParameterSet parameters, bool training)
    {
        Graph = graph;
        _parameters = parameters;
        Training = training;
    }

    /// <summary>The graph that layers add to.</summary>
    public Graph Graph { get; }

    /// <summary>True for the training graph: dropout drops, batch normalization uses the batch's statistics and updates the running ones.</summary>
    public bool Training { get; }

    internal IReadOnlyList<LayerSummary> Layers => _layers;

    /// <summary>Applies layers one after the other.</summary>
    public Value Apply(Value x, params ReadOnlySpan<Layer> layers)
    {
        foreach (Layer layer in layers) x = layer.Apply(x, this);
        return x;
    }

    /// <summary>A parameter of the layer that is being built, by its name within the layer (<c>kernel</c>, <c>bias</c>).</summary>
    /// <param name="name">The name within the layer.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="initializer">How it is set when it is created.</param>
    /// <param name="fan">The connections; null to tell them from the shape.</param>
    /// <param name="trainable">False for running statistics.</param>
    public Value Parameter(string name, Shape shape, Initializer initializer, Fan? fan = null, bool trainable = true)
    {
        string full = _open.Count == 0 ? name : $"{_open[^1].Name}/{name}";
        Parameter parameter = _parameters.GetOrAdd(full, shape, initializer, fan ?? Fan.Of(shape), trainable);
        if (_open.Count > 0) _open[^1].Parameters.Add(parameter);
        return Graph.Parameter(parameter);
    }

    /// <summary>A parameter that exists already, under its own name: that of a pretrained network, or one that several networks share.</summary>
    /// <exception cref="ArgumentException">The network has another parameter of that name.</exception>
    public Value Parameter(Parameter parameter)
    {
        _parameters.Adopt(parameter);
        if (_open.Count > 0) _open[^1].Parameters.Add(parameter);
        return Graph.Parameter(parameter);
    }

    /// <summary>Writes a result into a parameter at the end of each training step; does nothing in other graphs.</summary>
    public void Update(Value parameter, Value result)
    {
        if (Training) Graph.Update(parameter.Parameter!, result);
    }

    internal string Enter(Layer layer)
    {
        string prefix = _open.Count == 0 ? "" : _open[^1].Name + "/", name = layer.Name ?? "";
        if (name.Length == 0)
        {
            string kind = prefix + layer.DefaultName;
            _numbers[kind] = _numbers.GetValueOrDefault(kind) + 1;
            name = $"{layer.DefaultName}_{_numbers[kind]}";
        }
        if (_layers.Any(l => l.Name == prefix + name)) throw new ArgumentException($"The network already has a layer named '{prefix + name}'; give another Name.");
        _open.Add(new Open(prefix + name, layer.Kind, []));
        return prefix + name;
    }

    internal void Leave(Value result)
    {
        Open layer = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        _layers.Add(new LayerSummary(layer.Name, layer.Kind, result.Shape, layer.Parameters));
    }

    private sealed record Open(string Name, string Kind, List<Parameter> Parameters);
}

/// <summary>A line of a network's summary.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Kind">The kind of layer.</param>
/// <param name="OutputShape">The shape of its result.</param>
/// <param name="Parameters">Its own parameters.</param>
public sealed record LayerSummary(string Name, string Kind, SymbolicShape OutputShape, IReadOnlyList<Parameter> Parameters)
{
    /// <summary>How many numbers the parameters hold.</summary>
    public long ParameterCount => Parameters.Sum(p => p.Value.Count);
}
