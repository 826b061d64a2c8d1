using System.Security.Cryptography;
using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.Tests.Unit.Imaging;

public class CodecTests
{
    [Theory]
    [MemberData(nameof(PngSamples.All), MemberType = typeof(PngSamples))]
    [MemberData(nameof(BmpSamples.All), MemberType = typeof(BmpSamples))]
    [MemberData(nameof(GifSamples.All), MemberType = typeof(GifSamples))]
    public void DecodesExactly(string name, PixelFormat format, int width, int height, string sha256, string file)
    {
        byte[] bytes = Convert.FromBase64String(file);
        Image image = Image.Decode(bytes);
        Assert.Equal((name, format, width, height), (name, image.Format, image.Width, image.Height));
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(image.Pixels)));
        ImageInfo info = Image.Identify(bytes);
        Assert.Equal((width, height), (info.Width, info.Height));
    }

    [Theory]
    [MemberData(nameof(PngSamples.All), MemberType = typeof(PngSamples))]
    [MemberData(nameof(BmpSamples.All), MemberType = typeof(BmpSamples))]
    [MemberData(nameof(GifSamples.All), MemberType = typeof(GifSamples))]
    public void EveryCutDecodesOrSaysWhy(string name, PixelFormat format, int width, int height, string sha256, string file)
    {
        byte[] bytes = Convert.FromBase64String(file);
        int decoded = 0;
        for (int length = 0; length < bytes.Length; length++)
        {
            try
            {
                Image image = Image.Decode(bytes.AsSpan(0, length));
                Assert.Equal((name, format, width, height), (name, image.Format, image.Width, image.Height));
                Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(image.Pixels)));
                decoded++;
            }
            catch (ImageFormatException)
            {
            }
        }
        // Only the trailer, and what follows the pixels, may be missing.
        Assert.InRange(decoded, 0, 24);
    }

    [SharedDataTheory("datasets/photos-mlnet")]
    [InlineData("tomato.bmp", "BMP", "6d2c2b402d954b0b2e24e1ef958f49103f3467a9a8a19fc9de0dc02e60dd9107")]
    [InlineData("toaster2.png", "PNG", "e373f3b5fe0f8bd8bda4c69e74147bf70ddaf0bbf0fcaa995834b8fc418ea6fa")]
    [InlineData("broccoli.png", "PNG", "f86507153b536dbcf3787da3094e73d99f64d6655304b25995145c9db9d0e0f4")]
    [InlineData("../photos-scenes/4faces.png", "PNG", "971a0ae79aa4fb28006860f18fe8026418b18a76ec6e881e8a240c69cc859f8d")]
    public void DecodesSharedPicturesAsPillowDoes(string path, string format, string sha256)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(SharedData.PathOf("datasets/photos-mlnet"), path));
        Assert.Equal(format, Image.Identify(bytes).Format);
        Image image = Image.Decode(bytes);
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(image.Pixels)));
    }

    [SharedDataFact("datasets/coco128/semantic_segmentation/train")]
    public void DecodesSharedMasksAsPillowDoes()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string[] files = Directory.GetFiles(SharedData.PathOf("datasets/coco128/semantic_segmentation/train"), "*.png");
        foreach (string file in files.Order(StringComparer.Ordinal)) hash.AppendData(Image.Load(file).Pixels);
        Assert.Equal(100, files.Length);
        Assert.Equal("f47d1bf45a8ed05bf6c88fdd2ffa8ddd29ed662b55dc1cdded7884ef8707167c", Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Theory]
    [InlineData(PixelFormat.Gray8, 1, 1)]
    [InlineData(PixelFormat.Gray8, 37, 19)]
    [InlineData(PixelFormat.Rgb24, 64, 48)]
    [InlineData(PixelFormat.Rgb24, 1, 300)]
    [InlineData(PixelFormat.Rgba32, 33, 65)]
    public void PngComesBackAsItWent(PixelFormat format, int width, int height)
    {
        Image image = new(width, height, format);
        new Random(5).NextBytes(image.Pixels);
        for (int i = 0; i < image.Pixels.Length / 2; i++) image.Pixels[i] = (byte)(i / 7);
        Image back = Image.Decode(image.EncodePng());
        Assert.Equal((format, width, height), (back.Format, back.Width, back.Height));
        Assert.Equal(image.Pixels, back.Pixels);
    }

    [Fact]
    public void PngFiltersPay()
    {
        Image ramp = new(256, 256, PixelFormat.Rgb24);
        for (int i = 0; i < ramp.Pixels.Length; i++) ramp.Pixels[i] = (byte)(i / 3 % 256 + i / 768 * 3);
        Assert.InRange(ramp.EncodePng().Length, 100, 4000);
    }

    [Fact]
    public void DamageInACriticalChunkIsNamed()
    {
        byte[] file = new Image(9, 9, PixelFormat.Rgb24).EncodePng();
        file[45] ^= 4;
        Assert.Contains("chunk IDAT is damaged", Assert.Throws<ImageFormatException>(() => Image.Decode(file)).Message);
    }

    [Fact]
    public void ASmallFileCannotClaimMuchMemory()
    {
        byte[] file = new Image(9, 9, PixelFormat.Gray8).EncodePng();
        int from = file.AsSpan().IndexOf("IHDR"u8);
        byte[] claim = [0, 0, 0x26, 0, 0, 0, 0x26, 0];
        claim.CopyTo(file, from + 4);
        byte[] checksum = BitConverter.GetBytes(ReferenceCrc(file.AsSpan(from, 17)));
        Array.Reverse(checksum);
        checksum.CopyTo(file, from + 17);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("truncated", Assert.Throws<ImageFormatException>(() => Image.Decode(file)).Message);
        Assert.Contains("limit", Assert.Throws<ImageFormatException>(() => Image.Decode(file, new DecodeOptions(MaxPixels: 1000))).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Theory]
    [MemberData(nameof(BmpSamples.All), MemberType = typeof(BmpSamples))]
    [MemberData(nameof(GifSamples.All), MemberType = typeof(GifSamples))]
    public void TheLimitHolds(string name, PixelFormat format, int width, int height, string sha256, string file)
    {
        byte[] bytes = Convert.FromBase64String(file);
        var options = new DecodeOptions(MaxPixels: width * height - 1);
        string message = Assert.Throws<ImageFormatException>(() => Image.Decode(bytes, options)).Message;
        Assert.True(message.Contains("limit"), $"{name} ({format}, {sha256}): {message}");
        Assert.Throws<ImageFormatException>(() => Image.Identify(bytes, options));
    }

    private static uint ReferenceCrc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }
        return ~crc;
    }
}
