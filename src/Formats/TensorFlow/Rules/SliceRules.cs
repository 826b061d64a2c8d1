using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Operators that take parts of tensors, and those that add borders.</summary>
internal static class SliceRules
{
    public static readonly Dictionary<string, Func<ImportedNode, Results>> Map = new()
    {
        ["Gather"] = n => n.Weight(0).Gather(n.Input(1)),
        ["GatherNd"] = n => n.Input(0).GatherND(n.Longs(1), (int)n.Int("batch_dims", 0)),
        ["GatherV2"] = n => Gather(n),
        ["MirrorPad"] = n => MirrorPad(n),
        ["Pad"] = n => Pad(n, null),
        ["PadV2"] = n => Pad(n, n.Input(2)),
        ["Slice"] = n => Slice(n),
        ["StridedSlice"] = n => StridedSlice(n),
    };

    private static Value Gather(ImportedNode n)
    {
        int axis = ReductionRules.Axis(n, 2), batch = (int)n.Int("batch_dims", 0);
        if (batch == 0) return n.Weight(0).Gather(n.Input(1), axis);
        if (axis != batch) throw n.Error($"batch_dims {batch} with axis {axis} is not supported");
        return n.Input(0).GatherND(n.Input(1).Cast(ElementType.Int64).Unsqueeze(-1), batch);
    }

    private static Value Pad(ImportedNode n, Value? constant)
    {
        Value x = n.Input(0);
        Value pads = n.Integers(1) is { } known ? n.List([.. Sides(known, 0), .. Sides(known, 1)]) : n.Longs(1).Transpose(1, 0).Reshape(-1);
        return constant is null ? n.Graph.Add(new Pad(), x, pads) : n.Graph.Add(new Pad(), x, pads, constant);
    }

    private static IEnumerable<long> Sides(long[] pads, int side) => pads.Where((_, i) => i % 2 == side);

    private static Value MirrorPad(ImportedNode n)
    {
        Value x = n.Input(0);
        long[] pads = n.RequireIntegers(1, "the paddings");
        switch (n.Text("mode"))
        {
            case "REFLECT": return x.Pad([.. Sides(pads, 0), .. Sides(pads, 1)], "reflect");
            case "SYMMETRIC": break;
            default: throw n.Error($"mode {n.Text("mode")} is neither REFLECT nor SYMMETRIC");
        }
        // The edge is repeated, which no mode of Pad does: the parts at both ends are put on backwards.
        for (int axis = 0; axis < pads.Length / 2; axis++)
        {
            (long before, long after) = (pads[2 * axis], pads[2 * axis + 1]);
            if (before < 0 || after < 0) throw n.Error("paddings cannot be negative");
            List<Value> parts = [x];
            if (before > 0) parts.Insert(0, x.Slice(axis, before - 1, long.MinValue + 1, -1));
            if (after > 0) parts.Add(x.Slice(axis, -1, -after - 1, -1));
            if (parts.Count > 1) x = n.Graph.Concat(axis, [.. parts]);
        }
        return x;
    }

    // A size of -1 is all that is left.
    private static Value Slice(ImportedNode n)
    {
        Value x = n.Input(0);
        if (n.Integers(1) is { } begin && n.Integers(2) is { } size)
        {
            if (begin.Length != size.Length) throw n.Error($"{begin.Length} begins and {size.Length} sizes are given");
            return x.Slice(begin, [.. size.Select((s, i) => s < 0 ? long.MaxValue : begin[i] + s)]);
        }
        Value starts = n.Longs(1), sizes = n.Longs(2);
        Value ends = sizes.Less(sizes.Like(0)).Where(n.List(long.MaxValue), starts + sizes);
        return n.Graph.Add(new Slice(), x, starts, ends);
    }

