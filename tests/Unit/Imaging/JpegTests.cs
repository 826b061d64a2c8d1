using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.Tests.Unit.Imaging;

public class JpegTests
{
    public static TheoryData<string> Colored => [.. JpegSamples.Colored];

    [Theory]
    [MemberData(nameof(Colored))]
    public void DecodesEveryKindCloseToThePicture(string name)
    {
        Image image = Image.Decode(JpegSamples.File(name));
        Assert.Equal(PixelFormat.Rgb24, image.Format);
        Assert.InRange(MeanDifference(JpegSamples.Picture(), image), 0, name.Contains("444") ? 2.5 : 6.5);
    }

    [Theory]
    [InlineData("Restart420")]
    [InlineData("Progressive420")]
    public void TheSameCoefficientsGiveTheSamePixels(string name) =>
        Assert.Equal(Image.Decode(JpegSamples.File("Baseline420")).Pixels, Image.Decode(JpegSamples.File(name)).Pixels);

    [Fact]
    public void GreyStaysGrey()
    {
        Image image = Image.Decode(JpegSamples.File("Gray"));
        Assert.Equal((PixelFormat.Gray8, JpegSamples.Width, JpegSamples.Height), (image.Format, image.Width, image.Height));
        Assert.InRange(MeanDifference(JpegSamples.Picture().Convert(PixelFormat.Gray8), image), 0, 2);
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(2, 43, 0)]
    [InlineData(3, 43, 27)]
    [InlineData(4, 0, 27)]
    [InlineData(5, 0, 0)]
    [InlineData(6, 27, 0)]
    [InlineData(7, 27, 43)]
    [InlineData(8, 0, 43)]
    public void OrientationTurnsThePictureUpright(int orientation, int cornerX, int cornerY)
    {
        byte[] file = JpegSamples.File("Baseline444");
        Image stored = Image.Decode(file);
        foreach (bool littleEndian in (bool[])[false, true])
        {
            byte[] turned = JpegSamples.WithOrientation(file, orientation, littleEndian);
            Image image = Image.Decode(turned);
            ImageInfo info = Image.Identify(turned);
            Assert.Equal((image.Width, image.Height), (info.Width, info.Height));
            Assert.Equal(orientation > 4 ? (28, 44) : (44, 28), (image.Width, image.Height));
            // The stored corner lands where the orientation says, and its right neighbour beside or below.
            (int dx, int dy) = (cornerX == 0 ? 1 : -1, cornerY == 0 ? 1 : -1);
            (int nextX, int nextY) = orientation > 4 ? (cornerX, cornerY + dy) : (cornerX + dx, cornerY);
            Assert.Equal(Pixel(stored, 0, 0), Pixel(image, cornerX, cornerY));
            Assert.Equal(Pixel(stored, 1, 0), Pixel(image, nextX, nextY));
            Assert.Equal(stored.Pixels, Image.Decode(turned, new DecodeOptions(ApplyOrientation: false)).Pixels);
        }
    }

    [Theory]
    [InlineData(0, 200, 100, 50, 128, 100, 50, 25)]
    [InlineData(-1, 200, 100, 50, 128, 100, 50, 25)]
    [InlineData(2, 155, 128, 128, 128, 50, 50, 50)]
    public void InksBecomeLight(int adobeTransform, int c, int m, int y, int k, int red, int green, int blue)
    {
        byte[][] planes = [Flat(16, 16, c), Flat(16, 16, m), Flat(16, 16, y), Flat(16, 16, k)];
        Image image = Image.Decode(JpegSamples.Combine(16, 16, planes, [0x11, 0x11, 0x11, 0x11], adobeTransform));
        for (int i = 0; i < 256; i++)
        {
            Assert.InRange(image.Pixels[3 * i], red - 2, red + 2);
            Assert.InRange(image.Pixels[3 * i + 1], green - 2, green + 2);
            Assert.InRange(image.Pixels[3 * i + 2], blue - 2, blue + 2);
        }
    }

    [Fact]
    public void AdobeTransformZeroMeansRgb()
    {
        byte[][] planes = [Flat(20, 9, 200), Flat(20, 9, 100), Flat(20, 9, 50)];
        Image image = Image.Decode(JpegSamples.Combine(20, 9, planes, [0x11, 0x11, 0x11], 0));
        Assert.Equal((200, 100, 50), Pixel(image, 19, 8));
    }

    [Theory]
    [InlineData(0x31, 0x11, 11, 30)]
    [InlineData(0x32, 0x21, 22, 15)]
    [InlineData(0x44, 0x11, 9, 8)]
    [InlineData(0x14, 0x13, 33, 23)]
    public void UnusualSamplingTakesTheNearestSample(int luma, int chroma, int chromaWidth, int chromaHeight)
    {
        byte[][] planes = [Gradient(33, 30), Flat(chromaWidth, chromaHeight, 128), Flat(chromaWidth, chromaHeight, 128)];
        Image image = Image.Decode(JpegSamples.Combine(33, 30, planes, [(byte)luma, (byte)chroma, (byte)chroma], -1));
        Image gray = Image.Decode(planes[0]);
        Assert.Equal(gray.Convert(PixelFormat.Rgb24).Pixels, image.Pixels);
    }

