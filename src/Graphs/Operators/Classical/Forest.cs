using System.Runtime.InteropServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>How a node of a tree compares a feature with its value; the numbers are those of TreeEnsemble.</summary>
internal enum Branch
{
    LessOrEqual, Less, GreaterOrEqual, Greater, Equal, NotEqual, Member,
}

/// <summary>How the leaves that a row reaches in the trees are brought together; the numbers are those of TreeEnsemble.</summary>
internal enum Aggregate
{
    Average, Sum, Min, Max,
}

/// <summary>An inner node. <see cref="Yes"/> and <see cref="No"/> are nodes, or leaves as the complement of their number.</summary>
internal record struct ForestNode(int Feature, double Value, Branch Mode, bool MissingIsYes, int Yes, int No);

/// <summary>The nodes that nearly all forests are made of: x[Feature] ≤ Value, in a quarter of a cache line.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct PlainNode(ForestNode node)
{
    public readonly int Feature = node.Feature;
    public readonly float Value = (float)node.Value;

    // Yes follows No: a walk picks one of the two by what the comparison gives.
    public readonly int No = node.No;
    public readonly int Yes = node.Yes;
}

/// <summary>
/// Decision trees in arrays: nodes in the order in which they are walked (a node's first child follows it), and leaves with what they add to
/// which target.
/// </summary>
internal sealed class Forest
{
    private readonly double[][] _sets;
    private readonly int[] _leafStarts;
    private readonly int[] _leafTargets;
    private readonly double[] _leafWeights;

    /// <summary>Links nodes to trees.</summary>
    /// <param name="nodes">All nodes; their children are indices into this list, or complements of a leaf's number.</param>
    /// <param name="roots">The first node of each tree, or the complement of a leaf's number where a tree is nothing else.</param>
    /// <param name="leaves">What each leaf adds to which target.</param>
    /// <param name="sets">The sets of nodes that ask whether a feature is a member; their value is the index.</param>
    /// <param name="targets">The number of targets.</param>
    /// <exception cref="ShapeException">A child, target or feature does not exist, or nodes form a cycle.</exception>
    public Forest(ForestNode[] nodes, int[] roots, (int Target, double Weight)[][] leaves, double[][] sets, int targets)
    {
        Targets = targets;
        _sets = sets;
        int weights = leaves.Sum(l => l.Length);
        (_leafStarts, _leafTargets, _leafWeights) = (new int[leaves.Length + 1], new int[weights], new double[weights]);
        for (int leaf = 0, at = 0; leaf < leaves.Length; leaf++)
        {
            foreach ((int target, double weight) in leaves[leaf])
            {
                if (target < 0 || target >= targets) throw new ShapeException($"leaf {leaf} adds to target {target}, but there are {targets}");
                (_leafTargets[at], _leafWeights[at++]) = (target, weight);
            }
            _leafStarts[leaf + 1] = at;
        }
        (Roots, Nodes) = ForestOrder.Link(nodes, roots, leaves.Length);
        foreach (ForestNode node in Nodes)
            Features = Math.Max(Features, node.Feature is >= 0 and < int.MaxValue ? node.Feature + 1 : throw new ShapeException($"the trees look at feature {node.Feature}"));
        if (Nodes.All(n => n is { Mode: Branch.LessOrEqual, MissingIsYes: false } && (double)(float)n.Value == n.Value))
            Plain = [.. Nodes.Select(n => new PlainNode(n))];
    }

    /// <summary>The number of targets.</summary>
    public int Targets { get; }

    /// <summary>The number of features that rows must have at least.</summary>
    public int Features { get; }

    /// <summary>The first node of each tree, or the complement of a leaf's number.</summary>
    public int[] Roots { get; }

    /// <summary>The inner nodes.</summary>
    public ForestNode[] Nodes { get; }

    /// <summary>The same nodes, where all compare single-precision numbers by ≤; else null.</summary>
    public PlainNode[]? Plain { get; }

    /// <summary>Whether a row goes on at the yes of a node.</summary>
    public bool Decides(in ForestNode node, double x) => (node.MissingIsYes && double.IsNaN(x)) || node.Mode switch
    {
        Branch.LessOrEqual => x <= node.Value,
        Branch.Less => x < node.Value,
        Branch.GreaterOrEqual => x >= node.Value,
        Branch.Greater => x > node.Value,
        Branch.Equal => x == node.Value,
        Branch.NotEqual => x != node.Value,
        _ => Array.BinarySearch(_sets[(int)node.Value], x) >= 0,
    };

    /// <summary>Brings a leaf into the scores of a row, in which NaN stands for no score yet where the smallest or largest counts.</summary>
    public unsafe void Take(int leaf, double* scores, Aggregate aggregate)
    {
        for (int i = _leafStarts[leaf]; i < _leafStarts[leaf + 1]; i++)
        {
            ref double score = ref scores[_leafTargets[i]];
            double weight = _leafWeights[i];
            if (aggregate <= Aggregate.Sum) score += weight;
            else if (double.IsNaN(score) || (aggregate == Aggregate.Min ? weight < score : weight > score)) score = weight;
        }
    }

    /// <summary>The weights of all leaves.</summary>
    public ReadOnlySpan<double> Weights => _leafWeights;

    /// <summary>The only target that leaves add to, or -1 when there are several.</summary>
    public int OnlyTarget => _leafTargets.Length > 0 && _leafTargets.AsSpan().IndexOfAnyExcept(_leafTargets[0]) < 0 ? _leafTargets[0] : -1;
}
