using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Convolutions, poolings and normalizations.</summary>
internal static class NetworkRules
{
    public static readonly Dictionary<string, Func<ImportedNode, Results>> Map = new()
    {
        ["AvgPool"] = n => Pool(n, AveragePool),
        ["AvgPool3D"] = n => Pool(n, AveragePool),
        ["BiasAdd"] = n => BiasAdd(n),
        ["BiasAddV1"] = n => BiasAdd(n),
        ["Conv2D"] = n => Conv(n),
        ["Conv2DBackpropInput"] = n => TransposedConv(n),
        ["Conv3D"] = n => Conv(n),
        ["Conv3DBackpropInputV2"] = n => TransposedConv(n),
        ["DepthwiseConv2dNative"] = n => DepthwiseConv(n),
        ["FusedBatchNorm"] = n => BatchNorm(n),
        ["FusedBatchNormV2"] = n => BatchNorm(n),
        ["FusedBatchNormV3"] = n => BatchNorm(n),
        ["LRN"] = n => LRN(n),
        ["MaxPool"] = n => Pool(n, MaxPool),
        ["MaxPool3D"] = n => Pool(n, MaxPool),
        ["MaxPoolV2"] = n => Pool(n, MaxPool, n.RequireIntegers(1, "the window"), n.RequireIntegers(2, "the strides")),
    };

    /// <summary>The order of images' axes that a node is written in.</summary>
    public static string Format(ImportedNode n) => n.Text("data_format", n.Op.Contains("3D", StringComparison.Ordinal) ? "NDHWC" : "NHWC");

    private static Value Conv(ImportedNode n)
    {
        string format = Format(n);
        int axes = ChannelOrder.Rank(format) - 2;
        Value x = Ranked(n, n.Input(0), axes + 2), w = n.Weight(1, [axes + 1, axes, .. Enumerable.Range(0, axes)]);
        x = ChannelOrder.First(x, format);
        int group = x.Shape[1] is { IsKnown: true } c && w.Shape[1] is { IsKnown: true, Value: > 0 } each ? Math.Max(1, c.Value / each.Value) : 1;
        return ChannelOrder.Last(Window.Of(n, format, x, w).Conv(x, w, group), format);
    }

    // TensorFlow keeps the filters of each channel together: [height, width, channels, filters of a channel].
    private static Value DepthwiseConv(ImportedNode n)
    {
        string format = Format(n);
        Value x = ChannelOrder.First(Ranked(n, n.Input(0), 4), format);
        Value w = n.Weight(1, [2, 3, 0, 1], s => [s[0] * s[1], 1, s[2], s[3]]);
        return ChannelOrder.Last(Window.Of(n, format, x, w).Conv(x, w, x.Shape[1].IsKnown ? x.Shape[1].Value : throw n.Error("the number of channels must be known")), format);
    }

    private static Value TransposedConv(ImportedNode n)
    {
        string format = Format(n);
        int axes = ChannelOrder.Rank(format) - 2;
        Value x = ChannelOrder.First(Ranked(n, n.Input(2), axes + 2), format), w = n.Weight(1, [axes + 1, axes, .. Enumerable.Range(0, axes)]);
        Dim?[] sizes = n.Lengths(0) is { } lengths && lengths.Length == axes + 2
            ? ChannelOrder.IsFirst(format) ? lengths[2..] : lengths[1..^1]
            : new Dim?[axes];
        return ChannelOrder.Last(Window.Of(n, format, x, w).Transposed(n, x, w, sizes), format);
    }

    private static Value Pool(ImportedNode n, Func<Value, Window, Value> pool, long[]? window = null, long[]? strides = null)
    {
        string format = Format(n);
        window ??= n.Ints("ksize");
        long[] outer = ChannelOrder.IsFirst(format) ? window[..2] : [window[0], window[^1]];
        if (outer.Any(k => k != 1)) throw n.Error($"a window over batch or channels ({string.Join(", ", window)}) is not supported");
        Value x = ChannelOrder.First(Ranked(n, n.Input(0), ChannelOrder.Rank(format)), format);
        return ChannelOrder.Last(pool(x, Window.Of(n, format, x, ChannelOrder.Spatial(window, format), strides)), format);
    }

    private static Value AveragePool(Value x, Window window) => x.AveragePool(window.Kernel, window.Strides, window.Pads, window.AutoPad);

    private static Value MaxPool(Value x, Window window) => x.MaxPool(window.Kernel, window.Strides, window.Pads, window.AutoPad);

    // Where it follows a convolution at once, it becomes that one's bias.
    private static Value BiasAdd(ImportedNode n)
    {
        Value x = n.Input(0), bias = n.Weight(1);
        if (!x.Shape.IsRanked) return x + bias;
        int rank = x.Shape.Rank;
        bool first = ChannelOrder.IsFirst(n.Text("data_format", "NHWC"));
        Value? inner = first ? x : rank >= 3 ? ChannelOrder.Inner(x, rank) : null;
        if (inner is null) return first && rank > 2 ? x + bias.Unsqueeze([.. Enumerable.Range(1, rank - 2)]) : x + bias;
        Value y = inner.Producer is { Operator: Conv conv, Inputs.Count: 2 } node ? n.Graph.Add(conv, node.Inputs[0], node.Inputs[1], bias)
            : inner + bias.Unsqueeze([.. Enumerable.Range(1, rank - 2)]);
        return first ? y : y.Transpose([0, .. Enumerable.Range(2, rank - 2), 1]);
    }

    private static Value[] BatchNorm(ImportedNode n)
    {
        string format = Format(n);
        Value x = ChannelOrder.First(Ranked(n, n.Input(0), ChannelOrder.Rank(format)), format), scale = n.Weight(1), offset = n.Weight(2);
        float epsilon = n.Float("epsilon", 1e-4f);
        Value mean, variance, y;
        if (!n.Flag("is_training", true))
        {
            (mean, variance) = (n.Weight(3, statistic: true), n.Weight(4, statistic: true));
            y = x.BatchNormalization(scale, offset, mean, variance, epsilon);
        }
        else
        {
            Ints axes = [0, .. Enumerable.Range(2, x.Shape.Rank - 2)];
            Value center = x - x.ReduceMean(axes);
            (mean, variance) = (x.ReduceMean(axes, keepDims: false), (center * center).ReduceMean(axes, keepDims: false));
            y = x.BatchNormalization(scale, offset, mean, variance, epsilon);
        }
        return [ChannelOrder.Last(y, format), mean, variance, mean, variance, variance];
    }

    // TensorFlow's radius counts channels to one side and its alpha is for each of them.
    private static Value LRN(ImportedNode n)
    {
        int size = checked(2 * (int)n.Int("depth_radius", 5) + 1);
        Value x = ChannelOrder.First(Ranked(n, n.Input(0), 4), "NHWC");
        return ChannelOrder.Last(x.LRN(size, n.Float("alpha", 1) * size, n.Float("beta", 0.5f), n.Float("bias", 1)), "NHWC");
    }

    private static Value Ranked(ImportedNode n, Value x, int rank)
    {
        if (!x.Shape.IsRanked) x.Refine(new TensorType(x.Type.Element, SymbolicShape.Unknown(rank)));
        return x.Shape.IsRanked && x.Shape.Rank == rank ? x : throw n.Error($"its input {x.Type} must have {rank} dimensions");
    }
}
