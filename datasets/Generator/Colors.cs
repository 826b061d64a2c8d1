using System.Numerics;
using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.Datasets;

/// <summary>Random colours and random ways to fill an area with them.</summary>
public static class Colors
{
    private static readonly Vector3 LumaWeights = new(0.299f, 0.587f, 0.114f);

    /// <summary>Any colour.</summary>
    public static Vector3 Any(ref RandomStream random) => new(random.NextSingle(), random.NextSingle(), random.NextSingle());

    /// <summary>A colour whose luma differs from that of <paramref name="other"/> by at least <paramref name="contrast"/>, in either direction.</summary>
    public static Vector3 Against(ref RandomStream random, Vector3 other, float contrast)
    {
        while (true)
        {
            Vector3 color = Any(ref random);
            if (MathF.Abs(Vector3.Dot(color - other, LumaWeights)) >= contrast) return color;
        }
    }

    /// <summary>A direction, all as likely. By rejection: sine and cosine may differ in the last bit between platforms.</summary>
    public static Vector2 Direction(ref RandomStream random)
    {
        while (true)
        {
            Vector2 place = new(random.NextSingle(-1, 1), random.NextSingle(-1, 1));
            float square = place.LengthSquared();
            if (square is > 0.01f and <= 1) return place / MathF.Sqrt(square);
        }
    }

    /// <summary>A fill around <paramref name="color"/> that stays within <paramref name="spread"/> of it: plain, a gradient, stripes, checks or spots.</summary>
    public static Func<float, float, Vector3> Fill(ref RandomStream random, Vector3 color, float spread, int size)
    {
        Vector3 swing = (Any(ref random) - new Vector3(0.5f)) * 2 * spread;
        Vector2 along = Direction(ref random);
        float length = random.NextSingle(3, 9), phase = random.NextSingle();
        int kind = random.NextInt32(5);
        if (kind == 0) return (_, _) => color;
        if (kind == 1) return (x, y) => color + swing * Math.Clamp(((x - size / 2f) * along.X + (y - size / 2f) * along.Y) / (size / 2f), -1, 1);
        if (kind == 2) return (x, y) => color + swing * Wave((x * along.X + y * along.Y) / length + phase);
        if (kind == 3) return (x, y) => color + swing * (Wave((x * along.X + y * along.Y) / length + phase) * Wave((x * along.Y - y * along.X) / length + phase));
        const int Cells = 6;
        float[] spots = new float[Cells * Cells];
        for (int i = 0; i < spots.Length; i++) spots[i] = random.NextSingle(-1, 1);
        return (x, y) => color + swing * Between(spots, Cells, x / size, y / size);
    }

    // Up and down between -1 and 1, once a unit.
    private static float Wave(float position) => 4 * MathF.Abs(position - MathF.Floor(position) - 0.5f) - 1;

    private static float Between(float[] grid, int cells, float x, float y)
    {
        float column = Math.Clamp(x, 0, 0.999f) * (cells - 1), row = Math.Clamp(y, 0, 0.999f) * (cells - 1);
        int at = (int)row * cells + (int)column;
        float right = column - (int)column, down = row - (int)row;
        return (grid[at] * (1 - right) + grid[at + 1] * right) * (1 - down) + (grid[at + cells] * (1 - right) + grid[at + cells + 1] * right) * down;
    }
}
