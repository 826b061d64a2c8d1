using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.Tests.Unit.Imaging;

public class ImageTensorsTests
{
    private static readonly PixelChannel[] AnyOrder = [PixelChannel.Luma, PixelChannel.Blue, PixelChannel.Alpha, PixelChannel.Red];

    [Theory]
    [InlineData(PixelFormat.Gray8, 7, 5)]
    [InlineData(PixelFormat.Rgb24, 7, 5)]
    [InlineData(PixelFormat.Rgb24, 16, 3)]
    [InlineData(PixelFormat.Rgb24, 33, 9)]
    [InlineData(PixelFormat.Rgba32, 19, 4)]
    public void EveryChannelInBothLayouts(PixelFormat format, int width, int height)
    {
        Image image = new(width, height, format);
        new Random(3).NextBytes(image.Pixels);
        Check(image, [.. PixelChannels.Rgb], [], []);
        Check(image, [.. PixelChannels.Rgb], [128], [1 / 128f]);
        Check(image, [.. PixelChannels.Bgr], [103.9f, 116.8f, 123.7f], [0.5f, 0.25f, 0.125f]);
        Check(image, [.. PixelChannels.Gray], [], [1 / 255f]);
        Check(image, AnyOrder, [1, 2, 3, 4], []);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void ComesBackAsItWent(int channels)
    {
        PixelFormat format = channels == 1 ? PixelFormat.Gray8 : channels == 3 ? PixelFormat.Rgb24 : PixelFormat.Rgba32;
        Image image = new(11, 6, format);
        new Random(4).NextBytes(image.Pixels);
        float[] values = new float[image.Pixels.Length];
        PixelChannel[] all = [PixelChannel.Red, PixelChannel.Green, PixelChannel.Blue, PixelChannel.Alpha];
        image.ToChw(values, all.AsSpan(0, channels), [128], [1 / 64f]);
        Assert.Equal(image.Pixels, ImageTensors.FromChw(values, channels, 6, 11, [128], [1 / 64f]).Pixels);
    }

    [Fact]
    public void WrongSizesAreRefused()
    {
        Image image = new(4, 4, PixelFormat.Rgb24);
        Assert.Contains("48", Assert.Throws<ArgumentException>(() => image.ToChw(new float[47], PixelChannels.Rgb)).Message);
        Assert.Throws<ArgumentException>(() => image.ToHwc(new float[48], PixelChannels.Rgb, [1, 2]));
        Assert.Throws<ArgumentException>(() => ImageTensors.FromChw(new float[32], 2, 4, 4));
    }

    private static void Check(Image image, PixelChannel[] channels, float[] offset, float[] scale)
    {
        int plane = image.Width * image.Height;
        float[] chw = new float[plane * channels.Length], hwc = new float[plane * channels.Length];
        image.ToChw(chw, channels, offset, scale);
        image.ToHwc(hwc, channels, offset, scale);
        bool composite = !channels.Contains(PixelChannel.Alpha);
        for (int i = 0; i < plane; i++)
        {
            for (int c = 0; c < channels.Length; c++)
            {
                float pixel = Pixel(image, i, channels[c], composite);
                float shift = offset.Length == 0 ? 0 : offset[c % offset.Length], factor = scale.Length == 0 ? 1 : scale[c % scale.Length];
                // One in 255: compositing before or after taking the luma rounds differently.
                float tolerance = channels[c] == PixelChannel.Luma ? 1.01f * factor : 1e-4f;
                Assert.InRange(chw[c * plane + i] - (pixel - shift) * factor, -tolerance, tolerance);
                Assert.Equal(chw[c * plane + i], hwc[i * channels.Length + c]);
            }
        }
    }

    private static float Pixel(Image image, int i, PixelChannel channel, bool composite)
    {
        ReadOnlySpan<byte> pixel = image.Pixels.AsSpan(i * image.Channels, image.Channels);
        float red = pixel[0], green = pixel[image.Channels > 1 ? 1 : 0], blue = pixel[image.Channels > 1 ? 2 : 0], alpha = image.Channels == 4 ? pixel[3] : 255;
        if (composite)
        {
            red = Over(red, alpha);
            green = Over(green, alpha);
            blue = Over(blue, alpha);
        }
        return channel switch
        {
            PixelChannel.Red => red,
            PixelChannel.Green => green,
            PixelChannel.Blue => blue,
            PixelChannel.Alpha => alpha,
            _ => 0.299f * red + 0.587f * green + 0.114f * blue,
        };
    }

    private static float Over(float color, float alpha) => MathF.Round((color * alpha + 255 * (255 - alpha)) / 255);
}
