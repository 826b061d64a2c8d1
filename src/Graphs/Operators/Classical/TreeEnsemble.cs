using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Decision trees in the form that ai.onnx.ml has since version 5: rows [N, F] of features give [N, targets]. The attributes are ONNX's; nodes
/// and leaves lie in lists of their own, and a node says of each child whether it is a leaf.
/// </summary>
public sealed record TreeEnsemble(
    Ints LeafTargetids, TensorValue LeafWeights, Ints NodesFalseleafs, Ints NodesFalsenodeids, Ints NodesFeatureids, TensorValue NodesModes,
    TensorValue NodesSplits, Ints NodesTrueleafs, Ints NodesTruenodeids, Ints TreeRoots, int AggregateFunction = 1, TensorValue? MembershipValues = null,
    int? NTargets = null, TensorValue? NodesHitrates = null, Ints NodesMissingValueTracksTrue = default, int PostTransform = 0) : Operator
{
    private static readonly ConditionalWeakTable<TreeEnsemble, Forest> Forests = [];

    private int Targets => NTargets ?? 1;

    /// <inheritdoc/>
    public override string Domain => "ai.onnx.ml";

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (PostTransform < 0 || PostTransform >= Graphs.PostTransform.Names.Length) throw i.Error($"post_transform {PostTransform} is outside 0 to {Graphs.PostTransform.Names.Length - 1}");
        if (AggregateFunction is < 0 or > 3) throw i.Error($"aggregate_function {AggregateFunction} is outside 0 to 3");
        if (!LeafWeights.Tensor.Type.IsFloat()) throw i.Error($"leaf_weights must be floating-point numbers, not {LeafWeights}");
        Forest forest = Forests.GetValue(this, Link);
        i.Output(i.Element(0).IsFloat() ? i.Element(0) : ElementType.Float32, [ForestScoring.Rows(i, forest.Features), Targets]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => ForestScoring.Run(k, Forests.GetValue(this, Link), (Aggregate)AggregateFunction,
        new TreeEnsembleRegressor.Result(Graphs.PostTransform.Names[PostTransform], [], k.Output(0)));

    private static Forest Link(TreeEnsemble op)
    {
        double[] modes = NodeLists.Numbers(default, op.NodesModes), splits = NodeLists.Numbers(default, op.NodesSplits), weights = NodeLists.Numbers(default, op.LeafWeights);
        int count = modes.Length;
        foreach (int length in (int[])[splits.Length, op.NodesFeatureids.Length, op.NodesTruenodeids.Length, op.NodesTrueleafs.Length, op.NodesFalsenodeids.Length,
            op.NodesFalseleafs.Length, op.NodesMissingValueTracksTrue.Length == 0 ? count : op.NodesMissingValueTracksTrue.Length])
            if (length != count) throw new ShapeException($"the lists that describe nodes have {count} and {length} entries, but should have the same number");
        if (weights.Length != op.LeafTargetids.Length) throw new ShapeException($"there are {weights.Length} weights of leaves for {op.LeafTargetids.Length} targets of leaves");
        double[][] sets = Sets(op.MembershipValues);
        int set = 0;
        var nodes = new ForestNode[count];
        for (int n = 0; n < count; n++)
        {
            if (modes[n] is < 0 or > (double)Branch.Member) throw new ShapeException($"node {n} has mode {modes[n]}, which is outside 0 to {(int)Branch.Member}");
            bool member = modes[n] == (double)Branch.Member;
            if (member && set == sets.Length) throw new ShapeException($"node {n} asks for a member of a set, but membership_values has only {sets.Length} sets");
            nodes[n] = new ForestNode(op.NodesFeatureids[n], member ? set++ : splits[n], (Branch)modes[n],
                op.NodesMissingValueTracksTrue.Length > 0 && op.NodesMissingValueTracksTrue[n] != 0,
                Child(op.NodesTruenodeids[n], op.NodesTrueleafs[n]), Child(op.NodesFalsenodeids[n], op.NodesFalseleafs[n]));
        }
        return new Forest(nodes, op.TreeRoots.ToArray(), [.. weights.Select((w, leaf) => new[] { (op.LeafTargetids[leaf], w) })], sets, op.Targets);

        static int Child(int child, int isLeaf) => child < 0 ? throw new ShapeException($"a node leads to {child}, which is negative") : isLeaf != 0 ? ~child : child;
    }

    // The sets follow one another, each ended by NaN.
    private static double[][] Sets(TensorValue? values)
    {
        List<double[]> sets = [];
        List<double> set = [];
        foreach (double value in values is null ? [] : NodeLists.Numbers(default, values))
            if (!double.IsNaN(value)) set.Add(value);
            else
            {
                sets.Add([.. set.Order()]);
                set.Clear();
            }
        if (set.Count > 0) sets.Add([.. set.Order()]);
        return [.. sets];
    }
}

/// <summary>Registers <see cref="TreeEnsemble"/>.</summary>
internal static class TreeEnsembleBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<TreeEnsemble>("ai.onnx.ml");
}
