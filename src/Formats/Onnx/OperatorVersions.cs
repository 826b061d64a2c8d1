using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>
/// Which operator set a file must name so that its operators mean what the records mean: the version in which each operator took its
/// present form. Operators that are not listed have it since 13 or earlier.
/// </summary>
internal static class OperatorVersions
{
    /// <summary>The version that files name at least: widely read, and no operator of ours is rewritten for an older one.</summary>
    public const int Default = 17;

    private static readonly Dictionary<string, int> Since = new()
    {
        ["BatchNormalization"] = 15,
        ["HardSwish"] = 14,
        ["Trilu"] = 14,
        ["GRU"] = 14,
        ["LSTM"] = 14,
        ["RNN"] = 14,
        ["CastLike"] = 15,
        ["RoiAlign"] = 16,
        ["Bernoulli"] = 15,
        ["LayerNormalization"] = 17,
        ["BlackmanWindow"] = 17,
        ["HammingWindow"] = 17,
        ["HannWindow"] = 17,
        ["MelWeightMatrix"] = 17,
        ["STFT"] = 17,
        ["BitwiseAnd"] = 18,
        ["BitwiseNot"] = 18,
        ["BitwiseOr"] = 18,
        ["BitwiseXor"] = 18,
        ["CenterCropPad"] = 18,
        ["Col2Im"] = 18,
        ["Mish"] = 18,
        ["ReduceL1"] = 18,
        ["ReduceL2"] = 18,
        ["ReduceLogSum"] = 18,
        ["ReduceLogSumExp"] = 18,

        ["ReduceMean"] = 18,
        ["ReduceMin"] = 18,
        ["ReduceProd"] = 18,
        ["ReduceSumSquare"] = 18,
        ["DeformConv"] = 19,
        ["AffineGrid"] = 20,
        ["GridSample"] = 20,
        ["DFT"] = 20,
        ["Gelu"] = 20,
        ["StringConcat"] = 20,
        ["StringSplit"] = 20,
        ["RegexFullMatch"] = 20,
        ["GroupNormalization"] = 21,
        ["RMSNormalization"] = 23,
        ["RotaryEmbedding"] = 23,
        ["Swish"] = 24,
        ["TensorScatter"] = 24,
    };

    // Operators whose newer part counts only where a node makes use of it.
    private static readonly Dictionary<string, Func<Node, int>> Depending = new()
    {
        ["Attention"] = n => Has(n, 6) ? 24 : 23,
        ["Reshape"] = n => Says(n, "allowzero", true) ? 14 : 13,
        ["Shape"] = _ => 15,
        ["ReduceMax"] = n => n.Inputs[0]!.Type.Element == ElementType.Bool ? 20 : 18,
        ["ReduceMin"] = n => n.Inputs[0]!.Type.Element == ElementType.Bool ? 20 : 18,
        ["Pad"] = n => Says(n, "mode", "wrap") ? 19 : Has(n, 3) ? 18 : 13,
        // Half pixels that are symmetric came with 19; antialias, axes and bounds with 18.
        ["Resize"] = n => Says(n, "coordinate_transformation_mode", "half_pixel_symmetric") ? 19
            : Says(n, "antialias", true) || Attribute(n, "axes") is Ints { Length: > 0 } || !Says(n, "keep_aspect_ratio_policy", "stretch") ? 18
            : 13,
        ["Split"] = n => Has(n, 1) ? 13 : 18,
        ["ScatterElements"] = n => Says(n, "reduction", "max") || Says(n, "reduction", "min") ? 18 : 16,
        ["ScatterND"] = n => Says(n, "reduction", "max") || Says(n, "reduction", "min") ? 18 : 16,
        ["QuantizeLinear"] = n => Quantization(n, n.Outputs[0], n.Inputs[0]!) is var needed && Attribute(n, "output_dtype") is not ElementType.Undefined ? Math.Max(21, needed) : needed,
        ["DequantizeLinear"] = n => Attribute(n, "output_dtype") is not ElementType.Undefined ? 23 : Quantization(n, n.Inputs[0]!, n.Outputs[0]),
        ["AveragePool"] = n => Attribute(n, "dilations") is Ints dilations && dilations.ToArray().Any(d => d != 1) ? 19 : 13,
    };

    /// <summary>The lowest version of the operator's set that has the node's meaning.</summary>
    public static int Needed(Node node) =>
        Since.TryGetValue(node.Operator.OpType, out int since) ? since
        : Depending.TryGetValue(node.Operator.OpType, out Func<Node, int>? rule) ? rule(node)
        : 13;

    /// <summary>The version of another domain that has the meaning of all its nodes in a graph.</summary>
    public static int Needed(string domain, IEnumerable<Node> nodes) => domain != "ai.onnx.ml" ? 1 : nodes.Max(n => n.Operator switch
    {
        TreeEnsemble => 5,
        LabelEncoder { KeysTensor: not null } or LabelEncoder { ValuesTensor: not null } or LabelEncoder { DefaultTensor: not null } => 4,
        _ => 3,
    });

    /// <summary>The file format's version that came with a version of the operator set.</summary>
    public static int Ir(int opset) => opset switch { <= 18 => 8, <= 20 => 9, <= 22 => 10, 23 => 11, _ => 12 };

    private static int Quantization(Node node, Value quantized, Value number) =>
        Attribute(node, "precision") is ElementType and not ElementType.Undefined ? 23
        : quantized.Type.Element is not (ElementType.UInt8 or ElementType.Int8 or ElementType.Int32) || !Equals(Attribute(node, "block_size"), 0) ? 21
        : number.Type.Element is ElementType.Float16 or ElementType.BFloat16 ? 19 : 13;

    private static bool Has(Node node, int input) => input < node.Inputs.Count && node.Inputs[input] is not null;

    private static bool Says(Node node, string attribute, object value) => Equals(Attribute(node, attribute), value);

    private static object? Attribute(Node node, string name) =>
        OperatorSet.Of(node.Operator).Read(node.Operator).FirstOrDefault(a => a.Attribute.Name == name).Value;
}
