using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.Tests.Unit.Imaging;

/// <summary>What is wrong with a JPEG file is said, and what does no harm is put up with.</summary>
public class JpegDamageTests
{
    [Fact]
    public void ArithmeticCodingIsRefusedByName() => AssertRefused(JpegSamples.File("Arithmetic"), "arithmetic-coded");

    [Theory]
    [InlineData("Baseline420")]
    [InlineData("Progressive420")]
    [InlineData("Restart420")]
    [InlineData("Gray")]
    public void EveryCutIsTruncatedButForTheEndMarker(string name)
    {
        byte[] file = JpegSamples.File(name);
        byte[] pixels = Image.Decode(file).Pixels;
        for (int length = 2; length < file.Length - 2; length++)
        {
            // Only padding may be missing from the last byte of the last scan.
            if (length == file.Length - 3 && TryDecode(file[..length]) is byte[] decoded)
            {
                Assert.Equal(pixels, decoded);
                continue;
            }
            AssertRefused(file[..length], "truncated");
        }
        Assert.Equal(pixels, Image.Decode(file[..^2]).Pixels);
        Assert.Equal(pixels, Image.Decode(file[..^1]).Pixels);
    }

    [Theory]
    [InlineData("Baseline420")]
    [InlineData("Progressive420")]
    public void TrailingBytesAndFillBytesDoNoHarm(string name)
    {
        byte[] file = JpegSamples.File(name);
        byte[] pixels = Image.Decode(file).Pixels;
        Assert.Equal(pixels, Image.Decode([.. file, .. "appended"u8, 0xFF, 0xDA, 0, 0]).Pixels);
        int tables = JpegSamples.Find(file, 0xDB);
        Assert.Equal(pixels, Image.Decode([.. file[..tables], 0xFF, 0xFF, 0xFF, .. file[tables..]]).Pixels);
    }

    [Fact]
    public void TheHeightMayComeAfterTheFirstScan()
    {
        byte[] file = JpegSamples.File("Baseline420");
        byte[] pixels = Image.Decode(file).Pixels;
        int height = JpegSamples.Find(file, 0xC0) + 5;
        byte[] later = [.. file[..height], 0, 0, .. file[(height + 2)..^2], 0xFF, 0xDC, 0, 4, 0, JpegSamples.Height, 0xFF, 0xD9];
        Assert.Equal(pixels, Image.Decode(later).Pixels);
        later[^3] = 0;
        AssertRefused(later, "no pixels");
    }

    [Fact]
    public void ALargeSizeIsRefusedBeforeMemoryIsTaken()
    {
        byte[] file = JpegSamples.File("Progressive420");
        int frame = JpegSamples.Find(file, 0xC2);
        file.AsSpan(frame + 5, 4).Fill(0x26);
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(file, "cannot hold 9766 x 9766");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
        file.AsSpan(frame + 5, 4).Fill(0xFF);
        AssertRefused(file, "more than the limit of 100,000,000");
    }

    [Fact]
    public void RestartMarkersOutOfOrderAreRefused()
    {
        byte[] file = JpegSamples.File("Restart420");
        int second = JpegSamples.Find(file, 0xD1);
        file[second + 1] = 0xD4;
        AssertRefused(file, "marker D4 where restart marker D1");
    }

    [Fact]
    public void EndlessScansAreRefused()
    {
        byte[] file = JpegSamples.File("Progressive420");
        int scan = JpegSamples.Find(file, 0xDA), next = scan + 2 + JpegSamples.Find(file[(scan + 2)..], 0xC4);
        List<byte> endless = [.. file[..next]];
        for (int i = 0; i < 199; i++) endless.AddRange(file[scan..next]);
        Assert.Equal(Image.Decode([.. file[..next], 0xFF, 0xD9]).Pixels, Image.Decode([.. endless, 0xFF, 0xD9]).Pixels);
        endless.AddRange(file[scan..next]);
        AssertRefused([.. endless, 0xFF, 0xD9], "more than 200 scans");
    }

    [Fact]
    public void TheMessageNamesTheFileAndTheReason()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.jpg");
        try
        {
            AssertLoadSays(path, "This is a text, not a picture."u8, "not a JPEG, PNG, BMP or GIF image: it begins with the text \"This is a text, \"");
            AssertLoadSays(path, [], "empty: there are no bytes to decode");
            AssertLoadSays(path, JpegSamples.File("Baseline420").AsSpan(0, 500), "truncated: the JPEG data of a scan ends after");
            AssertLoadSays(path, [1, 2, 0, 255], "it begins with the bytes 01 02 00 FF");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void AssertLoadSays(string path, ReadOnlySpan<byte> content, string reason)
    {
        File.WriteAllBytes(path, content);
        ImageFormatException error = Assert.Throws<ImageFormatException>(() => Image.Load(path));
        Assert.StartsWith(path + ": ", error.Message);
        Assert.Contains(reason, error.Reason);
        Assert.Equal(path, error.Path);
    }

    private static void AssertRefused(byte[] file, string reason)
    {
        ImageFormatException error = Assert.Throws<ImageFormatException>(() => Image.Decode(file));
        Assert.Contains(reason, error.Message);
    }

    private static byte[]? TryDecode(byte[] file)
    {
        try
        {
            return Image.Decode(file).Pixels;
        }
        catch (ImageFormatException)
        {
            return null;
        }
    }
}
