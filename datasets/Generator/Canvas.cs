using System.Numerics;
using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.Datasets;

/// <summary>A square of colours (0 to 1) to paint on; edges are antialiased with 4 x 4 points a pixel.</summary>
public sealed class Canvas(int size)
{
    private const int Points = 4;

    private readonly Vector3[] _colors = new Vector3[size * size];

    /// <summary>The pixels in a row and in a column.</summary>
    public int Size => size;

    /// <summary>Paints what lies inside with the colour of each place; places are in pixels from the top left corner.</summary>
    public void Paint(Func<float, float, bool> inside, Func<float, float, Vector3> color)
    {
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                int covered = 0;
                for (int i = 0; i < Points * Points; i++)
                    if (inside(x + (i % Points + 0.5f) / Points, y + (i / Points + 0.5f) / Points)) covered++;
                if (covered == 0) continue;
                ref Vector3 place = ref _colors[y * size + x];
                place += (color(x + 0.5f, y + 0.5f) - place) * (covered / (float)(Points * Points));
            }
        }
    }

    /// <summary>Adds noise of the given strength: the same to all channels of a pixel, and half as much to each alone.</summary>
    public void AddNoise(ref RandomStream random, float strength)
    {
        foreach (ref Vector3 place in _colors.AsSpan())
        {
            float gray = Bell(ref random);
            place += strength * (new Vector3(gray) + 0.5f * new Vector3(Bell(ref random), Bell(ref random), Bell(ref random)));
        }
    }

    /// <summary>The painting as an image.</summary>
    public Image ToImage()
    {
        var image = new Image(size, size, PixelFormat.Rgb24);
        for (int i = 0; i < _colors.Length; i++)
        {
            for (int c = 0; c < 3; c++) image.Pixels[i * 3 + c] = (byte)Math.Clamp(MathF.Round(_colors[i][c] * 255), 0, 255);
        }
        return image;
    }

    // A sum of three uniform numbers, scaled to a deviation of 1: nearly normal without a logarithm.
    private static float Bell(ref RandomStream random) => (random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f) * 2;
}
