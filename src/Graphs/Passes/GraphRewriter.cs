namespace MlNetDeepLearning.Graphs;

/// <summary>A graph while passes rewrite it: who uses what, replacing values, removing what is left over, keeping the order.</summary>
public sealed class GraphRewriter
{
    private readonly Dictionary<Value, List<(Node Node, int Input)>> _uses = [];
    private int _indexed;

    /// <summary>Begins to rewrite a graph in place.</summary>
    public GraphRewriter(Graph graph)
    {
        Graph = graph;
        Finish();
    }

    /// <summary>The graph.</summary>
    public Graph Graph { get; }

    /// <summary>
    /// The nodes at this moment, in order; a copy, so that nodes may be added while going through it. Nodes whose operands' or results' types
    /// are not known before the graph runs are left out: rules for rewriting ask for ranks.
    /// </summary>
    public IReadOnlyList<Node> Nodes => [.. Graph.Nodes.Where(n => n.Inputs.All(i => i is null || i.Type.IsRanked) && n.Outputs.All(o => o.Type.IsRanked))];

    /// <summary>True when something was replaced since the last <see cref="Finish"/>.</summary>
    public bool Changed { get; private set; }

    /// <summary>The operands of nodes that are this value.</summary>
    public IReadOnlyList<(Node Node, int Input)> Uses(Value value)
    {
        Index();
        return _uses.TryGetValue(value, out List<(Node, int)>? uses) ? uses : [];
    }

    /// <summary>True for an output of the graph and for what is written back into a parameter.</summary>
    public bool IsResult(Value value) => Graph.Outputs.Any(o => o.Value == value) || Graph.Updates.Any(u => u.Value == value);

    /// <summary>True when exactly one operand of one node is this value and it is no result of the graph.</summary>
    public bool HasOneUse(Value value) => Uses(value).Count == 1 && !IsResult(value);

    /// <summary>The only node that uses the value; null when there are more or none, or when it is a result of the graph.</summary>
    public Node? OnlyUser(Value value) => HasOneUse(value) ? Uses(value)[0].Node : null;

    /// <summary>Puts another value in every place of a value: operands, outputs and updates.</summary>
    /// <exception cref="ArgumentException">The element types or known dimensions differ.</exception>
    public void Replace(Value value, Value by)
    {
        bool ranked = value.Type.IsRanked && by.Type.IsRanked;
        bool fits = !ranked || (value.Type.Element == by.Type.Element && value.Shape.Rank == by.Shape.Rank);
        for (int d = 0; ranked && fits && d < value.Shape.Rank; d++) fits = !value.Shape[d].IsKnown || !by.Shape[d].IsKnown || value.Shape[d] == by.Shape[d];
        if (!fits) throw new ArgumentException($"{value} cannot be replaced by {by}.", nameof(by));
        Index();
        foreach ((Node node, int input) in Uses(value))
        {
            node.SetInput(input, by);
            Add(by, node, input);
        }
        _uses.Remove(value);
        for (int o = 0; o < Graph.Outputs.Count; o++)
            if (Graph.Outputs[o].Value == value) Graph.SetOutput(o, by);
        for (int u = 0; u < Graph.Updates.Count; u++)
            if (Graph.Updates[u].Value == value) Graph.SetUpdate(u, by);
        Changed = true;
    }

    /// <summary>Removes nodes that no result needs, moves new ones to where they are needed, and takes stock afresh.</summary>
    public void Finish()
    {
        List<Node> ordered = [];
        HashSet<Node> placed = [];
        var open = new Stack<Node>();
        foreach (Node node in Liveness.Needed(Graph))
        {
            open.Push(node);
            while (open.TryPeek(out Node? next))
            {
                bool ready = true;
                foreach (Value? input in next.Inputs)
                    if (input?.Producer is { } producer && !placed.Contains(producer))
                    {
                        open.Push(producer);
                        ready = false;
                    }
                if (!ready) continue;
                open.Pop();
                if (placed.Add(next)) ordered.Add(next);
            }
        }
        Graph.Rebuild(ordered);
        _uses.Clear();
        _indexed = 0;
        Changed = false;
    }

    private void Index()
    {
        for (; _indexed < Graph.Nodes.Count; _indexed++)
        {
            Node node = Graph.Nodes[_indexed];
            for (int i = 0; i < node.Inputs.Count; i++)
                if (node.Inputs[i] is { } input) Add(input, node, i);
        }
    }

    private void Add(Value value, Node node, int input)
    {
        if (!_uses.TryGetValue(value, out List<(Node, int)>? uses)) _uses.Add(value, uses = []);
        uses.Add((node, input));
    }
}
