namespace MlNetDeepLearning.Graphs;

/// <summary>Brings the nodes of trees into the order in which they are walked, and finds whatever would keep a walk from ending.</summary>
internal static class ForestOrder
{
    private const int New = -1, Open = -2;

    /// <summary>The trees' roots and nodes in walking order; nodes that no root leads to are left out.</summary>
    /// <exception cref="ShapeException">A child does not exist, or nodes form a cycle.</exception>
    public static (int[] Roots, ForestNode[] Nodes) Link(ForestNode[] nodes, int[] roots, int leaves)
    {
        var places = new int[nodes.Length];
        Array.Fill(places, New);
        var state = new int[nodes.Length];
        Array.Fill(state, New);
        List<int> order = [];
        var open = new Stack<(int Node, bool Leave)>();
        foreach (int root in roots)
        {
            Visit(root, "a root");
            while (open.TryPop(out (int Node, bool Leave) next))
            {
                if (next.Leave) state[next.Node] = 0;
                else if (state[next.Node] == New)
                {
                    state[next.Node] = Open;
                    places[next.Node] = order.Count;
                    order.Add(next.Node);
                    open.Push((next.Node, true));
                    Visit(nodes[next.Node].No, $"node {next.Node}");
                    Visit(nodes[next.Node].Yes, $"node {next.Node}");
                }
                else if (state[next.Node] == Open) throw new ShapeException($"the trees' node {next.Node} is below itself");
            }
        }
        return ([.. roots.Select(Place)], [.. order.Select(n => nodes[n] with { Yes = Place(nodes[n].Yes), No = Place(nodes[n].No) })]);

        void Visit(int child, string from)
        {
            if (child >= nodes.Length || ~child >= leaves)
                throw new ShapeException($"{from} of the trees leads to {(child < 0 ? $"leaf {~child} of {leaves}" : $"node {child} of {nodes.Length}")}");
            if (child >= 0) open.Push((child, false));
        }

        int Place(int child) => child < 0 ? child : places[child];
    }
}
