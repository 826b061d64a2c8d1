using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>Operators of the domain com.microsoft, into which ONNX Runtime's optimizer fuses several of ONNX's own.</summary>
internal static class ContribCompositions
{
    private const string Domain = "com.microsoft";

    public static readonly Dictionary<(string Domain, string Operator), Func<ImportedNode, IReadOnlyList<Value>>> Rules = new()
    {
        [("", "RotaryEmbedding")] = n => [ContribAttention.RotaryEmbedding(n)],
        [("", "SimplifiedLayerNormalization")] = SimplifiedLayerNormalization,
        [(Domain, "Attention")] = ContribAttention.Attention,
        [(Domain, "BiasAdd")] = n => [X(n) + n.Inputs[1]! + n.Inputs[2]!],
        [(Domain, "BiasGelu")] = n => [(X(n) + n.Inputs[1]!).Gelu()],
        [(Domain, "EmbedLayerNormalization")] = EmbedLayerNormalization,
        [(Domain, "DequantizeLinear")] = n => [n.Graph.Add(new DequantizeLinear(n.TakeValue<int>("axis") ?? 1, n.TakeValue<int>("block_size") ?? 0), [.. n.Inputs])],
        [(Domain, "FastGelu")] = n => [Added(X(n), Operand(n, 1)).Gelu("tanh")],
        [(Domain, "FusedConv")] = n => [FusedConv(n)],
        [(Domain, "FusedGemm")] = n => [FusedGemm(n)],
        [(Domain, "FusedMatMul")] = n => [FusedMatMul(n)],
        [(Domain, "Gelu")] = n => [X(n).Gelu()],
        [(Domain, "GroupQueryAttention")] = ContribAttention.GroupQueryAttention,
        [(Domain, "MultiHeadAttention")] = ContribAttention.MultiHeadAttention,
        [(Domain, "QuantizeLinear")] = n => [n.Graph.Add(new QuantizeLinear(n.TakeValue<int>("axis") ?? 1, n.TakeValue<int>("block_size") ?? 0,
            n.TakeValue<ElementType>("output_dtype") ?? ElementType.Undefined), [.. n.Inputs])],
        [(Domain, "QuickGelu")] = n => [X(n).Swish(n.TakeValue<float>("alpha") ?? 1.702f)],
        [(Domain, "RotaryEmbedding")] = n => [ContribAttention.ContribRotaryEmbedding(n)],
        [(Domain, "SimplifiedLayerNormalization")] = SimplifiedLayerNormalization,
        [(Domain, "SkipLayerNormalization")] = n => Skip(n, centered: true),
        [(Domain, "SkipSimplifiedLayerNormalization")] = n => Skip(n, centered: false),
        [(Domain, "TransposeMatMul")] = n => [FusedMatMul(n)],
    };

    /// <summary>An optional operand.</summary>
    public static Value? Operand(ImportedNode n, int index) => index < n.Inputs.Count ? n.Inputs[index] : null;

    /// <summary>The sum, or the first where there is no second.</summary>
    public static Value Added(Value x, Value? bias) => bias is null ? x : x + bias;

    private static Value X(ImportedNode n) => n.Inputs[0]!;

    private static Value[] SimplifiedLayerNormalization(ImportedNode n)
    {
        n.Attributes.Remove("stash_type");
        Value y = X(n).RMSNormalization(n.Inputs[1]!, n.TakeValue<int>("axis") ?? -1, n.TakeValue<float>("epsilon") ?? 1e-5f);
        return Named(n, 1) ? throw n.Error("its second result (inverse deviations) is not supported") : [y];
    }

    // Results 1 and 2 are statistics for training, result 3 the sum that is normalized.
    private static Value[] Skip(ImportedNode n, bool centered)
    {
        int scale = 2, bias = centered ? 4 : 3;
        Value sum = Added(X(n) + n.Inputs[1]!, Operand(n, bias));
        float epsilon = n.TakeValue<float>("epsilon") ?? (centered ? 1e-12f : 1e-5f);
        if (!centered) return [sum.RMSNormalization(n.Inputs[scale]!, epsilon: epsilon), sum, sum, sum];
        Node node = n.Graph.AddNode(new LayerNormalization(-1, epsilon), sum, n.Inputs[scale], Operand(n, 3));
        return [node.Outputs[0], node.Outputs[1], node.Outputs[2], sum];
    }