    // Each entry of begin, end and strides is a range of an axis, an index that takes the axis away, a new axis, or the ellipsis for all axes
    // that no other entry is about.
    private static Value StridedSlice(ImportedNode n)
    {
        Value x = n.Input(0);
        long[] strides = n.RequireIntegers(3, "the strides");
        long[]? begin = n.Integers(1), end = n.Integers(2);
        long beginMask = n.Int("begin_mask", 0), endMask = n.Int("end_mask", 0), ellipsisMask = n.Int("ellipsis_mask", 0), newMask = n.Int("new_axis_mask", 0), shrinkMask = n.Int("shrink_axis_mask", 0);
        if (strides.Length > 62 || begin is not null && begin.Length != strides.Length || end is not null && end.Length != strides.Length) throw n.Error("begin, end and strides differ in length");
        bool ellipsis = ellipsisMask != 0 && strides.Length > 0 && Enumerable.Range(0, strides.Length).Any(i => Is(ellipsisMask, i));
        int rank = x.Shape.IsRanked ? x.Shape.Rank : ellipsis ? throw n.Error("the number of dimensions of its operand must be known") : 0;
        List<long> axes = [], removed = [], added = [];
        List<int> entries = [];
        int axis = 0, result = 0;
        for (int i = 0; i < strides.Length; i++)
        {
            if (Is(ellipsisMask, i))
            {
                int rest = Enumerable.Range(i + 1, strides.Length - i - 1).Count(j => !Is(newMask, j));
                int covered = rank - axis - rest;
                if (covered < 0) throw n.Error($"there are more indices than dimensions ({x.Type})");
                axis += covered;
                result += covered;
            }
            else if (Is(newMask, i)) added.Add(result++);
            else
            {
                axes.Add(axis);
                entries.Add(i);
                if (Is(shrinkMask, i)) removed.Add(axis);
                else result++;
                axis++;
            }
        }
        if (axes.Count > 0) x = Ranges();
        if (removed.Count > 0) x = n.Noted(x).Squeeze([.. removed]);
        return added.Count > 0 ? n.Noted(x).Unsqueeze([.. added]) : x;

        Value Ranges()
        {
            long[] steps = [.. entries.Select(i => Is(shrinkMask, i) ? 1 : strides[i])];
            long[] firsts = [.. steps.Select(s => s < 0 ? long.MaxValue : 0)], lasts = [.. steps.Select(s => s < 0 ? long.MinValue + 1 : long.MaxValue)];
            if (begin is not null && end is not null)
            {
                long[] starts = [.. entries.Select((e, k) => Is(beginMask, e) && !Is(shrinkMask, e) ? firsts[k] : begin[e])];
                long[] ends = [.. entries.Select((e, k) => Is(shrinkMask, e) ? (begin[e] == -1 ? long.MaxValue : begin[e] + 1) : Is(endMask, e) ? lasts[k] : end[e])];
                return x.Slice(starts, ends, [.. axes], [.. steps]);
            }
            Value places = n.List([.. entries.Select(e => (long)e)]);
            Value from = Chosen([.. entries.Select(e => Is(beginMask, e) && !Is(shrinkMask, e))], firsts, n.Longs(1).Gather(places));
            Value next = n.Longs(1).Gather(places) + 1;
            Value single = next.Equal(next.Like(0)).Where(n.List(long.MaxValue), next);
            Value to = Chosen([.. entries.Select(e => Is(endMask, e))], lasts, n.Longs(2).Gather(places));
            bool[] shrinks = [.. entries.Select(e => Is(shrinkMask, e))];
            if (shrinks.Any(s => s)) to = n.Graph.Constant(Tensor.Of([shrinks.Length], shrinks)).Where(single, to);
            return n.Graph.Add(new Slice(), x, from, to, n.List([.. axes]), n.List(steps));
        }

        Value Chosen(bool[] mask, long[] masked, Value otherwise) =>
            mask.Any(m => m) ? n.Graph.Constant(Tensor.Of([mask.Length], mask)).Where(n.List(masked), otherwise) : otherwise;

        static bool Is(long mask, int i) => (mask >> i & 1) != 0;
    }
}
