using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Blocks of an image's pixels to the batch and back, by which older networks dilate convolutions.</summary>
internal static class SpaceRules
{
    public static Value SpaceToBatch(ImportedNode n)
    {
        Value x = n.Input(0);
        long[] block = n.RequireIntegers(1, "block_shape"), pads = n.RequireIntegers(2, "paddings");
        int m = block.Length, rank = x.Shape.Rank;
        if (m > rank - 1 || pads.Length != 2 * m || block.Any(b => b < 1)) throw n.Error($"blocks of {string.Join('x', block)} do not fit {x.Type}");
        long[] all = new long[2 * rank];
        for (int a = 0; a < m; a++) (all[1 + a], all[rank + 1 + a]) = (pads[2 * a], pads[2 * a + 1]);
        if (pads.Any(p => p != 0)) x = x.Pad(all);
        List<long> cut = [-1], merged = [-1];
        long product = block.Aggregate(1L, (a, b) => checked(a * b));
        for (int a = 0; a < m; a++)
        {
            cut.AddRange([Length(n, x, 1 + a) / block[a], block[a]]);
            merged.Add(Length(n, x, 1 + a) / block[a]);
        }
        for (int a = 1 + m; a < rank; a++)
        {
            cut.Add(Length(n, x, a));
            merged.Add(Length(n, x, a));
        }
        int[] perm = [.. Enumerable.Range(0, m).Select(a => 2 + 2 * a), 0, .. Enumerable.Range(0, m).Select(a => 1 + 2 * a), .. Enumerable.Range(1 + 2 * m, rank - 1 - m)];
        return x.Reshape([.. cut]).Transpose(perm).Reshape([.. merged]);
    }

    public static Value BatchToSpace(ImportedNode n)
    {
        Value x = n.Input(0);
        long[] block = n.RequireIntegers(1, "block_shape"), crops = n.RequireIntegers(2, "crops");
        int m = block.Length, rank = x.Shape.Rank;
        if (m > rank - 1 || crops.Length != 2 * m || block.Any(b => b < 1)) throw n.Error($"blocks of {string.Join('x', block)} do not fit {x.Type}");
        long[] rest = [.. Enumerable.Range(1, rank - 1).Select(a => Length(n, x, a))];
        int[] perm = [m, .. Enumerable.Range(0, m).SelectMany(a => (int[])[m + 1 + a, a]), .. Enumerable.Range(1 + 2 * m, rank - 1 - m)];
        long[] merged = [-1, .. rest.Select((length, a) => a < m ? length * block[a] : length)];
        Value y = x.Reshape([.. block, -1, .. rest]).Transpose(perm).Reshape(merged);
        if (crops.All(c => c == 0)) return y;
        long[] axes = [.. Enumerable.Range(1, m).Select(a => (long)a)];
        return y.Slice([.. axes.Select(a => crops[2 * (a - 1)])], [.. axes.Select(a => merged[a] - crops[2 * (a - 1) + 1])], axes);
    }

    private static long Length(ImportedNode n, Value x, int axis) =>
        x.Shape[axis].IsKnown ? x.Shape[axis].Value : throw n.Error($"the length of axis {axis} of {x.Type} must be known; give InputShapes");
}
