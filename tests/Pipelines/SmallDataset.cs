using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.Tests.Pipelines;

/// <summary>Draws a small data set of three classes: bars across, bars upright, and chequers, in random colours.</summary>
public static class SmallDataset
{
    public static readonly string[] Labels = ["across", "chequered", "upright"];

    /// <summary>Writes pictures of 16x16 pixels to folders named after the classes.</summary>
    public static string Draw(string root, int perClass, int seed = 1)
    {
        var random = new Random(seed);
        for (int label = 0; label < Labels.Length; label++)
        {
            string folder = Path.Combine(root, Labels[label]);
            Directory.CreateDirectory(folder);
            for (int i = 0; i < perClass; i++) Picture(label, random).Save(Path.Combine(folder, $"{i:000}.png"));
        }
        return root;
    }

    private static Image Picture(int label, Random random)
    {
        var image = new Image(16, 16, PixelFormat.Rgb24);
        int period = random.Next(2, 5), x0 = random.Next(8), y0 = random.Next(8), background = random.Next(0, 100);
        Span<int> colour = [random.Next(120, 256), random.Next(120, 256), random.Next(120, 256)];
        for (int y = 0; y < 16; y++)
            for (int x = 0; x < 16; x++)
            {
                bool across = (y + y0) / period % 2 == 0, upright = (x + x0) / period % 2 == 0;
                bool on = label == 0 ? across : label == 1 ? across ^ upright : upright;
                for (int c = 0; c < 3; c++) image.Row(y)[x * 3 + c] = (byte)Math.Clamp((on ? colour[c] : background) + random.Next(-10, 11), 0, 255);
            }
        return image;
    }
}
