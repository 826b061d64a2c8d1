using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Random numbers, and the picking of boxes and of different elements.</summary>
internal static class RandomRules
{
    public static readonly Dictionary<string, Func<ImportedNode, Results>> Map = new()
    {
        ["LinSpace"] = n => LinSpace(n),
        ["Multinomial"] = n => n.Input(0).Multinomial(checked((int)n.RequireIntegers(1, "the number of samples")[0])).Cast(n.Type("output_dtype", ElementType.Int64)),
        ["NonMaxSuppression"] = n => Suppressed(n, n.Graph.Constant(Tensor.Scalar(n.Float("iou_threshold", 0.5f))), null),
        ["NonMaxSuppressionV2"] = n => Suppressed(n, n.Input(3), null),
        ["NonMaxSuppressionV3"] = n => Suppressed(n, n.Input(3), n.Input(4)),
        ["RandomStandardNormal"] = n => Blank(n).RandomNormalLike(),
        ["RandomUniform"] = n => Blank(n).RandomUniformLike(),
        ["Unique"] = n => n.Input(0).Unique(sorted: false) is var unique ? (Value[])[unique.Values, unique.Inverse.Cast(n.Type("out_idx", ElementType.Int32))] : [],
    };

    private static Value Blank(ImportedNode n) => n.Longs(0).ConstantOfShape(new Tensor(n.Type("dtype"), [1]));

    private static Value LinSpace(ImportedNode n)
    {
        long count = n.RequireIntegers(2, "the number of elements")[0];
        Value start = n.Input(0), steps = n.Graph.Constant(Tensor.Scalar(0L)).Range(n.Graph.Constant(Tensor.Scalar(count)), n.Graph.Constant(Tensor.Scalar(1L))).Cast(start.Type.Element);
        return count == 1 ? start.Reshape(1) : start + steps * ((n.Input(1) - start) / (count - 1));
    }

    private static Value Suppressed(ImportedNode n, Value overlap, Value? score)
    {
        Value picked = n.Graph.Add(new NonMaxSuppression(), n.Input(0).Unsqueeze(0), n.Input(1).Unsqueeze(0, 1), n.Longs(2), overlap, score);
        return picked.Slice(1, 2).Squeeze(1).Cast(ElementType.Int32);
    }
}
