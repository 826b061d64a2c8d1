namespace MlNetDeepLearning.Imaging;

/// <summary>Conversion between pixel formats, pixel by pixel.</summary>
internal static class PixelConversion
{
    // 0.299, 0.587 and 0.114 in 1/65536, rounded so that they sum to 65536 and white stays white.
    private const int RedWeight = 19595;
    private const int GreenWeight = 38470;
    private const int BlueWeight = 7471;

    public static byte Luma(int red, int green, int blue) =>
        (byte)((red * RedWeight + green * GreenWeight + blue * BlueWeight + 32768) >> 16);

    public static void Convert(ReadOnlySpan<byte> source, PixelFormat from, Span<byte> target, PixelFormat to, Rgb background)
    {
        int step = from.Channels(), count = source.Length / step;
        if (from == PixelFormat.Gray8)
        {
            GrayToColor(source, target, to.Channels());
            return;
        }
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> pixel = source.Slice(i * step, step);
            int red = pixel[0], green = pixel[1], blue = pixel[2];
            if (step == 4 && pixel[3] != 255)
            {
                int alpha = pixel[3];
                red = Over(red, background.R, alpha);
                green = Over(green, background.G, alpha);
                blue = Over(blue, background.B, alpha);
            }
            if (to == PixelFormat.Gray8)
            {
                target[i] = Luma(red, green, blue);
                continue;
            }
            Span<byte> result = target.Slice(i * to.Channels(), to.Channels());
            result[2] = (byte)blue;
            result[1] = (byte)green;
            result[0] = (byte)red;
            if (result.Length == 4) result[3] = 255;
        }
    }

    private static void GrayToColor(ReadOnlySpan<byte> source, Span<byte> target, int channels)
    {
        for (int i = 0; i < source.Length; i++)
        {
            Span<byte> result = target.Slice(i * channels, channels);
            if (channels == 4) result[3] = 255;
            result[..3].Fill(source[i]);
        }
    }

    private static int Over(int color, int background, int alpha) => (color * alpha + background * (255 - alpha) + 127) / 255;
}
