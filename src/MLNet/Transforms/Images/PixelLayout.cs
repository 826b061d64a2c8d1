using MlNetDeepLearning.Imaging;

namespace Microsoft.ML.Data;

/// <summary>Moves between the engine's images (grey, RGB or RGBA bytes) and the layouts of <see cref="MLImage"/>.</summary>
internal static class PixelLayout
{
    public static byte[] ToBgra(Image image)
    {
        byte[] pixels = new byte[image.Width * image.Height * 4];
        Spread(image, pixels, 4, blue: 0, green: 1, red: 2, alpha: 3);
        return pixels;
    }

    /// <summary>Writes each pixel's channels at their places among <paramref name="step"/> bytes; -1 leaves a channel out.</summary>
    public static void Spread(Image image, Span<byte> target, int step, int blue, int green, int red, int alpha)
    {
        ReadOnlySpan<byte> source = image.Pixels;
        int channels = image.Channels;
        for (int from = 0, to = 0; from < source.Length; from += channels, to += step)
        {
            target[to + red] = source[from];
            target[to + green] = source[from + (channels > 1 ? 1 : 0)];
            target[to + blue] = source[from + (channels > 1 ? 2 : 0)];
            if (alpha >= 0) target[to + alpha] = channels == 4 ? source[from + 3] : (byte)255;
        }
    }

    public static Image FromPixels(int width, int height, MLPixelFormat format, byte[] pixels)
    {
        if (format == MLPixelFormat.Rgba32) return new Image(width, height, PixelFormat.Rgba32, pixels);
        byte[] swapped = [.. pixels];
        for (int i = 0; i < swapped.Length; i += 4) (swapped[i], swapped[i + 2]) = (swapped[i + 2], swapped[i]);
        return new Image(width, height, PixelFormat.Rgba32, swapped);
    }

    /// <summary>Multiplies the colours of a decoded image by its alpha, as ML.NET's images have them.</summary>
    public static Image Dimmed(Image image)
    {
        if (image.Format != PixelFormat.Rgba32) return image;
        Span<byte> pixels = image.Pixels;
        for (int i = 0; i < pixels.Length; i += 4)
        {
            int alpha = pixels[i + 3];
            if (alpha == 255) continue;
            for (int c = 0; c < 3; c++) pixels[i + c] = (byte)((pixels[i + c] * alpha + 127) / 255);
        }
        return image;
    }

    /// <summary>The image in shades of grey, with ML.NET's weights 0.3, 0.59 and 0.11.</summary>
    public static Image Gray(Image image)
    {
        if (image.Format == PixelFormat.Gray8) return image;
        byte[] gray = new byte[image.Width * image.Height];
        ReadOnlySpan<byte> source = image.Pixels;
        int channels = image.Channels;
        for (int i = 0; i < gray.Length; i++)
        {
            ReadOnlySpan<byte> pixel = source.Slice(i * channels, 3);
            gray[i] = (byte)((30 * pixel[0] + 59 * pixel[1] + 11 * pixel[2] + 50) / 100);
        }
        return new Image(image.Width, image.Height, PixelFormat.Gray8, gray);
    }
}