    // Results are the embedding, how many words of each text are not masked, and the sum that is normalized.
    private static Value[] EmbedLayerNormalization(ImportedNode n)
    {
        Value ids = X(n), words = n.Inputs[2]!, positions = n.Inputs[3]!;
        _ = n.TakeValue<int>("mask_index_type");
        Value sum = words.Gather(ids), mask;
        if (Operand(n, 8) is { } places) sum += positions.Gather(places);
        else
        {
            Value count = n.Graph.Add(new ShapeOf(1, 2), ids);
            sum += positions.Slice([0], [long.MaxValue], [0]).Gather(Places(n.Graph, count));
        }
        if (Operand(n, 1) is { } segments && Operand(n, 4) is { } kinds) sum += kinds.Gather(segments);
        mask = Operand(n, 7) is { } given ? given.ReduceSum([1], keepDims: false) : (ids - ids).ReduceSum([1], keepDims: false);
        return [sum.LayerNormalization(n.Inputs[5]!, n.Inputs[6], epsilon: n.TakeValue<float>("epsilon") ?? 1e-12f), mask.Cast(Tensors.ElementType.Int32), sum];
    }

    /// <summary>0, 1, 2 … up to, not including, a list of one number.</summary>
    public static Value Places(Graph graph, Value count) =>
        graph.Constant(Tensors.Tensor.Scalar(0L)).Range(count.Squeeze(0), graph.Constant(Tensors.Tensor.Scalar(1L)));

    private static Value FusedConv(ImportedNode n)
    {
        (string? activation, ListOf<float> numbers) = (n.Take<string>("activation"), n.TakeValue<ListOf<float>>("activation_params") ?? default);
        Value y = n.Graph.Add(new Conv(
            n.Take<string>("auto_pad") ?? "NOTSET", n.TakeValue<Ints>("dilations") ?? default, n.TakeValue<int>("group") ?? 1,
            n.TakeValue<Ints>("kernel_shape") ?? default, n.TakeValue<Ints>("pads") ?? default, n.TakeValue<Ints>("strides") ?? default), X(n), n.Inputs[1], Operand(n, 2));
        return Activated(n, Added(y, Operand(n, 3)), activation, numbers);
    }

    private static Value FusedGemm(ImportedNode n)
    {
        string? activation = n.Take<string>("activation");
        List<float> numbers = [];
        foreach (string name in (string[])["activation_alpha", "activation_beta", "activation_gamma"])
            if (n.TakeValue<float>(name) is { } number) numbers.Add(number);
        Value y = X(n).Gemm(n.Inputs[1]!, Operand(n, 2), n.TakeValue<float>("alpha") ?? 1, n.TakeValue<float>("beta") ?? 1,
            n.TakeValue<bool>("transA") ?? false, n.TakeValue<bool>("transB") ?? false);
        return Activated(n, y, activation, (ListOf<float>)[.. numbers]);
    }

    private static Value Activated(ImportedNode n, Value y, string? activation, ListOf<float> numbers)
    {
        return activation switch
        {
            null or "" => y,
            "Relu" => y.Relu(),
            "Sigmoid" => y.Sigmoid(),
            "Tanh" => y.Tanh(),
            "LeakyRelu" => y.LeakyRelu(Number(0, 0.01f)),
            "Clip" => y.Clip(Number(0, float.MinValue), Number(1, float.MaxValue)),
            "HardSigmoid" => y.HardSigmoid(Number(0, 0.2f), Number(1, 0.5f)),
            _ => throw n.Error($"activation '{activation}' is not one of Relu, Sigmoid, Tanh, LeakyRelu, Clip, HardSigmoid"),
        };

        float Number(int index, float otherwise) => index < numbers.Length ? numbers[index] : otherwise;
    }

    private static Value FusedMatMul(ImportedNode n)
    {
        Value a = Batches(X(n), n.TakeValue<bool>("transBatchA")), b = Batches(n.Inputs[1]!, n.TakeValue<bool>("transBatchB"));
        return a.FusedMatMul(b, n.TakeValue<float>("alpha") ?? 1, n.TakeValue<bool>("transA") ?? false, n.TakeValue<bool>("transB") ?? false);
    }

    // Matrices whose rows stand before the batches: [rows, batches, columns].
    private static Value Batches(Value x, bool? transposed) =>
        transposed == true ? x.Transpose([.. Enumerable.Range(1, x.Shape.Rank - 2), 0, x.Shape.Rank - 1]) : x;

    private static bool Named(ImportedNode n, int result) => n.OutputCount > result;
}
