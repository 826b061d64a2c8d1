using System.Numerics;
using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.Datasets;

/// <summary>
/// Draws one picture of the data set <c>shapes</c>: a shape, filled or as an outline, somewhere near the middle, turned and stretched, on
/// a patterned background, with things lying about, often a stroke across it, and noise. Nothing but the outline tells the class.
/// </summary>
public static class ShapeDrawing
{
    /// <summary>The pixels in a row and in a column of every picture.</summary>
    public const int Size = 32;

    private const float Contrast = 0.4f;
    private const float MostSlope = 0.5f;

    /// <summary>The picture number <paramref name="index"/> of a class; the same for the same arguments on every machine.</summary>
    public static Image Draw(ulong seed, bool test, ShapeKind kind, int index)
    {
        var random = new RandomStream(seed, test ? 1 : 0, index, (int)kind);
        var canvas = new Canvas(Size);
        Vector3 ground = Colors.Any(ref random), ink = Colors.Against(ref random, ground, Contrast);
        canvas.Paint((_, _) => true, Colors.Fill(ref random, ground, 0.12f, Size));

        float radius = random.NextSingle(0.3f, 0.42f) * Size, room = (Size / 2f - radius) * 0.8f;
        Vector2 center = new Vector2(Size / 2f) + new Vector2(random.NextSingle(-1, 1), random.NextSingle(-1, 1)) * room;
        for (int count = random.NextInt32(3); count > 0; count--) PaintBlob(canvas, ref random, center, radius);
        PaintShape(canvas, ref random, kind, center, radius, Colors.Fill(ref random, ink, 0.1f, Size));
        if (random.NextBoolean(0.3f)) PaintStroke(canvas, ref random, center, radius);
        canvas.AddNoise(ref random, random.NextSingle(0.005f, 0.035f));
        return canvas.ToImage();
    }

    private static void PaintShape(Canvas canvas, ref RandomStream random, ShapeKind kind, Vector2 center, float radius, Func<float, float, Vector3> fill)
    {
        Vector2 turn = Vector2.Normalize(new Vector2(1, random.NextSingle(-MostSlope, MostSlope)));
        float wide = random.NextSingle(0.88f, 1.12f), scaleX = 1 / (radius * wide), scaleY = wide / radius;
        bool outline = random.NextBoolean(0.35f);
        float thickness = random.NextSingle(2.2f, 3.2f);
        bool Inside(float x, float y)
        {
            x -= center.X;
            y -= center.Y;
            return ShapeOutlines.Contains(kind, (x * turn.X + y * turn.Y) * scaleX, (y * turn.X - x * turn.Y) * scaleY);
        }
        // A point belongs to an outline if the edge is nearer than the thickness, that is if some point at that distance lies outside.
        canvas.Paint((x, y) => Inside(x, y) && (!outline || Around(x, y, thickness).Any(place => !Inside(place.X, place.Y))), fill);
    }

    private static IEnumerable<Vector2> Around(float x, float y, float distance)
    {
        // Corners of a regular dodecagon, from the cosines of 0, 30 and 60 degrees.
        ReadOnlyMemory<float> cosines = new[] { 1, 0.8660254f, 0.5f, 0, -0.5f, -0.8660254f, -1, -0.8660254f, -0.5f, 0, 0.5f, 0.8660254f };
        for (int i = 0; i < 12; i++) yield return new Vector2(x + distance * cosines.Span[i], y + distance * cosines.Span[(i + 9) % 12]);
    }

    private static void PaintBlob(Canvas canvas, ref RandomStream random, Vector2 center, float radius)
    {
        float size = random.NextSingle(1.2f, 3);
        Vector2 place = center + Colors.Direction(ref random) * (radius * random.NextSingle(1.1f, 1.6f) + size), turn = Colors.Direction(ref random);
        float stretch = random.NextSingle(1, 2);
        Vector3 color = Colors.Any(ref random);
        canvas.Paint(
            (x, y) =>
            {
                Vector2 from = new Vector2(x, y) - place;
                float along = Vector2.Dot(from, turn), across = (from.X * turn.Y - from.Y * turn.X) * stretch;
                return along * along + across * across < size * size;
            },
            (_, _) => color);
    }

    private static void PaintStroke(Canvas canvas, ref RandomStream random, Vector2 center, float radius)
    {
        Vector2 place = center + Colors.Direction(ref random) * radius * random.NextSingle(0, 0.7f), along = Colors.Direction(ref random);
        float half = random.NextSingle(0.5f, 1.1f);
        Vector3 color = Colors.Any(ref random);
        canvas.Paint((x, y) => MathF.Abs((x - place.X) * along.Y - (y - place.Y) * along.X) < half, (_, _) => color);
    }
}
