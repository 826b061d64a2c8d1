namespace MlNetDeepLearning.Graphs;

/// <summary>
/// One kind of rewriting that leaves a graph's results as they are (up to rounding) and makes it run faster.
/// </summary>
/// <remarks>
/// To write one: derive a sealed class, one to a file in this folder, look for the pattern in <see cref="Apply"/>, add the nodes that
/// replace it by the ordinary builder methods (<c>x.Relu()</c>, <c>rewriter.Graph.Add(new Gemm(), x, w)</c>), hand their results to
/// <see cref="GraphRewriter.Replace"/>, and list the class in <see cref="GraphPasses"/>. Nothing is removed by hand: what nobody uses any
/// more disappears by itself, and new nodes move to where their results are needed. A value that fusing would swallow must have no other use
/// (<see cref="GraphRewriter.HasOneUse"/>). Parameters may change between runs, so only constants may be computed with; frozen copies
/// (<see cref="GraphCopying"/>) have nothing but constants. The test beside it runs a graph with and without the pass.
/// </remarks>
public abstract class GraphPass
{
    /// <summary>Rewrites what it finds; the nodes to look at are <see cref="GraphRewriter.Nodes"/>.</summary>
    public abstract void Apply(GraphRewriter rewriter);
}
