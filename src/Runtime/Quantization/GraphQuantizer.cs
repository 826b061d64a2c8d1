using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Runtime.Quantization;

/// <summary>
/// Makes eight-bit networks of floating-point ones after training (Jacob et al. 2018; Nagel et al., "A white paper on neural network
/// quantization", 2021). The results are ordinary graphs of ONNX operators: to run, and to export to files that other runtimes open.
/// </summary>
public static class GraphQuantizer
{
    // What makes the network smaller without taking it out of ONNX's operators, batch normalization folded above all.
    private static IReadOnlyList<GraphPass> Preparation =>
        [new RemoveNoOperations(), new FoldConstants(), new MoveBiasIntoProducts(), new FoldBatchNormalization(), new FoldConstants(), new MergeEqualNodes()];

    /// <summary>
    /// Quantizes weights and activations, with ranges of activations that follow from sample data. Activations are asymmetric with one scale, weights
    /// symmetric with one scale for each output channel, biases 32 bits wide; outputs of the network stay floating-point.
    /// </summary>
    /// <param name="graph">The network; it stays as it is. Parameters become constants with the elements they have now.</param>
    /// <param name="batches">Sample inputs, a tensor for each input of the graph in each: some hundred typical samples in all. They are run up to three times.</param>
    /// <param name="options">How to quantize.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="ArgumentException">There is no batch, the options contradict themselves, or the network has no node to quantize.</exception>
    /// <exception cref="ShapeException">A batch does not fit the network's inputs.</exception>
    public static QuantizedGraph QuantizeStatic(
        Graph graph, IReadOnlyList<Tensor[]> batches, QuantizationOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new QuantizationOptions();
        options.Check();
        if (batches.Count == 0) throw new ArgumentException("Calibration needs one batch of sample inputs at least.", nameof(batches));
        Graph prepared = graph.Optimize(freeze: true, passes: Preparation);
        var plan = new QuantizationPlan(prepared, options);
        if (plan.Selected.Count == 0) throw Nothing(plan.Remarks, options);
        Dictionary<Value, (float Low, float High)> ranges = Calibration.Ranges(prepared, plan.Values, batches, options, cancellation);
        var rewriter = new StaticRewriter(plan, ranges, options);
        Graph quantized = rewriter.Run(prepared);
        IReadOnlyList<OutputNoise> noise = Calibration.Compare(prepared, quantized, batches, cancellation);
        return new QuantizedGraph(quantized, new QuantizationReport([.. plan.Remarks.Select(r => Describe(r.Node, r.Remark))], Bytes(prepared), Bytes(quantized), noise));

        QuantizedNode Describe(Node node, string remark)
        {
            Value y = node.Outputs[0];
            if (remark.Length > 0 || plan.RangeOf(y) is not { } source) return Plain(node, remark);
            (float low, float high) = ranges[source];
            (float scale, int zero) = rewriter.Parameters(source);
            return new QuantizedNode(node.Name, node.Operator.OpType, true, "", low, high, scale, zero);
        }
    }

    /// <summary>
    /// Quantizes weights, and activations by the range they have in each run: needs no sample data, costs some speed. Matrix products and
    /// convolutions with constant weights become DynamicQuantizeLinear with MatMulInteger or ConvInteger; with
    /// <see cref="QuantizationOptions.WeightsOnly"/> their weights alone are stored in eight bits.
    /// </summary>
    /// <param name="graph">The network; it stays as it is. Parameters become constants with the elements they have now.</param>
    /// <param name="options">How to quantize.</param>
    /// <param name="batches">Sample inputs to measure the outputs' noise with; none when left out.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="ArgumentException">The options contradict themselves, or the network has no node to quantize.</exception>
    public static QuantizedGraph QuantizeDynamic(
        Graph graph, QuantizationOptions? options = null, IReadOnlyList<Tensor[]>? batches = null, CancellationToken cancellation = default)
    {
        options ??= new QuantizationOptions();
        options.Check();
        Graph prepared = graph.Optimize(freeze: true, passes: Preparation);
        var rewriter = new DynamicRewriter(options);
        Graph quantized = rewriter.Run(prepared);
        if (rewriter.Remarks.All(r => r.Remark.Length > 0)) throw Nothing(rewriter.Remarks, options);
        IReadOnlyList<OutputNoise> noise = batches is null ? [] : Calibration.Compare(prepared, quantized, batches, cancellation);
        return new QuantizedGraph(quantized,
            new QuantizationReport([.. rewriter.Remarks.Select(r => Plain(r.Node, r.Remark))], Bytes(prepared), Bytes(quantized), noise));
    }

    private static QuantizedNode Plain(Node node, string remark) =>
        new(node.Name, node.Operator.OpType, remark.Length == 0, remark, float.NaN, float.NaN, float.NaN, 0);

    private static ArgumentException Nothing(IEnumerable<(Node Node, string Remark)> remarks, QuantizationOptions options)
    {
        string reasons = string.Join("; ", remarks.Take(5).Select(r => $"{r.Node}: {r.Remark}"));
        return new ArgumentException(reasons.Length > 0
            ? $"No node can be quantized: {reasons}."
            : $"The network has none of the operators to quantize: {string.Join(", ", options.Operators.Order(StringComparer.Ordinal))}.", "graph");
    }

    private static long Bytes(Graph graph) =>
        graph.Nodes.SelectMany(n => n.Inputs).Distinct().Sum(v => v?.Constant is { } tensor && tensor.Type != ElementType.String ? tensor.Bytes : 0);
}
