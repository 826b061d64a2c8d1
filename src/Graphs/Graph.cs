using System.Diagnostics.CodeAnalysis;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// A computation with ONNX semantics: nodes in an order in which they can run, inputs, named outputs, and updates that write
/// results back into parameters. Layers, importers and <see cref="Gradients"/> all build it by applying operators to values.
/// </summary>
public sealed class Graph
{
    private readonly List<Node> _nodes = [];
    private readonly List<Value> _inputs = [];
    private readonly List<(string Name, Value Value)> _outputs = [];
    private readonly List<(Parameter Parameter, Value Value)> _updates = [];
    private readonly Dictionary<Parameter, Value> _parameters = [];
    private readonly HashSet<string> _names = [];
    private int _named;

    /// <summary>The nodes; each stands after the nodes whose results it uses.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>The inputs in the order in which they were declared.</summary>
    public IReadOnlyList<Value> Inputs => _inputs;

    /// <summary>The named results.</summary>
    public IReadOnlyList<(string Name, Value Value)> Outputs => _outputs;

    /// <summary>What each run writes back into parameters (running statistics of batch normalization, for one).</summary>
    public IReadOnlyList<(Parameter Parameter, Value Value)> Updates => _updates;

    /// <summary>The parameters that the graph refers to, in the order of their first use.</summary>
    public IReadOnlyCollection<Parameter> Parameters => _parameters.Keys;

    /// <summary>Free text about the network (labels, preprocessing, producer) that exported files carry.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>Declares an input.</summary>
    public Value Input(string name, ElementType type, SymbolicShape shape) => Input(name, new TensorType(type, shape));

    /// <summary>Declares an input, which may be a sequence, an optional value, or of a type that is not known yet.</summary>
    public Value Input(string name, TensorType type)
    {
        if (_inputs.Any(i => i.Name == name)) throw new ArgumentException($"The graph already has an input named '{name}'.", nameof(name));
        var value = new Value(this, type) { Name = name };
        _inputs.Add(value);
        return value;
    }

    /// <summary>Declares a result.</summary>
    public void Output(string name, Value value)
    {
        Own(value);
        if (_outputs.Any(o => o.Name == name)) throw new ArgumentException($"The graph already has an output named '{name}'.", nameof(name));
        _outputs.Add((name, value));
    }

    /// <summary>A value that never changes.</summary>
    public Value Constant(Tensor tensor) => new(this, TensorType.Of(tensor)) { Constant = tensor };

    /// <summary>A scalar constant of an element type.</summary>
    public Value Scalar(ElementType type, double number) => Constant(ElementTypeVisitor.Scalar(type, number));

    /// <summary>The value that stands for a parameter; the same one each time it is asked for.</summary>
    public Value Parameter(Parameter parameter)
    {
        if (_parameters.TryGetValue(parameter, out Value? value)) return value;
        value = new Value(this, TensorType.Of(parameter.Value)) { Parameter = parameter };
        _parameters.Add(parameter, value);
        return value;
    }

    /// <summary>Writes a result into a parameter at the end of each run.</summary>
    /// <exception cref="ShapeException">Type or shape differ.</exception>
    public void Update(Parameter parameter, Value value)
    {
        Own(value);
        if (value.Type != TensorType.Of(parameter.Value)) throw new ShapeException($"Parameter {parameter} cannot take a value of {value.Type}.");
        _updates.Add((parameter, value));
    }

    /// <summary>Applies an operator that has one result.</summary>
    public Value Add(Operator op, params ReadOnlySpan<Value?> inputs) => AddNode(op, inputs).Outputs[0];

    /// <summary>Applies an operator and gives its node with all its results.</summary>
    /// <exception cref="ShapeException">The operands do not fit the operator.</exception>
    public Node AddNode(Operator op, params ReadOnlySpan<Value?> inputs) => AddNode(null, op, inputs);

    /// <summary>
    /// Applies an operator under a name that errors and exported files show, and from which random numbers follow. A name that another node
    /// has already gets a number behind it; without a name the node is named by its operator.
    /// </summary>
    /// <exception cref="ShapeException">The operands do not fit the operator.</exception>
    public Node AddNode(string? name, Operator op, params ReadOnlySpan<Value?> inputs) => AddNode(name, op, results: 1, inputs);

    /// <summary>Applies an operator of which it is said how many results it has, for when nothing else tells because an operand's type is not known yet.</summary>
    /// <exception cref="ShapeException">The operands do not fit the operator.</exception>
    public Node AddNode(string? name, Operator op, int results, params ReadOnlySpan<Value?> inputs)
    {
        foreach (Value? input in inputs)
            if (input is not null) Own(input);
        var node = new Node(this, op, inputs.ToArray(), Unique(name, op));
        TensorType[] types = Inference.Run(node, [.. node.Inputs.Select(i => i?.Type)], i => node.Inputs[i]!.Known, out Tensor?[] known, results);
        if (Folding.IsShapeArithmetic(node, types)) known = Folding.Run(node, types);
        var outputs = new Value[types.Length];
        for (int i = 0; i < outputs.Length; i++) outputs[i] = new Value(this, types[i], known[i]) { Producer = node };
        node.SetOutputs(outputs);
        _nodes.Add(node);
        _names.Add(node.Name);
        return node;
    }

    internal void Rebuild(IEnumerable<Node> nodes)
    {
        List<Node> ordered = [.. nodes];
        _nodes.Clear();
        _nodes.AddRange(ordered);
        _names.Clear();
        _names.UnionWith(ordered.Select(n => n.Name));
    }

    internal void SetOutput(int index, Value value) => _outputs[index] = (_outputs[index].Name, value);

    internal void SetUpdate(int index, Value value) => _updates[index] = (_updates[index].Parameter, value);

    private string Unique(string? name, Operator op)
    {
        bool given = !string.IsNullOrEmpty(name);
        string unique = given ? name! : $"{op.OpType}_{++_named}";
        for (int n = 2; _names.Contains(unique); n++) unique = given ? $"{name}_{n}" : $"{op.OpType}_{++_named}";
        return unique;
    }

    private void Own(Value value)
    {
        if (value.Graph != this) ThrowForeign(value);
    }

    [DoesNotReturn]
    private static void ThrowForeign(Value value) => throw new ArgumentException($"Value {value} belongs to another graph.", nameof(value));
}
