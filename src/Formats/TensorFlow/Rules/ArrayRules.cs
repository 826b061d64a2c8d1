using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Operators that make, move and arrange elements.</summary>
internal static class ArrayRules
{
    public static readonly Dictionary<string, Func<ImportedNode, Results>> Map = new()
    {
        ["BatchToSpaceND"] = n => SpaceRules.BatchToSpace(n),
        ["BroadcastTo"] = n => n.Graph.Add(new Expand(), n.Input(0), n.Longs(1)),
        ["CheckNumerics"] = n => n.Operand(0),
        ["Concat"] = n => Concat(n, n.Inputs(1), 0),
        ["ConcatV2"] = n => Concat(n, n.Inputs(0, n.InputCount - 1), n.InputCount - 1),
        ["Const"] = n => new WeightOperand(n.Scope.Import.Constant(n.Scope.Nodes, n.Proto)),
        ["DepthToSpace"] = n => Blocks(n, x => x.DepthToSpace((int)n.Int("block_size"))),
        ["EnsureShape"] = n => n.Operand(0),
        ["ExpandDims"] = n => n.Weight(0).Unsqueeze(ReductionRules.Axis(n, 1)),
        ["Fill"] = n => n.Graph.Add(new Expand(), n.Input(1), n.Longs(0)),
        ["Identity"] = n => n.Operand(0),
        ["IdentityN"] = n => (Operand[])[.. Enumerable.Range(0, n.InputCount).Select(n.Operand)],
        ["InvertPermutation"] = n => n.Input(0).TopK(n.Input(0).Shape[0].Value, 0, largest: false).Indices.Cast(n.Input(0).Type.Element),
        ["MatrixBandPart"] = n => Band(n),
        ["OneHot"] = n => OneHot(n),
        ["OnesLike"] = n => Like(n, 1),
        ["Pack"] = n => n.Graph.Concat((int)n.Int("axis", 0), [.. n.Inputs().Select(v => n.Noted(v.Unsqueeze(n.Int("axis", 0))))]),
        ["PlaceholderWithDefault"] = n => n.Operand(0),
        ["PreventGradient"] = n => n.Operand(0),
        ["Range"] = n => n.Input(0).Range(n.Input(1), n.Input(2)),
        ["Rank"] = n => n.Graph.Constant(Tensor.Scalar(n.Input(0).Shape.Rank)),
        ["Reshape"] = n => Reshape(n),
        ["ReverseSequence"] = n => n.Graph.Add(new ReverseSequence((int)n.Int("batch_dim", 0), (int)n.Int("seq_dim")), n.Input(0), n.Longs(1)),
        ["ReverseV2"] = n => Reverse(n.Input(0), n.RequireIntegers(1, "the axes")),
        ["ScatterNd"] = n => n.Longs(2).ConstantOfShape(Zero(n.Input(1).Type.Element)).ScatterND(n.Longs(0), n.Input(1), "add"),
        ["Shape"] = n => n.Noted(n.Input(0).ShapeOf()).Cast(n.Type("out_type", ElementType.Int32)),
        ["ShapeN"] = n => (Value[])[.. n.Inputs().Select(x => n.Noted(n.Noted(x.ShapeOf()).Cast(n.Type("out_type", ElementType.Int32))))],
        ["Size"] = n => n.Input(0).Size().Cast(n.Type("out_type", ElementType.Int32)),
        ["Snapshot"] = n => n.Operand(0),
        ["SpaceToBatchND"] = n => SpaceRules.SpaceToBatch(n),
        ["SpaceToDepth"] = n => Blocks(n, x => x.SpaceToDepth((int)n.Int("block_size"))),
        ["Split"] = n => (Value[])[.. n.Input(1).SplitEvenly(ReductionRules.Axis(n, 0), (int)n.Int("num_split"))],
        ["SplitV"] = n => SplitV(n),
        ["Squeeze"] = n => Squeeze(n),
        ["StopGradient"] = n => n.Operand(0),
        ["TensorScatterAdd"] = n => n.Input(0).ScatterND(n.Longs(1), n.Input(2), "add"),
        ["TensorScatterUpdate"] = n => n.Input(0).ScatterND(n.Longs(1), n.Input(2)),
        ["Tile"] = n => n.Graph.Add(new Tile(), n.Input(0), n.Longs(1)),
        ["Transpose"] = n => n.Input(0).Transpose([.. n.RequireIntegers(1, "the order of axes").Select(a => checked((int)a))]),
        ["Unpack"] = n => (Value[])[.. n.Input(0).SplitEvenly((int)n.Int("axis", 0), (int)n.Int("num")).Select(v => v.Squeeze(n.Int("axis", 0)))],
        ["Where"] = n => n.Input(0).NonZero().Transpose(1, 0),
        ["ZerosLike"] = n => Like(n, 0),
    };

