namespace MlNetDeepLearning.Graphs;

/// <summary>One application of an <see cref="Operator"/> in a <see cref="Graph"/>.</summary>
public sealed class Node
{
    private readonly Value?[] _inputs;
    private Value[] _outputs = [];

    internal Node(Graph graph, Operator op, Value?[] inputs, string name)
    {
        Graph = graph;
        Operator = op;
        _inputs = inputs;
        Name = name;
    }

    /// <summary>The graph that the node belongs to.</summary>
    public Graph Graph { get; }

    /// <summary>What is computed, with its attributes.</summary>
    public Operator Operator { get; }

    /// <summary>Names the node in errors and exported files.</summary>
    public string Name { get; set; }

    /// <summary>The operands in the operator's order; null where an optional one is left out.</summary>
    public IReadOnlyList<Value?> Inputs => _inputs;

    /// <summary>The results in the operator's order.</summary>
    public IReadOnlyList<Value> Outputs => _outputs;

    internal void SetOutputs(Value[] outputs) => _outputs = outputs;

    internal void SetInput(int index, Value? value) => _inputs[index] = value;

    /// <summary>Operator and name.</summary>
    public override string ToString() => $"{Operator.OpType} '{Name}'";
}
