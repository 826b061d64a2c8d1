namespace MlNetDeepLearning.Datasets;

/// <summary>The classes of the data set <c>shapes</c>; the folder of each is its name in lower case.</summary>
public enum ShapeKind
{
    Arrow,
    Circle,
    Crescent,
    Cross,
    Heart,
    Square,
    Star,
    Triangle,
}

/// <summary>The outlines of the shapes, about one unit in radius around the origin, y downwards.</summary>
public static class ShapeOutlines
{
    private static readonly (float X, float Y)[] Arrow =
        [(1.05f, 0), (0.2f, -0.85f), (0.2f, -0.35f), (-1, -0.35f), (-1, 0.35f), (0.2f, 0.35f), (0.2f, 0.85f)];

    private static readonly (float X, float Y)[] Triangle = [(0, -1.1f), (0.953f, 0.55f), (-0.953f, 0.55f)];

    private static readonly (float X, float Y)[] Star = StarCorners(1.15f, 0.46f);

    /// <summary>Whether a point lies within the shape.</summary>
    public static bool Contains(ShapeKind kind, float x, float y) => kind switch
    {
        ShapeKind.Arrow => InPolygon(Arrow, x, y),
        ShapeKind.Circle => InCircle(x, y, 0.92f),
        ShapeKind.Crescent => InCircle(x + 0.2f, y, 1.02f) && !InCircle(x - 0.3f, y, 0.86f),
        ShapeKind.Cross => (MathF.Abs(x) < 0.32f && MathF.Abs(y) < 1) || (MathF.Abs(y) < 0.32f && MathF.Abs(x) < 1),
        ShapeKind.Heart => InHeart(x * 1.2f, 0.15f - y * 1.2f),
        ShapeKind.Square => MathF.Max(MathF.Abs(x), MathF.Abs(y)) < 0.8f,
        ShapeKind.Star => InPolygon(Star, x, y),
        _ => InPolygon(Triangle, x, y),
    };

    private static bool InCircle(float x, float y, float radius) => x * x + y * y < radius * radius;

    // The curve (x^2 + y^2 - 1)^3 = x^2 y^3.
    private static bool InHeart(float x, float y)
    {
        float d = x * x + y * y - 1;
        return d * d * d < x * x * y * y * y;
    }

    private static bool InPolygon((float X, float Y)[] corners, float x, float y)
    {
        bool inside = false;
        (float X, float Y) from = corners[^1];
        foreach ((float X, float Y) to in corners)
        {
            if (from.Y > y != to.Y > y && x < (to.X - from.X) * (y - from.Y) / (to.Y - from.Y) + from.X) inside = !inside;
            from = to;
        }
        return inside;
    }

    private static (float X, float Y)[] StarCorners(float outer, float inner)
    {
        // The cosine and sine of 36 degrees: constants, because MathF's last bit may differ between platforms and the files must not.
        const float Cos = 0.809017f, Sin = 0.58778524f;
        var corners = new (float X, float Y)[10];
        (float x, float y) = (0, -1);
        for (int i = 0; i < corners.Length; i++)
        {
            float radius = i % 2 == 0 ? outer : inner;
            corners[i] = (x * radius, y * radius);
            (x, y) = (x * Cos - y * Sin, x * Sin + y * Cos);
        }
        return corners;
    }
}
