using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Hosting.Scoring;

/// <summary>The multiply-adds of a network: what one run of its convolutions, matrix products and recurrent layers takes. The rest is small beside them.</summary>
/// <param name="MultiplyAdds">Their number, with every open dimension as 1; of branches the costlier, of loops one time round.</param>
/// <param name="ByOperator">The number by operator, largest first.</param>
/// <param name="Open">True when a dimension beside the batch is open, so that the number is that of one place of it.</param>
public sealed record GraphCost(long MultiplyAdds, IReadOnlyList<(string Operator, long MultiplyAdds)> ByOperator, bool Open)
{
    /// <summary>Counts.</summary>
    public static GraphCost Of(Graph graph)
    {
        bool open = graph.Inputs.Any(i => !i.Shape.IsRanked || i.Shape.ToArray().Skip(1).Any(d => !d.IsKnown));
        (string Operator, long Count)[] counts = [.. Counts(graph).GroupBy(n => n.Operator, n => n.Count)
            .Select(g => (g.Key, g.Sum())).Where(g => g.Item2 > 0).OrderByDescending(g => g.Item2)];
        return new GraphCost(counts.Sum(c => c.Count), counts, open);
    }

    // Of branches the costlier one counts, of loops one time round.
    private static IEnumerable<(string Operator, long Count)> Counts(Graph graph) => graph.Nodes.SelectMany(n => n.Operator is SubgraphOperator op
        ? op.Subgraphs(n.Inputs.Count).Select(s => Counts(s.Graph).ToArray()).MaxBy(c => c.Sum(o => o.Count)) ?? []
        : [(n.Operator.OpType, Of(n))]);

    private static long Of(Node node)
    {
        IReadOnlyList<Value?> inputs = node.Inputs;
        SymbolicShape output = node.Outputs[0].Shape;
        return node.Operator.OpType switch
        {
            "Conv" or "FusedConv" or "ConvInteger" or "DeformConv" => Count(output) * PerResult(inputs[1]!.Shape),
            "QLinearConv" => Count(output) * PerResult(inputs[3]!.Shape),
            "ConvTranspose" => Count(inputs[0]!.Shape) * PerResult(inputs[1]!.Shape),
            "MatMul" or "MatMulInteger" or "FusedMatMul" => Count(output) * Last(inputs[0]!.Shape),
            "QLinearMatMul" => Count(output) * Last(inputs[0]!.Shape),
            "Gemm" or "FusedGemm" => Count(output) * (Count(inputs[1]!.Shape) / Math.Max(1, Last(output))),
            "LSTM" or "GRU" or "RNN" => Number(inputs[0]!.Shape, 0) * Number(inputs[0]!.Shape, 1) * (Count(inputs[1]!.Shape) + Count(inputs[2]!.Shape)),
            _ => 0,
        };
    }

    // Of weights M x C x kernel, what one result takes: C times the kernel.
    private static long PerResult(SymbolicShape weights) => !weights.IsRanked || weights.Rank < 2 ? 0 : Count(weights) / Math.Max(1, Number(weights, 0));

    private static long Last(SymbolicShape shape) => !shape.IsRanked || shape.Rank == 0 ? 1 : Number(shape, shape.Rank - 1);

    private static long Number(SymbolicShape shape, int axis) => shape.IsRanked && axis < shape.Rank ? shape[axis].Factor : 1;

    private static long Count(SymbolicShape shape)
    {
        long count = 1;
        if (!shape.IsRanked) return count;
        for (int axis = 0; axis < shape.Rank; axis++) count *= shape[axis].Factor;
        return count;
    }
}
