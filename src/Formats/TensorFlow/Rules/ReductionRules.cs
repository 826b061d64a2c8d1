using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Operators that take axes together.</summary>
internal static class ReductionRules
{
    public static readonly Dictionary<string, Func<ImportedNode, Results>> Map = new()
    {
        ["All"] = n => Truth(n, (x, axes, keep) => x.ReduceMin(axes, keep)),
        ["Any"] = n => Truth(n, (x, axes, keep) => x.ReduceMax(axes, keep)),
        ["ArgMax"] = n => n.Input(0).ArgMax(Axis(n, 1)).Cast(n.Type("output_type", ElementType.Int64)),
        ["ArgMin"] = n => n.Input(0).ArgMin(Axis(n, 1)).Cast(n.Type("output_type", ElementType.Int64)),
        ["Cumsum"] = n => n.Input(0).CumSum(Axis(n, 1), n.Flag("exclusive"), n.Flag("reverse")),
        ["EuclideanNorm"] = n => Reduce(n, (x, axes, keep) => x.ReduceL2(axes, keep)),
        ["InTopKV2"] = n => InTop(n.Input(0), n.Input(1), n.Input(2).Cast(ElementType.Int64)),
        ["LogSoftmax"] = n => n.Input(0).LogSoftmax(),
        ["Max"] = n => Reduce(n, (x, axes, keep) => x.ReduceMax(axes, keep)),
        ["Mean"] = n => Reduce(n, (x, axes, keep) => x.ReduceMean(axes, keep)),
        ["Min"] = n => Reduce(n, (x, axes, keep) => x.ReduceMin(axes, keep)),
        ["Prod"] = n => Reduce(n, (x, axes, keep) => x.ReduceProd(axes, keep)),
        ["Softmax"] = n => n.Input(0).Softmax(),
        ["SoftmaxCrossEntropyWithLogits"] = n => (Value[])[(n.Input(0).LogSoftmax() * n.Input(1)).ReduceSum([1], keepDims: false).Neg(), n.Input(0).Softmax() - n.Input(1)],
        ["SparseSoftmaxCrossEntropyWithLogits"] = n => n.Input(0).LogSoftmax().GatherElements(n.Longs(1).Unsqueeze(1), 1).Squeeze(1).Neg(),
        ["Sum"] = n => Reduce(n, (x, axes, keep) => x.ReduceSum(axes, keep)),
        ["TopK"] = n => Top(n, n.List(n.Int("k"))),
        ["TopKV2"] = n => Top(n, n.Longs(1).Reshape(1)),
    };

    /// <summary>The axis that an operand says, which must be known.</summary>
    public static int Axis(ImportedNode n, int index) => n.RequireIntegers(index, "the axis") is [var axis] ? checked((int)axis) : throw n.Error($"the axis (input {index}) must be one number");

    private static Value Reduce(ImportedNode n, Func<Value, Ints, bool, Value> reduce)
    {
        Value x = n.Input(0);
        bool keep = n.Flag("keep_dims");
        Ints axes = Axes(n, x);
        // An empty list of axes means none here, and all to the operators.
        return axes.Length == 0 ? x : reduce(x, axes, keep);
    }

    private static Ints Axes(ImportedNode n, Value x)
    {
        if (n.Integers(1) is { } known) return [.. known.Select(a => checked((int)a))];
        // Keras asks for all axes as range(rank), which is known as soon as the rank is.
        throw n.Error($"the axes to reduce (input 1) of {x.Type} must be known when the graph is built");
    }

    private static Value Truth(ImportedNode n, Func<Value, Ints, bool, Value> reduce)
    {
        Ints axes = Axes(n, n.Input(0));
        return axes.Length == 0 ? n.Input(0) : reduce(n.Input(0).Cast(ElementType.Int32), axes, n.Flag("keep_dims")).Cast(ElementType.Bool);
    }

    private static Value[] Top(ImportedNode n, Value count)
    {
        Node node = n.Graph.AddNode(new TopK(), n.Input(0), count);
        return [node.Outputs[0], node.Outputs[1].Cast(n.Type("index_type", ElementType.Int32))];
    }

    // Fewer than k scores of a row are higher than that of its target.
    private static Value InTop(Value scores, Value targets, Value count)
    {
        Value score = scores.GatherElements(targets.Cast(ElementType.Int64).Unsqueeze(1), 1);
        return scores.Greater(score).Cast(ElementType.Int64).ReduceSum([1], keepDims: false).Less(count);
    }
}
