using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>What the building of one graph shares between its scopes: the file, the options, the weights, what was missing.</summary>
internal sealed class GraphImport(TensorFlowFile file, TensorFlowImportOptions options, Graph graph)
{
    // Functions that call each other twice each would make a graph of any size out of a small file.
    private const int MostNodes = 1 << 20;
    private const long MostRepeated = 1 << 26;

    private readonly Dictionary<string, (Parameter Parameter, int[] Perm, bool Shaped)> _parameters = [];
    private readonly Dictionary<(Graph, Weight), Value> _constants = [];
    private readonly Dictionary<string, Weight> _weights = [];
    private readonly HashSet<string> _names = [];
    private int _nodes;
    private long _repeated;

    public TensorFlowFile File => file;

    public TensorFlowImportOptions Options => options;

    public Graph Graph => graph;

    public ShapeArithmetic Shapes { get; } = new();

    /// <summary>Operators that there is no rule for, with the nodes that use them.</summary>
    public List<(string Operator, string Node)> Unsupported { get; } = [];

    /// <summary>Counts a node that is built.</summary>
    public void Count(NodeDef node)
    {
        if (++_nodes > MostNodes) throw new TensorFlowFormatException($"Node '{node.Name}' ({node.Op}): the graph has over {MostNodes:N0} nodes when its functions are put in place.");
    }

    /// <summary>The constant of a node.</summary>
    public Weight Constant(NodeTable nodes, NodeDef node)
    {
        string key = nodes.Function is { } function ? $"{function.Signature.Name}/{node.Name}" : node.Name;
        if (_weights.TryGetValue(key, out Weight? known)) return known;
        return _weights[key] = new Weight(key, () =>
        {
            TensorProto proto = node.Attributes.GetValueOrDefault("value")?.Tensor ?? throw new TensorFlowFormatException($"Node '{node.Name}' (Const) has no value.");
            Tensor tensor = TensorReader.Read(proto, $"Node '{node.Name}' (Const)", MostRepeated - _repeated, out long repeated);
            _repeated += repeated;
            return tensor;
        });
    }

    /// <summary>A variable by the name under which the checkpoint knows it.</summary>
    public Weight Variable(string name, Func<Tensor> read) => _weights.TryGetValue("variable " + name, out Weight? known) ? known : _weights["variable " + name] = new Weight(name, read);

    /// <summary>A weight as a value with the layout that an operator wants.</summary>
    public Value Value(Scope scope, Weight weight, ReadOnlySpan<int> perm, Func<Shape, int[]>? shape, bool trained, bool statistic)
    {
        if (trained && options.Trainable && weight.Tensor.Type.IsFloat() && weight.Tensor.Shape.Rank > 0) return Trained(scope, weight, perm.ToArray(), shape, statistic);
        if (_parameters.ContainsKey(weight.Name) && perm.Length == 0) return Trained(scope, weight, [], shape, statistic);
        if (perm.Length == 0 && shape is null)
        {
            if (_constants.TryGetValue((scope.Graph, weight), out Value? known)) return known;
            return _constants[(scope.Graph, weight)] = Named(scope.Graph.Constant(weight.Tensor), weight.Name);
        }
        return Named(scope.Graph.Constant(WeightLayout.Arrange(weight.Tensor, perm, shape)), weight.Name);
    }

    /// <summary>A name for a node that no other has; null when there is one already.</summary>
    public bool Claim(string name) => _names.Add(name);

    private Value Trained(Scope scope, Weight weight, int[] perm, Func<Shape, int[]>? shape, bool statistic)
    {
        if (!_parameters.TryGetValue(weight.Name, out var known))
        {
            Tensor tensor = perm.Length == 0 && shape is null ? weight.Tensor.Clone() : WeightLayout.Arrange(weight.Tensor, perm, shape);
            _parameters[weight.Name] = known = (new Parameter(weight.Name, tensor, trainable: !statistic), perm, shape is not null);
        }
        Value value = scope.Capture(graph.Parameter(known.Parameter));
        if (known.Perm.AsSpan().SequenceEqual(perm) && known.Shaped == (shape is not null)) return value;
        if (known.Shaped || shape is not null) throw new TensorFlowFormatException($"Weight '{weight.Name}' is used by operators that arrange it differently, and cannot be trained; import without Trainable.");
        if (known.Perm.Length > 0) value = value.Transpose(WeightLayout.Inverse(known.Perm));
        return perm.Length > 0 ? value.Transpose(perm) : value;
    }

    private static Value Named(Value value, string name)
    {
        value.Name = name;
        return value;
    }
}
