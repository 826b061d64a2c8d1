namespace MlNetDeepLearning.Graphs;

/// <summary>Trees as the attributes of TreeEnsembleClassifier and TreeEnsembleRegressor list them: an entry a node, an entry a weight of a leaf.</summary>
internal sealed record NodeLists(
    Ints Trees, Ints Nodes, ListOf<string> Modes, Ints Features, double[] Values, Ints Yes, Ints No, Ints MissingIsYes,
    Ints LeafTrees, Ints LeafNodes, Ints LeafTargets, double[] LeafWeights)
{
    private static readonly string[] Names = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"];

    /// <summary>Numbers given as a list or, in double precision, as a tensor.</summary>
    public static double[] Numbers(ListOf<float> list, TensorValue? tensor) => tensor is { Tensor: var t }
        ? [.. Enumerable.Range(0, checked((int)t.Count)).Select(i => Scalars.Number(t, i))]
        : [.. list.ToArray().Select(v => (double)v)];

    /// <summary>Links the nodes.</summary>
    /// <exception cref="ShapeException">The lists contradict each other.</exception>
    public Forest Link(int targets)
    {
        int count = Nodes.Length;
        Same(count, "nodes", [Trees.Length, Modes.Length, Features.Length, Values.Length, Yes.Length, No.Length, MissingIsYes.Length == 0 ? count : MissingIsYes.Length]);
        Same(LeafTargets.Length, "leaves' weights", [LeafTrees.Length, LeafNodes.Length, LeafWeights.Length]);
        Dictionary<(int, int), int> index = [];
        var leafOf = new int[count];
        int leaves = 0, inner = 0;
        for (int n = 0; n < count; n++)
        {
            if (!index.TryAdd((Trees[n], Nodes[n]), n)) throw new ShapeException($"tree {Trees[n]} has two nodes {Nodes[n]}");
            leafOf[n] = Modes[n] == "LEAF" ? ~leaves++ : inner++;
        }
        var nodes = new ForestNode[inner];
        var hasParent = new bool[count];
        for (int n = 0; n < count; n++)
        {
            if (leafOf[n] < 0) continue;
            int mode = Array.IndexOf(Names, Modes[n]);
            if (mode < 0) throw new ShapeException($"node {Nodes[n]} of tree {Trees[n]} has mode '{Modes[n]}', which is not one of {string.Join(", ", Names)}, LEAF");
            bool missing = MissingIsYes.Length > 0 && MissingIsYes[n] != 0;
            nodes[leafOf[n]] = new ForestNode(Features[n], Values[n], (Branch)mode, missing, Child(n, Yes[n]), Child(n, No[n]));
        }
        List<int> roots = [];
        HashSet<int> trees = [], rooted = [];
        for (int n = 0; n < count; n++)
        {
            trees.Add(Trees[n]);
            if (hasParent[n]) continue;
            if (!rooted.Add(Trees[n])) throw new ShapeException($"tree {Trees[n]} has two nodes that no other leads to; {Nodes[n]} is one");
            roots.Add(leafOf[n]);
        }
        if (trees.Except(rooted).Take(1).ToArray() is [int cyclic]) throw new ShapeException($"tree {cyclic} has no root: its nodes form a cycle");
        var forest = new Forest(nodes, [.. roots], Leaves(index, leafOf, leaves), [], targets);
        return forest.Nodes.Length == inner ? forest : throw new ShapeException($"{inner - forest.Nodes.Length} nodes are below no root: they form a cycle");

        int Child(int node, int child)
        {
            if (!index.TryGetValue((Trees[node], child), out int at))
                throw new ShapeException($"node {Nodes[node]} of tree {Trees[node]} leads to node {child}, which the tree does not have");
            hasParent[at] = true;
            return leafOf[at];
        }
    }

    private (int, double)[][] Leaves(Dictionary<(int, int), int> index, int[] leafOf, int leaves)
    {
        var weights = new List<(int, double)>[leaves];
        for (int leaf = 0; leaf < leaves; leaf++) weights[leaf] = [];
        for (int w = 0; w < LeafTargets.Length; w++)
        {
            if (!index.TryGetValue((LeafTrees[w], LeafNodes[w]), out int node) || leafOf[node] >= 0)
                throw new ShapeException($"a weight is given for node {LeafNodes[w]} of tree {LeafTrees[w]}, which is no leaf");
            weights[~leafOf[node]].Add((LeafTargets[w], LeafWeights[w]));
        }
        return [.. weights.Select(l => l.ToArray())];
    }

    private static void Same(int count, string what, ReadOnlySpan<int> lengths)
    {
        foreach (int length in lengths)
            if (length != count) throw new ShapeException($"the lists that describe {what} have {count} and {length} entries, but should have the same number");
    }
}
