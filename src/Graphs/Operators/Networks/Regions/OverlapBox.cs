namespace MlNetDeepLearning.Graphs;

/// <summary>A box whose overlap with others counts.</summary>
internal readonly record struct OverlapBox(float Top, float Left, float Bottom, float Right, float Area)
{
    /// <summary>The box at an address: two opposite corners [y, x, y, x], or center and size [x, y, width, height].</summary>
    public static unsafe OverlapBox Of(float* b, bool center)
    {
        (float top, float left, float bottom, float right) = center
            ? (b[1] - b[3] / 2, b[0] - b[2] / 2, b[1] + b[3] / 2, b[0] + b[2] / 2)
            : (Math.Min(b[0], b[2]), Math.Min(b[1], b[3]), Math.Max(b[0], b[2]), Math.Max(b[1], b[3]));
        return new OverlapBox(top, left, bottom, right, (bottom - top) * (right - left));
    }
}
