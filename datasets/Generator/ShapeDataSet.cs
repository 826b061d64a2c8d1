namespace MlNetDeepLearning.Datasets;

/// <summary>The data set <c>shapes</c>: which pictures there are, and the files they go to.</summary>
public static class ShapeDataSet
{
    /// <summary>The seed of the pictures in the repository.</summary>
    public const ulong Seed = 20261120;

    /// <summary>Training pictures of each class.</summary>
    public const int TrainCount = 300;

    /// <summary>Test pictures of each class.</summary>
    public const int TestCount = 60;

    private const int Quality = 80;

    /// <summary>Every picture with its path below the folder of the data set.</summary>
    public static IEnumerable<(string Path, byte[] File)> Files()
    {
        foreach (bool test in (bool[])[false, true])
        {
            foreach (ShapeKind kind in Enum.GetValues<ShapeKind>())
            {
                for (int i = 0; i < (test ? TestCount : TrainCount); i++) yield return (PathOf(test, kind, i), Encode(test, kind, i));
            }
        }
    }

    /// <summary>The path of a picture below the folder of the data set, such as <c>train/heart/007.jpg</c>.</summary>
    public static string PathOf(bool test, ShapeKind kind, int index) => $"{(test ? "test" : "train")}/{kind.ToString().ToLowerInvariant()}/{index:000}.jpg";

    /// <summary>The JPEG file of a picture.</summary>
    public static byte[] Encode(bool test, ShapeKind kind, int index) => ShapeDrawing.Draw(Seed, test, kind, index).EncodeJpeg(Quality);

    /// <summary>Writes every picture, over older ones of the same name, and returns their number and the sum of their bytes.</summary>
    public static (int Count, long Bytes) Write(string folder)
    {
        int count = 0;
        long bytes = 0;
        foreach ((string path, byte[] file) in Files())
        {
            string full = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllBytes(full, file);
            count++;
            bytes += file.Length;
        }
        return (count, bytes);
    }
}
