using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.Tests.Unit.Imaging;

/// <summary>Holds decoded pixels against those of libjpeg-turbo's <c>djpeg</c>, where that program is installed.</summary>
public class JpegReferenceTests
{
    // A mean of 1 is promised; what differs in fact are roundings of one pixel in some ten thousand.
    private const double Tolerance = 0.01;

    [DjpegTheory]
    [InlineData("datasets/bccd", 40)]
    [InlineData("datasets/coco128", 16)]
    [InlineData("datasets/flower-photos-small", 20)]
    [InlineData("datasets/imagenet-photos-dev", 4)]
    [InlineData("datasets/photos-mlnet", 3)]
    [InlineData("datasets/photos-scenes", 4)]
    public void PhotographsEqualTheReference(string folder, int step)
    {
        string[] files = [.. Directory.EnumerateFiles(SharedData.PathOf(folder), "*", SearchOption.AllDirectories)
            .Where(IsJpeg).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(files);
        for (int i = 0; i < files.Length; i += step) AssertEqualsReference(files[i], File.ReadAllBytes(files[i]));
    }

    [DjpegTheory]
    [InlineData("datasets/cifar10-jpg/cifar10-test-jpg.tar.gz", 60)]
    public void SmallPicturesEqualTheReference(string archive, int count)
    {
        using var tar = new TarReader(new GZipStream(File.OpenRead(SharedData.PathOf(archive)), CompressionMode.Decompress));
        for (int i = 0; count > 0 && tar.GetNextEntry() is TarEntry entry; i++)
        {
            if (entry.DataStream is not Stream content || !IsJpeg(entry.Name) || i % 7 != 0) continue;
            var bytes = new MemoryStream();
            content.CopyTo(bytes);
            AssertEqualsReference(entry.Name, bytes.ToArray());
            count--;
        }
        Assert.Equal(0, count);
    }

    [DjpegTheory]
    [MemberData(nameof(JpegTests.Colored), MemberType = typeof(JpegTests))]
    [InlineData("Gray")]
    public void DrawnPicturesEqualTheReference(string name) => AssertEqualsReference(name, JpegSamples.File(name));

    [DjpegTheory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(89)]
    [InlineData(90)]
    [InlineData(100)]
    public void EncodedPicturesAreReadByOthers(int quality) => AssertEqualsReference($"quality {quality}", JpegSamples.Picture().EncodeJpeg(quality));

    private static bool IsJpeg(string path) => Path.GetExtension(path).ToLowerInvariant() is ".jpg" or ".jpeg";

    private static void AssertEqualsReference(string name, byte[] file)
    {
        if (Image.Identify(file).Format != "JPEG") return;
        Image expected = Reference(file), actual = Image.Decode(file, new DecodeOptions(ApplyOrientation: false)).Convert(PixelFormat.Rgb24);
        double mean = JpegTests.MeanDifference(expected, actual);
        Assert.True(mean < Tolerance, $"{name}: mean difference {mean:F4}");
    }

    private static Image Reference(byte[] file)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, file);
            using Process process = Process.Start(new ProcessStartInfo("djpeg", ["-dct", "float", "-rgb", path]) { RedirectStandardOutput = true })!;
            var output = new MemoryStream();
            process.StandardOutput.BaseStream.CopyTo(output);
            process.WaitForExit();
            byte[] ppm = output.ToArray();
            string[] header = Encoding.ASCII.GetString(ppm, 0, Math.Min(ppm.Length, 32)).Split('\n', 4);
            string[] size = header[1].Split(' ');
            int start = header[0].Length + header[1].Length + header[2].Length + 3;
            return new Image(int.Parse(size[0]), int.Parse(size[1]), PixelFormat.Rgb24, ppm[start..]);
        }
        finally
        {
            File.Delete(path);
        }
    }
}

/// <summary>A theory that needs the program <c>djpeg</c> and the shared data sets; skips, saying so, without one of them.</summary>
public sealed class DjpegTheoryAttribute : TheoryAttribute
{
    public DjpegTheoryAttribute()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, "djpeg")))) Skip = "needs djpeg of libjpeg-turbo-progs, which is not on the PATH";
        else if (SharedData.Find("datasets") is null) Skip = "needs ../shared/datasets, which is not here";
    }
}