    [Theory]
    [InlineData(100, ChromaSubsampling.None, 0.8)]
    [InlineData(95, ChromaSubsampling.Auto, 1.6)]
    [InlineData(80, ChromaSubsampling.Auto, 6)]
    [InlineData(10, ChromaSubsampling.Auto, 18)]
    public void EncodesCloseToThePicture(int quality, ChromaSubsampling subsampling, double limit)
    {
        Image picture = JpegSamples.Picture();
        Assert.InRange(MeanDifference(picture, Image.Decode(picture.EncodeJpeg(quality, subsampling))), 0, limit);
    }

    [Fact]
    public void LowerQualityAndHalvedColorsMakeSmallerFiles()
    {
        Image picture = JpegSamples.Picture();
        int[] sizes = [.. new[] { 100, 90, 89, 50, 1 }.Select(quality => picture.EncodeJpeg(quality).Length)];
        Assert.Equal(sizes.OrderDescending(), sizes);
        Assert.Equal(picture.EncodeJpeg(89, ChromaSubsampling.Half), picture.EncodeJpeg(89));
        Assert.Equal(picture.EncodeJpeg(90, ChromaSubsampling.None), picture.EncodeJpeg(90));
        Assert.Throws<ArgumentOutOfRangeException>(() => picture.EncodeJpeg(0));
    }

    /// <summary>Narrow pictures take the scalar loops, wide ones the vector loops; away from the cut both see the same samples.</summary>
    [Theory]
    [InlineData(ChromaSubsampling.None, 8)]
    [InlineData(ChromaSubsampling.Half, 15)]
    public void NarrowPicturesDecodeAsWideOnes(ChromaSubsampling subsampling, int equalColumns)
    {
        Image picture = JpegSamples.Picture();
        var narrow = new Image((equalColumns + 7) / 8 * 8, picture.Height, PixelFormat.Rgb24);
        for (int y = 0; y < picture.Height; y++) picture.Row(y)[..(narrow.Width * 3)].CopyTo(narrow.Row(y));
        Image wideDecoded = Image.Decode(picture.EncodeJpeg(90, subsampling)), narrowDecoded = Image.Decode(narrow.EncodeJpeg(90, subsampling));
        for (int y = 0; y < picture.Height; y++)
            Assert.Equal(wideDecoded.Row(y)[..(equalColumns * 3)].ToArray(), narrowDecoded.Row(y)[..(equalColumns * 3)].ToArray());
    }

    [Fact]
    public void NoiseAtFullQualityComesBackAlmostExactly()
    {
        var noise = new Image(67, 45, PixelFormat.Gray8);
        new Random(3).NextBytes(noise.Pixels);
        Assert.InRange(MeanDifference(noise, Image.Decode(noise.EncodeJpeg(100))), 0, 0.5);
        // The clamped extremes of black and white.
        for (int i = 0; i < noise.Pixels.Length; i++) noise.Pixels[i] = (byte)(noise.Pixels[i] < 128 ? 0 : 255);
        Assert.InRange(MeanDifference(noise, Image.Decode(noise.EncodeJpeg(100))), 0, 0.5);
    }

    [Fact]
    public void SaveAndLoadGoByExtension()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.jpeg");
        try
        {
            JpegSamples.Picture().Save(path);
            Assert.Equal("JPEG", Image.Identify(File.ReadAllBytes(path)).Format);
            Assert.Equal(JpegSamples.Width, Image.Load(path).Width);
        }
        finally
        {
            File.Delete(path);
        }
    }

    internal static double MeanDifference(Image expected, Image actual)
    {
        Assert.Equal((expected.Width, expected.Height, expected.Format), (actual.Width, actual.Height, actual.Format));
        long sum = 0;
        for (int i = 0; i < expected.Pixels.Length; i++) sum += Math.Abs(expected.Pixels[i] - actual.Pixels[i]);
        return (double)sum / expected.Pixels.Length;
    }

    private static (int Red, int Green, int Blue) Pixel(Image image, int x, int y)
    {
        Span<byte> row = image.Row(y);
        return (row[3 * x], row[3 * x + 1], row[3 * x + 2]);
    }

    private static byte[] Flat(int width, int height, int value)
    {
        var image = new Image(width, height, PixelFormat.Gray8);
        image.Pixels.AsSpan().Fill((byte)value);
        return image.EncodeJpeg(100);
    }

    private static byte[] Gradient(int width, int height)
    {
        var image = new Image(width, height, PixelFormat.Gray8);
        for (int i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (byte)(i % width * 5 + i / width * 3);
        return image.EncodeJpeg(100);
    }
}
