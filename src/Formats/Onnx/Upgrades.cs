using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>
/// Brings nodes of older operator sets to the newest: attributes that became operands, defaults and meanings that changed. A rule applies to
/// files whose operator set is older than its version; rules of one operator apply in the order in which they stand here.
/// </summary>
internal static class Upgrades
{
    private static readonly Dictionary<string, (int Before, Action<ImportedNode> Apply)[]> Rules = new()
    {
        ["Scan"] = [(9, BatchedScan.Upgrade)],
        ["Squeeze"] = [(13, n => n.SetInput(1, n.TakeList("axes")))],
        ["Unsqueeze"] = [(13, n => n.SetInput(1, n.TakeList("axes")))],
        ["ReduceSum"] = [(13, n => n.SetInput(1, n.TakeList("axes")))],
        ["ReduceL1"] = [(18, n => n.SetInput(1, n.TakeList("axes")))],
        ["ReduceL2"] = [(18, n => n.SetInput(1, n.TakeList("axes")))],
        ["ReduceLogSum"] = [(18, n => n.SetInput(1, n.TakeList("axes")))],
        ["ReduceLogSumExp"] = [(18, n => n.SetInput(1, n.TakeList("axes")))],
        ["ReduceMax"] = [(18, n => n.SetInput(1, n.TakeList("axes")))],
        ["ReduceMean"] = [(18, n => n.SetInput(1, n.TakeList("axes")))],
        ["ReduceMin"] = [(18, n => n.SetInput(1, n.TakeList("axes")))],
        ["ReduceProd"] = [(18, n => n.SetInput(1, n.TakeList("axes")))],
        ["ReduceSumSquare"] = [(18, n => n.SetInput(1, n.TakeList("axes")))],
        ["Reshape"] = [(5, n => n.SetInput(1, n.TakeList("shape")))],
        ["Clip"] = [(11, n =>
        {
            n.SetInput(1, Number(n, n.TakeValue<float>("min")));
            n.SetInput(2, Number(n, n.TakeValue<float>("max")));
        })],
        ["Pad"] = [(2, n => n.SetInput(1, n.TakeList("paddings"))), (11, n =>
        {
            n.SetInput(1, n.TakeList("pads"));
            n.SetInput(2, Number(n, n.TakeValue<float>("value")));
        })],
        ["Dropout"] = [(7, n => n.Attributes.Remove("is_test")), (12, n => n.SetInput(1, Number(n, n.TakeValue<float>("ratio"))))],
        ["BatchNormalization"] = [(7, n => n.Attributes.Remove("is_test")), (9, OneStatisticPerElement), (14, n =>
        {
            if (n.OutputCount > 1) n.Set("training_mode", 1);
        })],
        ["Add"] = [(7, BroadcastFromAxis)],
        ["Sub"] = [(7, BroadcastFromAxis)],
        ["Mul"] = [(7, BroadcastFromAxis)],
        ["Div"] = [(7, BroadcastFromAxis)],
        ["Pow"] = [(7, BroadcastFromAxis)],
        ["And"] = [(7, BroadcastFromAxis)],
        ["Or"] = [(7, BroadcastFromAxis)],
        ["Xor"] = [(7, BroadcastFromAxis)],
        ["Equal"] = [(7, BroadcastFromAxis)],
        ["Greater"] = [(7, BroadcastFromAxis)],
        ["Less"] = [(7, BroadcastFromAxis)],
        ["Gemm"] = [(7, n => n.Attributes.Remove("broadcast"))],
        ["PRelu"] = [(7, SlopePerChannel)],
        ["Cast"] = [(6, n =>
        {
            if (n.Attributes["to"].Kind == AttributeKind.String) n.Set("to", ElementTypeNamed(n, n.Take<string>("to")!));
        })],
        ["Concat"] = [(4, n =>
        {
            if (!n.Attributes.ContainsKey("axis")) n.Set("axis", 1);
        })],
        ["Tile"] = [(6, RepeatAlongOneAxis)],
        ["GroupNormalization"] = [(21, ScalePerChannel)],
        ["Slice"] = [(10, n =>
        {
            n.SetInput(1, n.TakeList("starts"));
            n.SetInput(2, n.TakeList("ends"));
            n.SetInput(3, n.TakeList("axes"));
        })],
        ["Split"] = [(13, n => n.SetInput(1, n.TakeList("split"))), (18, n =>
        {
            if (n.Inputs.Count < 2) n.Set("num_outputs", n.OutputCount);
        })],
        ["Resize"] = [(11, n =>
        {
            n.Inputs.Insert(1, null);
            FromTopLeft(n);
        })],
        ["Upsample"] = [(9, n => n.SetInput(1, UpsampleScales(n))), (int.MaxValue, n =>
        {
            n.OpType = "Resize";
            n.Inputs.Insert(1, null);
            FromTopLeft(n);
        })],
        ["LSTM"] = [(7, n => n.Attributes.Remove("output_sequence"))],
        ["GRU"] = [(7, n => n.Attributes.Remove("output_sequence"))],
        ["RNN"] = [(7, n => n.Attributes.Remove("output_sequence"))],
        ["TopK"] = [(10, n =>
        {
            if (n.TakeValue<long>("k") is { } k) n.SetInput(1, n.Graph.Constant(Tensor.Ints(k)));
        })],
        ["Softmax"] = [(13, LastAxis)],
        ["LogSoftmax"] = [(13, LastAxis)],
        ["Hardmax"] = [(13, LastAxis)],
        ["DFT"] = [(20, n => n.SetInput(2, n.Graph.Scalar(ElementType.Int64, n.TakeValue<long>("axis") ?? 1)))],
        ["GridSample"] = [(20, n =>
        {
            if (n.Take<string>("mode") is { } mode) n.Set("mode", mode switch { "bilinear" => "linear", "bicubic" => "cubic", _ => mode });
        })],
        ["RoiAlign"] = [(16, n => n.Attributes.TryAdd("coordinate_transformation_mode", AttributeConversion.ToProto("coordinate_transformation_mode", "output_half_pixel")))],
        ["MeanVarianceNormalization"] = [(9, n =>
        {
            if (n.TakeValue<bool>("normalize_variance") == false) throw n.Error("normalizing the mean alone (normalize_variance = 0) is not supported");
            SymbolicShape x = n.Inputs[0]!.Shape;
            int first = n.TakeValue<bool>("across_channels") == true ? 1 : 2;
            n.Set("axes", Ints.Of([.. Enumerable.Range(first, Math.Max(0, x.Rank - first))]));
        })],
    };

