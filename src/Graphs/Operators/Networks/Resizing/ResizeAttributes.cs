using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The attributes of <see cref="Resize"/>, and what follows from them and from the operands roi, scales and sizes.</summary>
internal readonly record struct ResizeAttributes(
    bool Antialias, Ints Axes, string Coordinates, float CubicA, bool ExcludeOutside, float Extrapolation, string Policy, string Mode, string Rounding)
{
    private bool Crops => Coordinates == "tf_crop_and_resize";

    /// <summary>Checks the attributes' words.</summary>
    public void Check(Inference i)
    {
        Require(i, Mode, "mode", "nearest", "linear", "cubic");
        Require(i, Coordinates, "coordinate_transformation_mode", "half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric",
            "tf_half_pixel_for_nn", "tf_crop_and_resize");
        Require(i, Rounding, "nearest_mode", "round_prefer_floor", "round_prefer_ceil", "floor", "ceil");
        Require(i, Policy, "keep_aspect_ratio_policy", "stretch", "not_larger", "not_smaller");
    }

    /// <summary>The result's dimensions. Either <paramref name="scales"/> or <paramref name="sizes"/> is given.</summary>
    public SymbolicShape Outputs(Inference i, SymbolicShape x, float[]? roi, float[]? scales, long[]? sizes)
    {
        int[] axes = Resolve(x.Rank, i.Error);
        CheckCount(i, axes, scales?.Length ?? sizes!.Length, scales is null ? "sizes" : "scales", axes.Length);
        if (Crops) CheckCount(i, axes, roi?.Length ?? 0, "roi", 2 * axes.Length);
        double? common = sizes is not null && Policy != "stretch" && axes.All(a => x[a].IsKnown) ? CommonScale(n => x[n].Value, axes, sizes) : null;
        Dim[] dims = x.ToArray();
        for (int n = 0; n < axes.Length; n++)
        {
            Dim dim = x[axes[n]];
            if (scales is not null)
            {
                if (!(scales[n] > 0)) throw i.Error($"scale {n} is {scales[n]}, but scales must be positive");
                float part = Crops ? roi![axes.Length + n] - roi[n] : 1, scale = scales[n] * part;
                dims[axes[n]] = dim.IsKnown ? Length(Math.Floor(dim.Value * scale)) : scale == Math.Floor(scale) && scale is >= 1 and < 1 << 20 ? dim * (int)scale : Dim.Unknown();
            }
            else dims[axes[n]] = Policy == "stretch" ? Length(sizes![n]) : common is { } factor ? Length(Math.Floor(factor * dim.Value + 0.5)) : Dim.Unknown();
            if (dim == 0 && dims[axes[n]] != 0) throw i.Error($"axis {axes[n]} has no elements to resize");
        }
        return SymbolicShape.Of(dims);

        int Length(double length) => length is >= 0 and <= int.MaxValue ? (int)length : throw i.Error($"the result's length {length} is out of range");
    }

    /// <summary>How each axis changes; null where it stays.</summary>
    public ResizeAxis?[] Plan(Shape x, Shape y, float[]? roi, float[]? scales, long[]? sizes)
    {
        int[] axes = Resolve(x.Rank, m => new ShapeException(m));
        var plan = new ResizeAxis?[x.Rank];
        double? common = sizes is not null && Policy != "stretch" ? CommonScale(a => x[a], axes, sizes) : null;
        for (int n = 0; n < axes.Length; n++)
        {
            int input = x[axes[n]], output = y[axes[n]];
            float scale = scales?[n] ?? (float)(common ?? (double)output / input);
            // Where scales are given, the specification counts with lengths as they would be before rounding down.
            float resized = scales is null ? output : scale * input;
            var sampling = new ResizeSampling(this, input, output, scale, resized, Crops ? roi![n] : 0, Crops ? roi![axes.Length + n] : 1);
            plan[axes[n]] = sampling.Axis();
        }
        return plan;
    }

    private int[] Resolve(int rank, Func<string, Exception> error)
    {
        if (Axes.Length == 0) return [.. Enumerable.Range(0, rank)];
        int[] axes = [.. Axes.ToArray().Select(a => a < 0 ? a + rank : a)];
        return axes.All(a => a >= 0 && a < rank) && axes.Distinct().Count() == axes.Length ? axes : throw error($"axes {Axes} do not fit {rank} dimensions");
    }

    private double CommonScale(Func<int, int> length, int[] axes, long[] sizes)
    {
        IEnumerable<double> each = axes.Select((a, n) => (double)sizes[n] / length(a));
        return Policy == "not_larger" ? each.Min() : each.Max();
    }

    private static void CheckCount(Inference i, int[] axes, int count, string what, int expected)
    {
        if (count != expected) throw i.Error($"{what} has {count} numbers, but {axes.Length} axes need {expected}");
    }

    private static void Require(Inference i, string value, string name, params ReadOnlySpan<string> allowed)
    {
        if (!allowed.Contains(value)) throw i.Error($"{name} '{value}' is not one of {string.Join(", ", allowed!)}");
    }
}
