using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>
/// Whether a model computes each row by itself, so that rows may be scored together: for each value it follows on which axis the rows lie,
/// and holds each operator against what it may do with that axis. What it does not know counts as mixing rows.
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

    private readonly Dictionary<Value, int> _axes = [];
    private readonly Dim _rows;

    private RowIndependence(Dim rows) => _rows = rows;

    /// <summary>Whether all inputs and outputs count rows with the same open first dimension, and no row has a part in another's results.</summary>
    public static bool Holds(Graph graph)
    {
        if (graph.Inputs.Count == 0 || graph.Inputs.Any(i => !i.Shape.IsRanked || i.Shape.Rank == 0)) return false;
        Dim rows = graph.Inputs[0].Shape[0];
        if (rows.IsKnown || rows.Factor != 1 || graph.Inputs.Any(i => i.Shape[0] != rows || i.Shape.Dims[1..].ToArray().Any(d => !d.IsKnown))) return false;
        var rule = new RowIndependence(rows);
        foreach (Value input in graph.Inputs) rule._axes[input] = 0;
        return graph.Nodes.All(rule.Follow) && graph.Outputs.All(o => rule.Of(o.Value) == 0 && rule.IsRowByRow(o.Value));
    }

    // A map a row has no dimensions to look at.
    private bool IsRowByRow(Value output) => output.Producer?.Operator.OpType == "ZipMap"
        || (output.Shape.IsRanked && output.Shape.Rank > 0 && output.Shape[0] == _rows && output.Shape.Dims[1..].ToArray().All(d => d.IsKnown));

    private int Of(Value? value) => value is null || value.Known is not null ? Same : _axes.GetValueOrDefault(value, Same);

    private bool Follow(Node node)
    {
        int[] axes = [.. node.Inputs.Select(Of)];
        if (axes.All(a => a == Same))
        {
            foreach (Value output in node.Outputs) _axes[output] = Same;
            return node.Operator.IsDeterministic;
        }
        bool sizes = node.Operator is ShapeOf or MlNetDeepLearning.Graphs.Size || axes.All(a => a is Same or Size);
        foreach (Value output in node.Outputs)
        {
            int axis = sizes && !HasRows(output) ? Size : AxisOf(output, node);
            if (axis == Mixed) return false;
            _axes[output] = axis;
        }
        if (sizes) return node.Operator is ConstantOfShape or Expand || node.Outputs.All(o => Of(o) is Size or Same);
        if (axes[0] == Size || (axes.Contains(Size) && node.Operator is not (Reshape or Expand))) return false;
        return node.Outputs.All(o => Keeps(node, axes, o));
    }

    private bool HasRows(Value value) => value.Shape.IsRanked && value.Shape.Dims.ToArray().Any(d => d.Symbol == _rows.Symbol);

    private int AxisOf(Value value, Node node)
    {
        if (node.Operator.OpType == "ZipMap") return 0;
        if (!value.Shape.IsRanked) return Mixed;
        Dim[] dims = value.Shape.ToArray();
        int axis = Array.IndexOf(dims, _rows);
        return axis < 0 || dims.Count(d => d.Symbol == _rows.Symbol) != 1 ? Mixed : axis;
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
            "LayerNormalization" or "RMSNormalization" => axes[0] >= 0 && axes[0] < Axis(node, "axis", Rank(node.Inputs[0])) && axes.Skip(1).All(a => a == Same),
            "Gather" => axes[0] == Same || (axes[1] == Same && axes[0] != Axis(node, "axis", Rank(node.Inputs[0]))),
            "Slice" => axes[0] >= 0 && axes.Skip(1).All(a => a == Same) && !Listed(node, 3, Rank(node.Inputs[0]), Known(node, 1)?.Length).Contains(axes[0]),
            "CumSum" => axes[0] >= 0 && !Listed(node, 1, Rank(node.Inputs[0]), null).Contains(axes[0]),
            "MatMul" or "MatMulInteger" => Product(node, axes),
            "LSTM" or "GRU" or "RNN" => axes[0] == (Equals(Attribute(node, "layout"), 1) ? 0 : 1) && axes[1] == Same && axes[2] == Same,
            _ => node.Operator is ReductionOperator && Reduced(node) is { } reduced && axes[0] >= 0 && !reduced[axes[0]],
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
        return tensor.Type == MlNetDeepLearning.Tensors.ElementType.Int64 ? tensor.AsSpan<long>().ToArray()
            : tensor.Type == MlNetDeepLearning.Tensors.ElementType.Int32 ? [.. tensor.AsSpan<int>().ToArray().Select(i => (long)i)] : null;
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
