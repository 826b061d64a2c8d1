using System.Security.Cryptography;
using MlNetDeepLearning.Datasets;
using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.Tests.Unit.Datasets;

public class ShapeDataSetTests
{
    private static readonly string Folder = FindFolder();

    [Fact]
    public void TheGeneratorGivesTheFilesOfTheRepository()
    {
        foreach (ShapeKind kind in Enum.GetValues<ShapeKind>())
        {
            foreach ((bool test, int index) in ((bool, int)[])[(false, 0), (false, 137), (false, ShapeDataSet.TrainCount - 1), (true, 0), (true, ShapeDataSet.TestCount - 1)])
            {
                string path = ShapeDataSet.PathOf(test, kind, index);
                Assert.True(File.ReadAllBytes(Path.Combine(Folder, path)).AsSpan().SequenceEqual(ShapeDataSet.Encode(test, kind, index)), $"{path} differs");
            }
        }
    }

    [Fact]
    public void EveryFileIsThereOnceAndReadable()
    {
        string[] files = [.. Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];
        var expected =
            from test in (bool[])[true, false]
            from kind in Enum.GetValues<ShapeKind>()
            from index in Enumerable.Range(0, test ? ShapeDataSet.TestCount : ShapeDataSet.TrainCount)
            select ShapeDataSet.PathOf(test, kind, index);
        Assert.Equal(expected, files);
        var contents = new HashSet<string>();
        long bytes = 0;
        foreach (string file in files)
        {
            Image image = Image.Load(Path.Combine(Folder, file));
            Assert.Equal((ShapeDrawing.Size, ShapeDrawing.Size, PixelFormat.Rgb24), (image.Width, image.Height, image.Format));
            Assert.True(contents.Add(Convert.ToHexString(SHA256.HashData(image.Pixels))), $"{file} is a duplicate");
            bytes += new FileInfo(Path.Combine(Folder, file)).Length;
        }
        Assert.InRange(bytes, 1, 3_000_000);
    }

    // What makes a linear model fail: over many pictures, the mean brightness of shape and ground is the same in every class.
    [Fact]
    public void ColourSaysNothingAboutTheClass()
    {
        foreach (ShapeKind kind in Enum.GetValues<ShapeKind>())
        {
            double middle = 0, corner = 0;
            for (int i = 0; i < ShapeDataSet.TrainCount; i++)
            {
                Image gray = Image.Load(Path.Combine(Folder, ShapeDataSet.PathOf(false, kind, i))).Convert(PixelFormat.Gray8);
                middle += gray.Row(16)[16];
                corner += gray.Row(1)[1];
            }
            Assert.InRange(middle / ShapeDataSet.TrainCount, 100, 155);
            Assert.InRange(corner / ShapeDataSet.TrainCount, 100, 155);
        }
    }

    private static string FindFolder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MlNetDeepLearning.sln"))) return Path.Combine(folder.FullName, "datasets", "shapes");
        }
        throw new DirectoryNotFoundException("MlNetDeepLearning.sln is in no folder above the tests.");
    }
}