    // What writers of files say and computing does not depend on.
    private static readonly HashSet<(string Operator, string Attribute)> Ignored =
    [
        ("Cast", "saturate"), ("Cast", "round_mode"), ("CastLike", "saturate"), ("CastLike", "round_mode"),
    ];

    /// <summary>Whether an operator that is none of ours becomes one of ours.</summary>
    public static bool Replaces(string domain, string opType) => domain is "" or "ai.onnx" && opType is "Upsample";

    /// <summary>Applies the rules for files of a version.</summary>
    public static void Apply(ImportedNode node, long version)
    {
        if (node.Domain == ClassicalCompositions.Domain && node.OpType == "LabelEncoder" && version < 2) ClassicalCompositions.UpgradeLabelEncoder(node);
        if (node.Domain.Length > 0) return;
        node.Attributes.Remove("consumed_inputs");
        foreach (string name in node.Attributes.Keys.ToArray())
            if (Ignored.Contains((node.OpType, name))) node.Attributes.Remove(name);
        if (!Rules.TryGetValue(node.OpType, out (int Before, Action<ImportedNode> Apply)[]? rules)) return;
        foreach ((int before, Action<ImportedNode> apply) in rules)
            if (version < before) apply(node);
    }

    private static Value? Number(ImportedNode node, float? number) => number is { } value ? node.Inputs[0]!.Like(value) : null;

    private static Value UpsampleScales(ImportedNode node)
    {
        float[] scales = node.Take<float[]>("scales")
            ?? [1, 1, node.TakeValue<float>("height_scale") ?? throw node.Error("it has no scales"), node.TakeValue<float>("width_scale") ?? 1];
        return node.Graph.Constant(Tensor.Of<float>([scales.Length], scales));
    }

    // What Upsample and the first Resize did has since got names.
    private static void FromTopLeft(ImportedNode node)
    {
        if (node.Attributes.TryGetValue("mode", out AttributeProto? mode) && mode.Text.ToStringUtf8() == "bilinear") node.Set("mode", "linear");
        node.Set("coordinate_transformation_mode", "asymmetric");
        node.Set("nearest_mode", "floor");
    }

