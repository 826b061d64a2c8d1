using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>A graph inside an operator: a branch, or a loop's body.</summary>
/// <param name="Attribute">The ONNX name of the attribute that it is.</param>
/// <param name="Graph">The graph; its last inputs are the values of the outer graph that it uses.</param>
/// <param name="Formals">How many inputs of the graph come before those.</param>
/// <param name="FirstCapture">The operand of the node that is the first of those; the others follow it.</param>
public readonly record struct Subgraph(string Attribute, Graph Graph, int Formals, int FirstCapture)
{
    /// <summary>How many values of the outer graph it uses.</summary>
    public int Captures => Graph.Inputs.Count - Formals;
}

/// <summary>
/// An operator that runs graphs of its own (If, Loop, Scan, SequenceMap). What such a graph uses of the graph around it (in files: by its name)
/// are operands of the node, behind the operator's own, and inputs of the inner graph, behind its own: so a graph never reaches outside itself.
/// </summary>
public abstract record SubgraphOperator : Operator
{
    /// <inheritdoc/>
    public sealed override bool GivesResults => true;

    /// <summary>The inner graphs, for a node with that many operands.</summary>
    public abstract IReadOnlyList<Subgraph> Subgraphs(int operands);

    /// <summary>The number of operands that are the operator's own, for a node with that many in all.</summary>
    public int OwnOperands(int operands) => operands - Subgraphs(operands).Sum(s => s.Captures);

    /// <summary>Runs an inner graph.</summary>
    /// <param name="k">The kernel.</param>
    /// <param name="body">The inner graph.</param>
    /// <param name="formals">A tensor for each of the inputs that are not captured.</param>
    /// <param name="iteration">Counts the runs within one run of the node, for random numbers.</param>
    private protected static Tensor[] Run(Kernel k, Subgraph body, ReadOnlySpan<Tensor> formals, int iteration = 0)
    {
        IGraphRunner runner = k.State.Bodies ?? throw new InvalidOperationException($"{k.Node} cannot run here, because nothing runs its {body.Attribute}.");
        var inputs = new Tensor[body.Graph.Inputs.Count];
        formals.CopyTo(inputs);
        for (int c = 0; c < body.Captures; c++) inputs[body.Formals + c] = k.Input(body.FirstCapture + c);
        return runner.Run(body.Graph, inputs, unchecked(k.State.Step * 1_000_003 + (ulong)iteration));
    }

    private protected static bool IsTrue(Tensor condition) => condition.AsBytes()[0] != 0;

    /// <summary>The type of a result of which two graphs or iterations give two versions: what both have in common.</summary>
    private protected static TensorType Common(TensorType a, TensorType b)
    {
        if (a.Element != b.Element) return TensorType.Unknown;
        TensorType? item = a.Item is null || b.Item is null ? a.Item ?? b.Item : Common(a.Item, b.Item);
        if (!a.Shape.IsRanked || !b.Shape.IsRanked || a.Shape.Rank != b.Shape.Rank) return new TensorType(a.Element, SymbolicShape.Unranked) { Item = item };
        Dim[] dims = [.. a.Shape.Dims.ToArray().Select((d, i) => d == b.Shape[i] ? d : Dim.Unknown())];
        return new TensorType(a.Element, SymbolicShape.Of(dims)) { Item = item };
    }
}
