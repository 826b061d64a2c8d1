namespace MlNetDeepLearning.Graphs;

/// <summary>The passes that graphs go through before they run, in order.</summary>
public static class GraphPasses
{
    private const int MaxRounds = 4;

    /// <summary>All passes. Each sees what the ones before it left; they go round until none finds anything.</summary>
    public static IReadOnlyList<GraphPass> Passes { get; } =
    [
        new RemoveNoOperations(),
        // Before constants are folded, which makes floating-point numbers of quantized weights.
        new FuseQuantization(),
        new WidenHalfPrecision(),
        new FoldConstants(),
        new MergeMoves(),
        new CancelTransposes(),
        new FoldConstants(),
        new FoldScales(),
        new MoveBiasIntoProducts(),
        new FoldBatchNormalization(),
        new FoldConstants(),
        new MergeEqualNodes(),
        new RecognizeSwish(),
        new RecognizeRowNormalization(),
        new FuseAttention(),
        new FuseLinear(),
        new FuseActivations(),
        new FuseBatchNormalization(),
    ];

    // Once and at the end: what it makes hides the operators that other passes look for.
    private static readonly GraphPass Last = new FuseElementwise();

    /// <summary>A rewritten copy of a graph that gives the same results.</summary>
    /// <param name="graph">The graph; it stays as it is.</param>
    /// <param name="freeze">True to make constants of the parameters first, which lets more be folded.</param>
    /// <param name="passes">The passes to apply instead of all.</param>
    public static Graph Optimize(this Graph graph, bool freeze = false, IReadOnlyList<GraphPass>? passes = null)
    {
        Graph copy = graph.Copy(freeze);
        var rewriter = new GraphRewriter(copy);
        bool changed = true;
        for (int round = 0; changed && round < MaxRounds; round++)
        {
            changed = false;
            foreach (GraphPass pass in passes ?? Passes)
            {
                Apply(pass, rewriter);
                changed |= rewriter.Changed;
                if (rewriter.Changed) rewriter.Finish();
            }
        }
        if (passes is not null) return copy;
        Apply(Last, rewriter);
        if (rewriter.Changed) rewriter.Finish();
        return copy;
    }

    // A rule that looks beyond the node it is at may meet a value of which nothing is known, or a node that lacks operands, which its shape rule did not notice
    // for that reason and will refuse when the graph runs. What the rule replaced until then is right.
    private static void Apply(GraphPass pass, GraphRewriter rewriter)
    {
        try
        {
            pass.Apply(rewriter);
        }
        catch (Exception e) when (e is UnknownTypeException or ArgumentOutOfRangeException)
        {
        }
    }
}
