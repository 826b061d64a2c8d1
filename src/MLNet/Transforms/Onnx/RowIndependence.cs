using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>
/// Whether a model computes each row by itself, so that rows may be scored together. The model is laid out for one row and for several: where
/// the shapes differ lie the rows, and each operator is held against what it may do with that axis. What is not known counts as mixing rows.
/// </summary>
internal sealed class RowIndependence
{
    // What a value is instead of having rows on an axis: the same for all rows, or a number that depends on how many rows there are.
    private const int Same = -1, Size = -2, Mixed = -3;

    private static readonly HashSet<string> Elementwise =
    [
        "And", "BitShift", "BitwiseAnd", "BitwiseNot", "BitwiseOr", "BitwiseXor", "Cast", "CastLike", "Clip", "DequantizeLinear", "Dropout", "Equal", "Expand",
        "Greater", "GreaterOrEqual", "Identity", "IsInf", "IsNaN", "LabelEncoder", "Less", "LessOrEqual", "Max", "Mean", "Min", "Mod", "Not", "Or", "PRelu",
        "Pow", "QuantizeLinear", "Shrink", "Sum", "Where", "Xor",
    ];

    private static readonly HashSet<string> FirstAxis =
    [
        "Attention", "AveragePool", "BatchNormalization", "Conv", "ConvInteger", "ConvTranspose", "DepthToSpace", "Gemm", "GlobalAveragePool", "GlobalLpPool",
        "GlobalMaxPool", "GroupNormalization", "InstanceNormalization", "LRN", "LpPool", "MaxPool", "Pad", "QLinearConv", "Resize", "SVMClassifier",
        "SVMRegressor", "SpaceToDepth", "TreeEnsemble", "TreeEnsembleClassifier", "TreeEnsembleRegressor", "ZipMap",
    ];

    private static readonly HashSet<string> OneAxis =
        ["ArgMax", "ArgMin", "Concat", "GatherElements", "Hardmax", "LogSoftmax", "LpNormalization", "Softmax", "Split", "TopK"];

    private static readonly HashSet<string> Views = ["Flatten", "Reshape", "Squeeze", "Unsqueeze"];

    private const int Several = 7;

    private readonly Dictionary<Value, int> _axes = [];
    private readonly Dictionary<Value, Value> _severals = [];

    private RowIndependence(Graph one, Graph several)
    {
        foreach ((Node few, Node many) in one.Nodes.Zip(several.Nodes))
            foreach ((Value value, Value twin) in few.Outputs.Zip(many.Outputs)) _severals[value] = twin;
    }

    /// <summary>Whether all inputs and outputs count rows with the same open first dimension, and no row has a part in another's results.</summary>
    public static bool Holds(Graph graph)
    {
        if (graph.Inputs.Count == 0 || graph.Inputs.Any(i => !i.Shape.IsRanked || i.Shape.Rank == 0)) return false;
        Dim rows = graph.Inputs[0].Shape[0];
        if (rows.IsKnown || rows.Factor != 1 || graph.Inputs.Any(i => i.Shape[0] != rows || i.Shape.Dims[1..].ToArray().Any(d => !d.IsKnown))) return false;
        if (OnnxShapes.WithRows(graph, 1) is not { } one || OnnxShapes.WithRows(graph, Several) is not { } several || one.Nodes.Count != several.Nodes.Count) return false;
        var rule = new RowIndependence(one, several);
        foreach (Value input in one.Inputs) rule._axes[input] = 0;
        return one.Nodes.All(rule.Follow) && one.Outputs.All(o => rule.Of(o.Value) == 0);
    }

    private int Of(Value? value)
    {
        if (value is null) return Same;
        if (_axes.TryGetValue(value, out int axis)) return axis;
        if (value.Known is not { } known || value.Producer is null) return Same;
        return _severals[value].Known is { } other && other.Type == known.Type && other.Shape == known.Shape && other.AsBytes().SequenceEqual(known.AsBytes()) ? Same : Size;
    }

    private bool Follow(Node node)
    {
        if (node.Outputs.All(o => o.Known is not null)) return true;
        int[] axes = [.. node.Inputs.Select(Of)];
        if (axes.All(a => a == Same)) return node.Operator.IsDeterministic;
        bool sizes = axes.All(a => a is Same or Size);
        foreach (Value output in node.Outputs)
            if ((_axes[output] = AxisOf(output, node)) == Mixed) return false;
        if (sizes) return node.Operator is ConstantOfShape or Expand;
        if (axes[0] == Size || (axes.Contains(Size) && node.Operator is not (Reshape or Expand))) return false;
        return node.Outputs.All(o => Keeps(node, axes, o));
    }

    private int AxisOf(Value value, Node node)
    {
        if (node.Operator.OpType == "ZipMap") return 0;
        (SymbolicShape few, SymbolicShape many) = (value.Shape, _severals[value].Shape);
        if (!few.IsKnown || !many.IsKnown || few.Rank != many.Rank) return Mixed;
        int[] differing = [.. Enumerable.Range(0, few.Rank).Where(d => few[d] != many[d])];
        return differing is [var axis] && few[axis] == 1 && many[axis] == Several ? axis : Mixed;
    }

