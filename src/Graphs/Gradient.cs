using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>What a gradient rule sees: the node, the gradients of its results; and where it leaves the gradients of its operands.</summary>
public sealed class Gradient
{
    private readonly Value?[] _outputs;
    private readonly Value?[] _inputs;
    private readonly Func<Value, bool> _needed;

    internal Gradient(Node node, Value?[] outputs, Func<Value, bool> needed)
    {
        Node = node;
        _outputs = outputs;
        _inputs = new Value?[node.Inputs.Count];
        _needed = needed;
    }

    /// <summary>The node to differentiate.</summary>
    public Node Node { get; }

    /// <summary>The graph that is extended.</summary>
    public Graph Graph => Node.Graph;

    /// <summary>An operand.</summary>
    public Value Input(int index) => Node.Inputs[index]!;

    /// <summary>Whether an optional operand was given.</summary>
    public bool HasInput(int index) => index < Node.Inputs.Count && Node.Inputs[index] is not null;

    /// <summary>A result.</summary>
    public Value Output(int index) => Node.Outputs[index];

    /// <summary>The gradient of the loss by the first result.</summary>
    public Value Dy => OutputGradient(0) ?? Graph.Zeros(Output(0));

    /// <summary>The gradient of the loss by a result; null when the loss does not depend on it.</summary>
    public Value? OutputGradient(int index) => _outputs[index];

    /// <summary>Whether the gradient by an operand is asked for; rules skip the work for the others.</summary>
    public bool Needs(int index) => HasInput(index) && _needed(Input(index));

    /// <summary>Gives the gradient of the loss by an operand; computed only when it is needed.</summary>
    public void Set(int index, Func<Value> gradient)
    {
        if (Needs(index)) _inputs[index] = gradient();
    }

    /// <summary>Like <see cref="Set"/>, then summed over the axes along which the operand was stretched by broadcasting.</summary>
    public void SetBroadcast(int index, Func<Value> gradient) => Set(index, () => gradient().SumTo(Input(index)));

    internal Value? InputGradient(int index) => _inputs[index];
}

/// <summary>Reverse-mode differentiation: gradients are more graph, run by the same planner.</summary>
public static class Gradients
{
    /// <summary>
    /// Extends the graph of <paramref name="loss"/> by the gradients of the sum of its elements by each of <paramref name="by"/>, each
    /// of the same shape as what it is the gradient by. A value that the loss does not depend on gets zeros. What <paramref name="by"/> names
    /// may be inputs, parameters or results; several losses of one graph, and gradients of gradients, are further calls.
    /// </summary>
    /// <remarks>Gradients of a value that is used several times are added from its last use to its first.</remarks>
    /// <exception cref="ArgumentException">The loss or a value is not floating-point, or a value belongs to another graph.</exception>
    /// <exception cref="NotSupportedException">An operator on the way has no gradient; the message names it.</exception>
    public static Value[] Of(Value loss, params ReadOnlySpan<Value> by)
    {
        Graph graph = loss.Graph;
        Check(loss, nameof(loss), graph);
        foreach (Value value in by) Check(value, nameof(by), graph);
        HashSet<Value> needed = [.. by];
        Node[] nodes = [.. graph.Nodes];
        foreach (Node node in nodes)
            if (node.Inputs.Any(i => i is not null && needed.Contains(i)))
                foreach (Value output in node.Outputs)
                    if (output.Type.Element.IsFloat()) needed.Add(output);

        Dictionary<Value, Value> gradients = new() { [loss] = graph.Ones(loss) };
        for (int n = nodes.Length - 1; n >= 0; n--)
        {
            Node node = nodes[n];
            Value?[] outputs = [.. node.Outputs.Select(o => gradients.GetValueOrDefault(o))];
            if (outputs.All(o => o is null) || !node.Inputs.Any(i => i is not null && needed.Contains(i))) continue;
            var gradient = new Gradient(node, outputs, needed.Contains);
            node.Operator.Differentiate(gradient);
            for (int i = 0; i < node.Inputs.Count; i++)
            {
                if (gradient.InputGradient(i) is not { } g) continue;
                Value input = node.Inputs[i]!;
                if (g.Shape.IsKnown && input.Shape.IsKnown && !g.Shape.Equals(input.Shape))
                    throw new ShapeException($"The gradient of {node} by input {i} has shape {g.Shape}, not {input.Shape}.");
                gradients[input] = gradients.TryGetValue(input, out Value? sum) ? sum + g : g;
            }
        }
        return [.. by.ToArray().Select(v => gradients.GetValueOrDefault(v) ?? graph.Zeros(v))];
    }

    private static void Check(Value value, string argument, Graph graph)
    {
        if (value.Graph != graph) throw new ArgumentException($"{value} belongs to another graph than the loss.", argument);
        if (!value.Type.Element.IsFloat()) throw new ArgumentException($"{value} is not floating-point; only floating-point values have gradients.", argument);
    }
}
