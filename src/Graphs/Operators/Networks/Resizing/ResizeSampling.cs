using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>Where one axis of a <see cref="Resize"/> takes its elements from, and with which weights.</summary>
/// <param name="Attributes">The operator's attributes.</param>
/// <param name="Input">The input's length.</param>
/// <param name="Output">The result's length.</param>
/// <param name="Scale">The result's length by the input's.</param>
/// <param name="Resized">The result's length before it was rounded.</param>
/// <param name="RoiStart">Where what is resized starts, in parts of the input.</param>
/// <param name="RoiEnd">Where it ends.</param>
internal sealed record ResizeSampling(ResizeAttributes Attributes, int Input, int Output, float Scale, float Resized, float RoiStart, float RoiEnd)
{
    /// <summary>The axis as the kernels take it.</summary>
    public ResizeAxis Axis()
    {
        var windows = new (int First, double[] Weights)[Output];
        bool[]? outside = Attributes.Coordinates == "tf_crop_and_resize" ? new bool[Output] : null;
        for (int o = 0; o < Output; o++)
        {
            float x = Coordinate(o);
            if (outside is not null && (x < 0 || x > Input - 1))
            {
                outside[o] = true;
                windows[o] = (0, []);
            }
            else windows[o] = Attributes.Mode == "nearest" ? (Nearest(x), [1]) : Window(x);
        }
        return ResizeAxis.Of(Input, windows, outside);
    }

    // In single precision, as other runtimes do: ties of nearest fall as theirs.
    private float Coordinate(int o) => Attributes.Coordinates switch
    {
        "asymmetric" => o / Scale,
        "pytorch_half_pixel" => Resized > 1 ? (o + 0.5f) / Scale - 0.5f : 0,
        "tf_half_pixel_for_nn" => (o + 0.5f) / Scale,
        "align_corners" => Resized == 1 ? 0 : o * (float)(Input - 1) / (Resized - 1),
        "tf_crop_and_resize" => Resized > 1
            ? RoiStart * (Input - 1) + o * (RoiEnd - RoiStart) * (Input - 1) / (Resized - 1)
            : 0.5f * (RoiStart + RoiEnd) * (Input - 1),
        "half_pixel_symmetric" => Input / 2f * (1 - Output / Resized) + (o + 0.5f) / Scale - 0.5f,
        _ => (o + 0.5f) / Scale - 0.5f,
    };

    private int Nearest(float x) => (int)(Attributes.Rounding switch
    {
        "floor" => MathF.Floor(x),
        "ceil" => MathF.Ceiling(x),
        "round_prefer_ceil" => MathF.Floor(x + 0.5f),
        _ => MathF.Ceiling(x - 0.5f),
    });

    private (int First, double[] Weights) Window(float x)
    {
        // Antialiasing widens the filter by as much as the axis shrinks.
        double narrow = Attributes.Antialias ? Math.Min(Scale, 1) : 1;
        int reach = Attributes.Mode == "linear" ? 1 : 2, begin = (int)Math.Floor(-reach / narrow) + 1;
        double[] weights = new double[2 - 2 * begin];
        int first = (int)MathF.Floor(x) + begin;
        for (int t = 0; t < weights.Length; t++)
        {
            bool excluded = Attributes.ExcludeOutside && (first + t < 0 || first + t >= Input);
            weights[t] = excluded ? 0 : Weight(Math.Abs((first + t - x) * narrow));
        }
        double sum = weights.Sum();
        if (sum == 0) return ((int)MathF.Floor(x), [1]);
        if (Attributes.Antialias || Attributes.ExcludeOutside)
            for (int t = 0; t < weights.Length; t++) weights[t] /= sum;
        return (first, weights);
    }

    // The triangle, or the cubic convolution of Keys (1981) with its free parameter a.
    private double Weight(double d)
    {
        double a = Attributes.CubicA;
        return Attributes.Mode == "linear" ? Math.Max(0, 1 - d)
            : d <= 1 ? ((a + 2) * d - (a + 3)) * d * d + 1
            : d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a
            : 0;
    }
}
