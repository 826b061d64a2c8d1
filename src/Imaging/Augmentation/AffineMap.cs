namespace MlNetDeepLearning.Imaging;

/// <summary>The map (x, y) -> (XByX x + XByY y + X, YByX x + YByY y + Y), from places in a result to places in its source.</summary>
internal readonly record struct AffineMap(float XByX, float XByY, float X, float YByX, float YByY, float Y)
{
    public static AffineMap Identity => new(1, 0, 0, 0, 1, 0);

    public static AffineMap Scale(float x, float y) => new(x, 0, 0, 0, y, 0);

    public static AffineMap Translation(float x, float y) => new(1, 0, x, 0, 1, y);

    public static AffineMap Rotation(float radians)
    {
        (float sin, float cos) = MathF.SinCos(radians);
        return new AffineMap(cos, -sin, 0, sin, cos, 0);
    }

    /// <summary>Where this map sends what <paramref name="inner"/> gives.</summary>
    public AffineMap After(AffineMap inner) => new(
        XByX * inner.XByX + XByY * inner.YByX,
        XByX * inner.XByY + XByY * inner.YByY,
        XByX * inner.X + XByY * inner.Y + X,
        YByX * inner.XByX + YByY * inner.YByX,
        YByX * inner.XByY + YByY * inner.YByY,
        YByX * inner.X + YByY * inner.Y + Y);

    /// <summary>The same map for places counted from the centre of the first pixel of a height x width image instead of its middle.</summary>
    public AffineMap FromFirstPixel(int height, int width)
    {
        float x = (width - 1) / 2f, y = (height - 1) / 2f;
        return this with { X = X + x - XByX * x - XByY * y, Y = Y + y - YByX * x - YByY * y };
    }
}