    private bool Keeps(Node node, int[] axes, Value output)
    {
        (string op, int result) = (node.Operator.OpType, Of(output));
        if (Elementwise.Contains(op) || node.Operator is ElementwiseOperator)
            return Batched(node, axes).All(b => Rank(node.Inputs[b.Operand]) - b.Axis == output.Shape.Rank - result);
        if (FirstAxis.Contains(op)) return result == 0 && Batched(node, axes).All(b => b.Axis == 0 && (b.Operand == 0 || op == "Attention")) && !Crosses(node);
        if (OneAxis.Contains(op)) return Batched(node, axes).All(b => b.Axis != Axis(node, "axis", Rank(node.Inputs[0])) && b.Axis == axes[0]);
        if (Views.Contains(op)) return axes[0] >= 0 && Before(node.Inputs[0]!, axes[0]) is { } before && before == Before(output, result);
        return op switch
        {
            "Transpose" => true,
            "OneHot" => axes.Skip(1).All(a => a == Same),
            "LayerNormalization" or "RMSNormalization" => axes[0] >= 0 && axes[0] < Axis(node, "axis", Rank(node.Inputs[0])) && axes.Skip(1).All(a => a == Same),
            "Gather" => axes[0] == Same || (axes[1] == Same && axes[0] != Axis(node, "axis", Rank(node.Inputs[0]))),
            "Slice" => axes[0] >= 0 && axes.Skip(1).All(a => a == Same) && !Listed(node, 3, Rank(node.Inputs[0]), Known(node, 1)?.Length).Contains(axes[0]),
            "CumSum" => axes[0] >= 0 && axes[1] == Same && !Listed(node, 1, Rank(node.Inputs[0]), null).Contains(axes[0]),
            "MatMul" or "MatMulInteger" => Product(node, axes),
            "LSTM" or "GRU" or "RNN" => axes[0] == (Equals(Attribute(node, "layout"), 1) ? 0 : 1) && axes[1] == Same && axes[2] == Same,
            _ => axes.Skip(1).All(a => a == Same) && Reduced(node) is { } reduced && axes[0] >= 0 && !reduced[axes[0]],
        };
    }

    private static IEnumerable<(int Operand, int Axis)> Batched(Node node, int[] axes) =>
        Enumerable.Range(0, node.Inputs.Count).Where(i => axes[i] >= 0).Select(i => (i, axes[i]));

    private static int Rank(Value? value) => value!.Shape.Rank;

    private static bool Crosses(Node node) => node.Operator is BatchNormalization { TrainingMode: true } or Gemm { TransA: true };

    private static int Axis(Node node, string attribute, int rank) => Attribute(node, attribute) is int axis ? axis < 0 ? axis + rank : axis : 0;

    private static object? Attribute(Node node, string name) => OperatorSet.Of(node.Operator).Read(node.Operator).FirstOrDefault(a => a.Attribute.Name == name).Value;

    // The number of elements that lie before an axis; null where that is not known.
    private static int? Before(Value value, int axis) => value.Shape.CountBetween(0, axis) is { IsKnown: true } count ? count.Value : null;

    private static long[]? Known(Node node, int operand)
    {
        if (operand >= node.Inputs.Count || node.Inputs[operand]?.Known is not { } tensor) return null;
        return tensor.Type == ElementType.Int64 ? tensor.AsSpan<long>().ToArray()
            : tensor.Type == ElementType.Int32 ? [.. tensor.AsSpan<int>().ToArray().Select(i => (long)i)] : null;
    }

    private static IEnumerable<int> Listed(Node node, int operand, int rank, int? count)
    {
        long[]? axes = Known(node, operand);
        if (axes is null && operand < node.Inputs.Count && node.Inputs[operand] is not null) return Enumerable.Range(0, rank);
        return axes?.Select(a => (int)(a < 0 ? a + rank : a)) ?? Enumerable.Range(0, count ?? rank);
    }

    private static bool[]? Reduced(Node node)
    {
        if (node.Operator is not ReductionOperator op) return null;
        long[]? axes = Known(node, 1);
        if (axes is null && node.Inputs.Count > 1 && node.Inputs[1] is not null) return null;
        int rank = Rank(node.Inputs[0]);
        bool[] reduced = new bool[rank];
        if (axes is null or []) Array.Fill(reduced, !op.NoopWithEmptyAxes);
        else
            foreach (long axis in axes) reduced[axis < 0 ? axis + rank : axis] = true;
        return reduced;
    }

    private static bool Product(Node node, int[] axes)
    {
        int a = axes[0] < 0 ? 0 : Rank(node.Inputs[0]) - axes[0], b = axes[1] < 0 ? 0 : Rank(node.Inputs[1]) - axes[1];
        if (axes.Skip(2).Any(x => x != Same) || axes[0] == Size || axes[1] == Size) return false;
        // Counted from the end, 1 is summed over in the first operand and 2 in the second; a vector is summed over whole.
        return b == 0 ? a > 1 : a == 0 ? b > 2 || (b == 1 && Rank(node.Inputs[1]) > 1) : a == b && a > 2;
    }
}
