using System.Security.Cryptography;
using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.Tests.Unit.Imaging;

public class ResizingTests
{
    [Theory]
    [InlineData(ResizeFilter.Nearest, ResizeMode.Stretch, PixelFormat.Gray8, 50, 37, 23, 31, "01bf1b99aea6cdfa")]
    [InlineData(ResizeFilter.Nearest, ResizeMode.Stretch, PixelFormat.Gray8, 50, 37, 50, 11, "72858f997642cd43")]
    [InlineData(ResizeFilter.Nearest, ResizeMode.Stretch, PixelFormat.Gray8, 17, 9, 64, 33, "c6f10bda5ce95e2b")]
    [InlineData(ResizeFilter.Nearest, ResizeMode.Stretch, PixelFormat.Gray8, 120, 90, 16, 16, "482eef862e899896")]
    [InlineData(ResizeFilter.Nearest, ResizeMode.Stretch, PixelFormat.Gray8, 5, 4, 1, 1, "50868f20258bbc9c")]
    [InlineData(ResizeFilter.Nearest, ResizeMode.Stretch, PixelFormat.Rgb24, 50, 37, 23, 31, "68f9f39257e851ca")]
    [InlineData(ResizeFilter.Nearest, ResizeMode.Stretch, PixelFormat.Rgb24, 50, 37, 50, 11, "34c14885944b928f")]
    [InlineData(ResizeFilter.Nearest, ResizeMode.Stretch, PixelFormat.Rgb24, 17, 9, 64, 33, "ec0036a6f8838662")]
    [InlineData(ResizeFilter.Nearest, ResizeMode.Stretch, PixelFormat.Rgb24, 120, 90, 16, 16, "d74af5cfa08c39ca")]
    [InlineData(ResizeFilter.Nearest, ResizeMode.Stretch, PixelFormat.Rgb24, 5, 4, 1, 1, "6ce977ae7020b748")]
    [InlineData(ResizeFilter.Nearest, ResizeMode.Stretch, PixelFormat.Rgba32, 50, 37, 23, 31, "a13a5c044d9a85d5")]
    [InlineData(ResizeFilter.Nearest, ResizeMode.Stretch, PixelFormat.Rgba32, 50, 37, 50, 11, "1e93419fac9a4946")]
    [InlineData(ResizeFilter.Nearest, ResizeMode.Stretch, PixelFormat.Rgba32, 17, 9, 64, 33, "d0e6ab97dc207087")]
    [InlineData(ResizeFilter.Nearest, ResizeMode.Stretch, PixelFormat.Rgba32, 120, 90, 16, 16, "f29754999ceb0d2a")]
    [InlineData(ResizeFilter.Nearest, ResizeMode.Stretch, PixelFormat.Rgba32, 5, 4, 1, 1, "cd3c0c702a23d563")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Stretch, PixelFormat.Gray8, 50, 37, 23, 31, "85cf09d03bd483d0")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Stretch, PixelFormat.Gray8, 50, 37, 50, 11, "e65c159ecdba77a6")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Stretch, PixelFormat.Gray8, 17, 9, 64, 33, "f2b4da6d875d1b73")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Stretch, PixelFormat.Gray8, 120, 90, 16, 16, "0e22271e4b62fe37")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Stretch, PixelFormat.Gray8, 5, 4, 1, 1, "4f362f9093bb8e70")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Stretch, PixelFormat.Rgb24, 50, 37, 23, 31, "6688e8ef3d8f1a60")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Stretch, PixelFormat.Rgb24, 50, 37, 50, 11, "dd64a78d8b743e32")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Stretch, PixelFormat.Rgb24, 17, 9, 64, 33, "60e08dde8029aa3b")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Stretch, PixelFormat.Rgb24, 120, 90, 16, 16, "a1e29997f1fc8c33")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Stretch, PixelFormat.Rgb24, 5, 4, 1, 1, "dde79feb940027b1")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Stretch, PixelFormat.Rgba32, 50, 37, 23, 31, "b8205387df7a2c38")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Stretch, PixelFormat.Rgba32, 50, 37, 50, 11, "df416e23ab42ef12")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Stretch, PixelFormat.Rgba32, 17, 9, 64, 33, "4d9053c6692b609c")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Stretch, PixelFormat.Rgba32, 120, 90, 16, 16, "d80c0de76e2c7338")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Stretch, PixelFormat.Rgba32, 5, 4, 1, 1, "fc8f92376fbec9e3")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Stretch, PixelFormat.Gray8, 50, 37, 23, 31, "0762e6d89688b011")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Stretch, PixelFormat.Gray8, 50, 37, 50, 11, "547a4157dff4ec95")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Stretch, PixelFormat.Gray8, 17, 9, 64, 33, "ea11b91eee9eaf61")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Stretch, PixelFormat.Gray8, 120, 90, 16, 16, "84c63e5d20e39a09")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Stretch, PixelFormat.Gray8, 5, 4, 1, 1, "3cbdaf66b3dd2b17")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Stretch, PixelFormat.Rgb24, 50, 37, 23, 31, "7728fe9f7ee23453")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Stretch, PixelFormat.Rgb24, 50, 37, 50, 11, "538b289fb1e3266b")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Stretch, PixelFormat.Rgb24, 17, 9, 64, 33, "52baca28ef46c637")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Stretch, PixelFormat.Rgb24, 120, 90, 16, 16, "3a99c574bb4b6153")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Stretch, PixelFormat.Rgb24, 5, 4, 1, 1, "8e67ad651896f7ab")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Stretch, PixelFormat.Rgba32, 50, 37, 23, 31, "a896b03da596ab10")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Stretch, PixelFormat.Rgba32, 50, 37, 50, 11, "6c618a9e4b15bd5f")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Stretch, PixelFormat.Rgba32, 17, 9, 64, 33, "7a619ac0f2fe107f")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Stretch, PixelFormat.Rgba32, 120, 90, 16, 16, "1e0db15d3ca0af99")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Stretch, PixelFormat.Rgba32, 5, 4, 1, 1, "e35d53a39c8113fa")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Crop, PixelFormat.Rgb24, 50, 37, 24, 24, "4adc65295f91b912")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Crop, PixelFormat.Rgb24, 50, 37, 24, 24, "9bf116db3bd4b587")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Pad, PixelFormat.Rgb24, 50, 37, 24, 24, "157ac73f5987f744")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Pad, PixelFormat.Rgb24, 50, 37, 24, 24, "7101cf7d0024c8f0")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Crop, PixelFormat.Rgb24, 37, 50, 24, 24, "9fda893c6e7010d5")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Crop, PixelFormat.Rgb24, 37, 50, 24, 24, "711274e7de766656")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Pad, PixelFormat.Rgb24, 37, 50, 24, 24, "0853c0e0cd97c2c2")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Pad, PixelFormat.Rgb24, 37, 50, 24, 24, "0f974990ddb0145d")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Crop, PixelFormat.Rgb24, 30, 30, 20, 33, "3a693b6827c5c923")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Crop, PixelFormat.Rgb24, 30, 30, 20, 33, "f857ac6e247e6224")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Pad, PixelFormat.Rgb24, 30, 30, 20, 33, "dccf5ebf8ebdc384")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Pad, PixelFormat.Rgb24, 30, 30, 20, 33, "dce2c8ad0f4e92f4")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Crop, PixelFormat.Rgb24, 64, 20, 20, 5, "df7628aba7cea9c0")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Crop, PixelFormat.Rgb24, 64, 20, 20, 5, "0593a4a23ee68805")]
    [InlineData(ResizeFilter.Bilinear, ResizeMode.Pad, PixelFormat.Rgb24, 64, 20, 20, 5, "1ff42aa0925f1306")]
    [InlineData(ResizeFilter.Bicubic, ResizeMode.Pad, PixelFormat.Rgb24, 64, 20, 20, 5, "3e28c90d76756153")]
    public void IsPillowsResize(ResizeFilter filter, ResizeMode mode, PixelFormat format, int width, int height, int toWidth, int toHeight, string sha256)
    {
        Image result = Noise(width, height, format).Resize(toWidth, toHeight, new ResizeOptions(filter, mode));
        Assert.Equal((toWidth, toHeight, format), (result.Width, result.Height, result.Format));
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(result.Pixels))[..16]);
    }

    [Fact]
    public void AreaIsTheMeanOverWhatAPixelCovers()
    {
        Image image = Noise(7, 5, PixelFormat.Gray8);
        Image result = image.Resize(3, 2, ResizeFilter.Area);
        for (int y = 0; y < 2; y++)
        {
            for (int x = 0; x < 3; x++)
            {
                double sum = 0;
                for (int v = 0; v < 5; v++)
                    for (int u = 0; u < 7; u++) sum += image.Row(v)[u] * Overlap(u, x, 7 / 3.0) * Overlap(v, y, 5 / 2.0);
                Assert.InRange(result.Row(y)[x] - sum / (7 / 3.0 * 2.5), -1, 1);
            }
        }
        static double Overlap(int source, int target, double scale) =>
            Math.Max(0, Math.Min(source + 1, (target + 1) * scale) - Math.Max(source, target * scale));
    }

    [Theory]
    [InlineData(ResizeFilter.Nearest)]
    [InlineData(ResizeFilter.Area)]
    [InlineData(ResizeFilter.Bilinear)]
    [InlineData(ResizeFilter.Bicubic)]
    public void FloatPlanesAreResizedAsBytesAre(ResizeFilter filter)
    {
        // Without extremes nothing is clipped between the two passes, where bytes would lose what floats keep.
        Image image = Noise(41, 23, PixelFormat.Rgb24);
        for (int i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (byte)(96 + image.Pixels[i] / 4);
        float[] source = new float[41 * 23 * 3], target = new float[19 * 30 * 3], expected = new float[19 * 30 * 3];
        image.ToChw(source, PixelChannels.Rgb);
        ImageResizing.ResizeChw(source, 3, 23, 41, target, 30, 19, filter);
        image.Resize(19, 30, filter).ToChw(expected, PixelChannels.Rgb);
        for (int i = 0; i < target.Length; i++) Assert.InRange(target[i] - expected[i], -1.2f, 1.2f);
    }

    [Fact]
    public void AnchorsChooseWhatStays()
    {
        Image image = Noise(30, 10, PixelFormat.Rgb24);
        Image left = image.Resize(10, 10, new ResizeOptions(Mode: ResizeMode.Crop, AnchorX: 0));
        Assert.Equal(image.Crop(0, 0, 10, 10).Pixels, left.Pixels);
        Image right = image.Resize(10, 10, new ResizeOptions(Mode: ResizeMode.Crop, AnchorX: 1));
        Assert.Equal(image.Crop(20, 0, 10, 10).Pixels, right.Pixels);
        Image bottom = image.Resize(30, 30, new ResizeOptions(Mode: ResizeMode.Pad, AnchorY: 1, Background: new Rgb(1, 2, 3)));
        Assert.Equal(image.Pixels, bottom.Crop(0, 20, 30, 10).Pixels);
        Assert.Equal([1, 2, 3], bottom.Row(19)[..3].ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => image.Resize(3, 3, new ResizeOptions(AnchorX: 1.5)));
    }

    [Fact]
    public void CropUndoesPad()
    {
        Image image = Noise(5, 4, PixelFormat.Rgba32);
        Image padded = image.Pad(1, 2, 3, 4, new Rgb(9, 8, 7));
        Assert.Equal((9, 10), (padded.Width, padded.Height));
        Assert.Equal([9, 8, 7, 255], padded.Row(9)[^4..].ToArray());
        Assert.Equal(image.Pixels, padded.Crop(1, 2, 5, 4).Pixels);
        Assert.Throws<ArgumentOutOfRangeException>(() => padded.Crop(5, 5, 5, 5));
    }

    [Fact]
    public void InvisibleColoursDoNotBleed()
    {
        Image image = new(2, 1, PixelFormat.Rgba32, [255, 0, 0, 0, 0, 0, 255, 255]);
        Assert.Equal([0, 0, 255, 128], image.Resize(1, 1).Pixels);
    }

    private static Image Noise(int width, int height, PixelFormat format)
    {
        Image image = new(width, height, format);
        uint state = 12345;
        for (int i = 0; i < image.Pixels.Length; i++)
        {
            state = unchecked(state * 1664525 + 1013904223);
            image.Pixels[i] = (byte)(state >> 24);
        }
        return image;
    }
}
