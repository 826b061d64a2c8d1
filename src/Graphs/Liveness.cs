namespace MlNetDeepLearning.Graphs;

/// <summary>Which nodes of a graph matter for its outputs and updates.</summary>
public static class Liveness
{
    /// <summary>The nodes that outputs or updates depend on, in order.</summary>
    public static IReadOnlyList<Node> Needed(Graph graph) =>
        Needed(graph, [.. graph.Outputs.Select(o => o.Value), .. graph.Updates.Select(u => u.Value)]);

    /// <summary>The nodes that the given values depend on, in order.</summary>
    public static IReadOnlyList<Node> Needed(Graph graph, IEnumerable<Value> values)
    {
        HashSet<Node> needed = [];
        var open = new Stack<Node>();
        foreach (Value value in values) Visit(value);
        while (open.TryPop(out Node? node))
            foreach (Value? input in node.Inputs)
                if (input is not null) Visit(input);
        return [.. graph.Nodes.Where(needed.Contains)];

        void Visit(Value value)
        {
            if (value.Producer is { } node && needed.Add(node)) open.Push(node);
        }
    }
}