    private static Value Concat(ImportedNode n, Value[] values, int axis) =>
        values.Length == 0 ? throw n.Error("there is nothing to put together") : n.Graph.Concat(ReductionRules.Axis(n, axis), values);

    private static Value Squeeze(ImportedNode n)
    {
        long[] axes = n.Ints("squeeze_dims", []);
        return axes.Length == 0 ? n.Graph.Add(new Squeeze(), n.Input(0)) : n.Input(0).Squeeze(axes);
    }

    // A length that is not known is 0 (as in the operand) where the operand has it at the same place, and else -1, if it is the only one.
    private static Value Reshape(ImportedNode n)
    {
        Value x = n.Weight(0);
        if (n.Integers(1) is { } known) return Reshaped(n, x, known);
        if (n.Lengths(1) is not { } lengths) return x.Reshape(n.Longs(1));
        long[] shape = new long[lengths.Length];
        bool free = true;
        for (int d = 0; d < shape.Length; d++)
        {
            if (lengths[d] is { IsKnown: true } length) shape[d] = length.Value;
            else if (lengths[d] is { } symbol && x.Shape.IsRanked && d < x.Shape.Rank && x.Shape[d] == symbol) shape[d] = 0;
            else if (free) (shape[d], free) = (-1, false);
            else return x.Reshape(n.Longs(1));
        }
        return x.Reshape(shape);
    }

    private static Value Reshaped(ImportedNode n, Value x, long[] shape) => shape.Contains(0) && !shape.Contains(-1)
        ? n.Graph.Add(new Reshape(AllowZero: true), x, n.List(shape))
        : x.Reshape(shape);

    private static Value[] SplitV(ImportedNode n)
    {
        int axis = ReductionRules.Axis(n, 2), parts = (int)n.Int("num_split");
        if (n.Integers(1) is not { } sizes) return [.. n.Graph.AddNode(null, new Split(axis), parts, n.Input(0), n.Longs(1)).Outputs];
        if (Array.IndexOf(sizes, -1L) is >= 0 and var rest)
        {
            if (!n.Input(0).Shape[axis].IsKnown) throw n.Error($"the part that takes the rest cannot be told, because the length of axis {axis} is not known");
            sizes = [.. sizes];
            sizes[rest] = n.Input(0).Shape[axis].Value - sizes.Where((_, i) => i != rest).Sum();
        }
        return [.. n.Input(0).Split(axis, sizes)];
    }

    private static Value Reverse(Value x, long[] axes) => axes.Length == 0 ? x
        : x.Slice([.. axes.Select(_ => -1L)], [.. axes.Select(_ => long.MinValue + 1)], axes, [.. axes.Select(_ => -1L)]);

    private static Value OneHot(ImportedNode n)
    {
        Value on = n.Input(2), values = n.Graph.Concat(0, n.Input(3).Reshape(1), on.Reshape(1));
        return n.Graph.Add(new OneHot((int)n.Int("axis", -1)), n.Input(0), n.Longs(1).Reshape(1), values);
    }

    private static Value Like(ImportedNode n, double number)
    {
        Value x = n.Input(0);
        if (x.Type.Element == ElementType.Bool) return x.ShapeOf().ConstantOfShape(Tensor.Of([1], number != 0));
        return n.Graph.Add(new Expand(), x.Like(number), n.Noted(x.ShapeOf()));
    }

    private static Tensor Zero(ElementType type) => new(type, [1]);

    private static Value Blocks(ImportedNode n, Func<Value, Value> move)
    {
        string format = n.Text("data_format", "NHWC");
        if (format is not ("NHWC" or "NCHW")) throw n.Error($"data_format {format} is not supported");
        return ChannelOrder.Last(move(ChannelOrder.First(n.Input(0), format)), format);
    }

    // A negative number of diagonals keeps all of them on that side.
    private static Value Band(ImportedNode n)
    {
        long lower = n.RequireIntegers(1, "num_lower")[0], upper = n.RequireIntegers(2, "num_upper")[0];
        Value x = n.Input(0);
        if (lower >= 0) x = x.Trilu(upper: true, -lower);
        return upper >= 0 ? x.Trilu(upper: false, upper) : x;
    }
}
