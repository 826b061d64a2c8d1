using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>
/// Operators of files that are several of ours: what they are named there, and how they are built. A rule takes the attributes that it knows;
/// those that it leaves are errors.
/// </summary>
internal static class Compositions
{
    private static readonly Dictionary<(string Domain, string Operator), Func<ImportedNode, IReadOnlyList<Value>>> Rules = new([.. ClassicalCompositions.Rules, .. ContribCompositions.Rules])
    {
        [("", "Compress")] = n => [X(n).Compress(n.Inputs[1]!, n.TakeValue<int>("axis"))],
        [("", "GlobalLpPool")] = n => [X(n).GlobalLpPool(n.TakeValue<float>("p") ?? 2)],
        [("", "Hardmax")] = n => [X(n).Hardmax(n.TakeValue<int>("axis") ?? -1)],
        [("", "LpPool")] = n => [LpPool(n)],
        [("", "MeanVarianceNormalization")] = n => [X(n).MeanVarianceNormalization(n.TakeValue<Ints>("axes") ?? [0, 2, 3])],
        [("", "Scatter")] = n => [X(n).ScatterElements(n.Inputs[1]!, n.Inputs[2]!, n.TakeValue<int>("axis") ?? 0)],
        [("", "Shrink")] = n => [X(n).Shrink(n.TakeValue<float>("lambd") ?? 0.5f, n.TakeValue<float>("bias") ?? 0)],

        [(TrainingOperators.Domain, "Adagrad")] = TrainingOperators.Adagrad,
        [(TrainingOperators.Domain, "Adam")] = TrainingOperators.Adam,
        [(TrainingOperators.Domain, "Gradient")] = TrainingOperators.Gradient,
        [(TrainingOperators.Domain, "Momentum")] = TrainingOperators.Momentum,

        // Operators that the first versions of ONNX had on trial; files of that time still use them.
        [("", "Affine")] = n => [X(n) * (n.TakeValue<float>("alpha") ?? 1) + (n.TakeValue<float>("beta") ?? 0)],
        [("", "Crop")] = n => [Crop(n)],
        [("", "ImageScaler")] = n => [ImageScaler(n)],
        [("", "ParametricSoftplus")] = n =>
            [(X(n) * (n.TakeValue<float>("beta") ?? 1)).Softplus() * (n.TakeValue<float>("alpha") ?? 1)],
        [("", "ScaledTanh")] = n => [(X(n) * (n.TakeValue<float>("beta") ?? 1)).Tanh() * (n.TakeValue<float>("alpha") ?? 1)],
    };

    /// <summary>Whether there is a rule for an operator.</summary>
    public static bool Has(string domain, string op) => Rules.ContainsKey((domain == "ai.onnx" ? "" : domain, op));

    /// <summary>Builds what a node computes; null when there is no rule for it.</summary>
    /// <exception cref="OnnxFormatException">The node has an attribute that the rule does not know.</exception>
    public static IReadOnlyList<Value>? Apply(ImportedNode node)
    {
        if (!Rules.TryGetValue((node.Domain, node.OpType), out Func<ImportedNode, IReadOnlyList<Value>>? rule)) return null;
        IReadOnlyList<Value> results = rule(node);
        return node.Attributes.Count == 0 ? results : throw node.Error($"the attribute '{node.Attributes.Keys.First()}' is not one of the operator's");
    }

    private static Value X(ImportedNode node) => node.Inputs[0]!;

    private static Value LpPool(ImportedNode n)
    {
        Ints kernel = n.TakeValue<Ints>("kernel_shape") ?? throw n.Error("it needs the attribute 'kernel_shape', which is missing");
        return X(n).LpPool(kernel, n.TakeValue<float>("p") ?? 2, n.TakeValue<Ints>("strides") ?? default, n.TakeValue<Ints>("pads") ?? default,
            n.TakeValue<Ints>("dilations") ?? default, n.Take<string>("auto_pad") ?? "NOTSET", n.TakeValue<bool>("ceil_mode") ?? false);
    }

    // A border of [left, top, right, bottom] is cut off; with a scale [height, width] that much is kept behind left and top.
    private static Value Crop(ImportedNode n)
    {
        Ints border = n.TakeValue<Ints>("border") ?? default;
        if (border.Length != 4) throw n.Error($"border {border} must have 4 numbers: left, top, right, bottom");
        (long bottom, long right) = (End(border[3]), End(border[2]));
        if (n.TakeValue<Ints>("scale") is { Length: 2 } scale) (bottom, right) = (border[1] + scale[0], border[0] + scale[1]);
        return X(n).Slice([border[1], border[0]], [bottom, right], [2, 3]);

        static long End(int cut) => cut == 0 ? long.MaxValue : -cut;
    }

    private static Value ImageScaler(ImportedNode n)
    {
        Value scaled = X(n) * (n.TakeValue<float>("scale") ?? 1);
        if (n.Take<float[]>("bias") is not { Length: > 0 } bias) return scaled;
        Tensor channels = Tensor.Of<float>([bias.Length, 1, 1], bias);
        return scaled + n.Graph.Constant(channels).Cast(X(n).Type.Element);
    }
}