    // Before 7 the second operand was stretched only on demand, and an axis said where its axes lie in the first operand's: at the end without it.
    private static void BroadcastFromAxis(ImportedNode node)
    {
        if (node.TakeValue<int>("axis") is not { } axis || node.TakeValue<bool>("broadcast") != true)
        {
            node.Attributes.Remove("broadcast");
            return;
        }
        Value b = node.Inputs[1]!;
        int behind = node.Inputs[0]!.Shape.Rank - node.Inputs[0]!.Shape.Axis(axis) - b.Shape.Rank;
        if (behind < 0) throw node.Error($"the axes of {b.Shape} do not lie in {node.Inputs[0]!.Shape} from axis {axis} on");
        if (behind > 0) node.Inputs[1] = b.Unsqueeze([.. Enumerable.Range(b.Shape.Rank, behind).Select(a => (long)a)]);
    }

    // Before 7 slopes in one row were those of the channels, whatever stands behind them.
    private static void SlopePerChannel(ImportedNode node)
    {
        (int rank, Value slope) = (node.Inputs[0]!.Shape.Rank, node.Inputs[1]!);
        if (rank > 2 && slope.Shape.Rank == 1) node.Inputs[1] = slope.Unsqueeze([.. Enumerable.Range(1, rank - 2).Select(a => (long)a)]);
    }

    // Before 9 BatchNormalization could keep statistics of each element of an image instead of each channel.
    private static void OneStatisticPerElement(ImportedNode node)
    {
        if (node.TakeValue<bool>("spatial") ?? true) return;
        node.ResultLike = node.Inputs[0];
        node.Inputs[0] = node.Inputs[0]!.Flatten(1);
        for (int i = 1; i < 5; i++) node.Inputs[i] = node.Inputs[i]!.Reshape(-1);
    }

    // Before 6 Tile repeated along a single axis, given with the number as operands.
    private static void RepeatAlongOneAxis(ImportedNode node)
    {
        if (node.Inputs is not [{ } x, { Known: { } tiles }, { Known: { } axis }]) throw node.Error("its number of tiles and its axis must be constants");
        var repeats = new long[x.Shape.Rank];
        Array.Fill(repeats, 1);
        repeats[x.Shape.Axis(Whole(axis))] = Whole(tiles);
        node.Inputs.RemoveRange(1, 2);
        node.SetInput(1, node.Graph.Constant(Tensor.Ints(repeats)));

        int Whole(Tensor tensor) => tensor.Type switch
        {
            ElementType.Int32 => tensor.AsSpan<int>()[0],
            ElementType.Int64 => checked((int)tensor.AsSpan<long>()[0]),
            ElementType.Float32 => (int)tensor.AsSpan<float>()[0],
            _ => throw node.Error($"its number of tiles and its axis hold {tensor.Type}, not numbers"),
        };
    }

    // Before 21 GroupNormalization had one scale and one bias for each group.
    private static void ScalePerChannel(ImportedNode node)
    {
        Dim channels = node.Inputs[0]!.Shape[1], groups = node.Inputs[1]!.Shape[0];
        if (channels == groups) return;
        if (!channels.IsKnown || !groups.IsKnown || groups == 0 || channels.Value % groups.Value != 0)
            throw node.Error($"{channels} channels do not divide into {groups} groups");
        for (int i = 1; i < 3; i++) node.Inputs[i] = node.Inputs[i]!.Reshape(-1, 1).Tile(1, channels.Value / groups.Value).Reshape(-1);
    }

    // Before 6 Cast named the type in words.
    private static ElementType ElementTypeNamed(ImportedNode node, string name) => name.ToUpperInvariant() switch
    {
        "FLOAT" => ElementType.Float32,
        "DOUBLE" => ElementType.Float64,
        var other => Enum.TryParse(other, ignoreCase: true, out ElementType type) ? type : throw node.Error($"there is no element type '{name}'"),
    };

    // Before 13 the operand counted as a matrix whose columns begin at the axis (1 by default): the same where that is the last axis, or
    // where all axes behind it have size 1.
    private static void LastAxis(ImportedNode node)
    {
        SymbolicShape x = node.Inputs[0]!.Shape;
        int axis = x.Axis(node.TakeValue<int>("axis") ?? 1);
        if (x.CountBetween(axis + 1, x.Rank) == 1) node.Set("axis", axis);
        else
        {
            Value flat = node.Inputs[0]!.Flatten(axis);
            node.ResultLike = node.Inputs[0];
            node.Inputs[0] = flat;
            node.Set("axis", 1);
        }
    }
}
