namespace MlNetDeepLearning.Imaging;

/// <summary>Changes the size of images: resize, crop, pad. Every method gives a new image and leaves the old one as it is.</summary>
public static class ImageResizing
{
    /// <summary>The image resized to width x height pixels with the given filter, stretched.</summary>
    public static Image Resize(this Image image, int width, int height, ResizeFilter filter = ResizeFilter.Bilinear) =>
        Resize(image, width, height, ResizeOptions.Default with { Filter = filter });

    /// <summary>The image resized to width x height pixels. With the bilinear and bicubic filters the result is that of Pillow's
    /// <c>resize</c>, <c>ImageOps.fit</c> and <c>ImageOps.pad</c>. Colours are weighed by alpha, so that invisible ones do not bleed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width or height is below 1, or an anchor lies outside 0 to 1.</exception>
    public static Image Resize(this Image image, int width, int height, ResizeOptions options)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        CheckAnchor(options.AnchorX, nameof(options.AnchorX));
        CheckAnchor(options.AnchorY, nameof(options.AnchorY));
        double aspect = (double)width / height, imageAspect = (double)image.Width / image.Height;
        double boxWidth = image.Width, boxHeight = image.Height;
        if (options.Mode == ResizeMode.Crop)
        {
            if (imageAspect > aspect) boxWidth = aspect * image.Height;
            else boxHeight = image.Width / aspect;
        }
        if (options.Mode == ResizeMode.Pad && imageAspect != aspect)
        {
            int innerWidth = width, innerHeight = height;
            if (imageAspect > aspect) innerHeight = Math.Clamp((int)Math.Round((double)image.Height / image.Width * width), 1, height);
            else innerWidth = Math.Clamp((int)Math.Round((double)image.Width / image.Height * height), 1, width);
            Image inner = ResizeBox(image, innerWidth, innerHeight, options.Filter, 0, 0, image.Width, image.Height);
            int left = (int)Math.Round((width - innerWidth) * options.AnchorX), top = (int)Math.Round((height - innerHeight) * options.AnchorY);
            return inner.Pad(left, top, width - innerWidth - left, height - innerHeight - top, options.Background);
        }
        double x = (image.Width - boxWidth) * options.AnchorX, y = (image.Height - boxHeight) * options.AnchorY;
        return ResizeBox(image, width, height, options.Filter, x, y, boxWidth, boxHeight);
    }

    /// <summary>Resizes float planes (channels x height x width) without rounding or clipping into
    /// <paramref name="target"/> (channels x targetHeight x targetWidth).</summary>
    /// <exception cref="ArgumentException">A buffer does not have the size that its shape takes.</exception>
    public static void ResizeChw(ReadOnlySpan<float> source, int channels, int height, int width, Span<float> target, int targetHeight, int targetWidth, ResizeFilter filter = ResizeFilter.Bilinear)
    {
        if (source.Length != channels * height * width)
            throw new ArgumentException($"{channels} x {height} x {width} takes {channels * height * width} values, the source has {source.Length}.", nameof(source));
        if (target.Length != channels * targetHeight * targetWidth)
            throw new ArgumentException($"{channels} x {targetHeight} x {targetWidth} takes {channels * targetHeight * targetWidth} values, the target has {target.Length}.", nameof(target));
        if (target.IsEmpty) return;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ResampleWeights across = ResampleWeights.Of(width, targetWidth, 0, width, filter), down = ResampleWeights.Of(height, targetHeight, 0, height, filter);
        int plane = height * width, targetPlane = targetHeight * targetWidth;
        for (int c = 0; c < channels; c++)
            FloatResampler.Resample(source.Slice(c * plane, plane), width, height, target.Slice(c * targetPlane, targetPlane), across, down);
    }

    /// <summary>The part of the image from column <paramref name="x"/> and row <paramref name="y"/>, width x height pixels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part is empty or not wholly within the image.</exception>
    public static Image Crop(this Image image, int x, int y, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (x < 0 || y < 0 || width < 1 || height < 1 || width > image.Width - x || height > image.Height - y)
            throw new ArgumentOutOfRangeException(nameof(width), $"The part {width} x {height} from ({x}, {y}) does not lie within {image.Width} x {image.Height} pixels.");
        var result = new Image(width, height, image.Format);
        int channels = image.Channels;
        for (int row = 0; row < height; row++) image.Row(y + row).Slice(x * channels, width * channels).CopyTo(result.Row(row));
        return result;
    }

    /// <summary>The image with margins of the given numbers of pixels in the background colour, black unless said otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A margin is negative.</exception>
    public static Image Pad(this Image image, int left, int top, int right, int bottom, Rgb background = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        ArgumentOutOfRangeException.ThrowIfNegative(bottom);
        var result = new Image(checked(image.Width + left + right), checked(image.Height + top + bottom), image.Format);
        int channels = image.Channels;
        Span<byte> first = result.Row(0);
        ReadOnlySpan<byte> color = [background.R, background.G, background.B, 255];
        if (channels == 1) first.Fill(PixelConversion.Luma(background.R, background.G, background.B));
        else for (int i = 0; i < result.Width; i++) color[..channels].CopyTo(first[(i * channels)..]);
        for (int y = 1; y < result.Height; y++) first.CopyTo(result.Row(y));
        for (int y = 0; y < image.Height; y++) image.Row(y).CopyTo(result.Row(top + y)[(left * channels)..]);
        return result;
    }

    private static Image ResizeBox(Image image, int width, int height, ResizeFilter filter, double x, double y, double boxWidth, double boxHeight)
    {
        bool premultiply = image.Format == PixelFormat.Rgba32 && filter != ResizeFilter.Nearest;
        Image source = premultiply ? Premultiplied(image) : image;
        var result = new Image(width, height, image.Format);
        // Single precision, because that is what Pillow keeps a box in: a pixel more or less at a border shows.
        ByteResampler.Resample(
            source,
            result,
            ResampleWeights.Of(image.Width, width, (float)x, (float)(x + boxWidth) - (float)x, filter),
            ResampleWeights.Of(image.Height, height, (float)y, (float)(y + boxHeight) - (float)y, filter));
        if (premultiply) Unpremultiply(result.Pixels);
        return result;
    }

    private static Image Premultiplied(Image image)
    {
        var result = new Image(image.Width, image.Height, image.Format, [.. image.Pixels]);
        Span<byte> pixels = result.Pixels;
        for (int i = 0; i < pixels.Length; i += 4)
        {
            int alpha = pixels[i + 3];
            if (alpha == 255) continue;
            for (int c = 0; c < 3; c++) pixels[i + c] = (byte)((pixels[i + c] * alpha + 127) / 255);
        }
        return result;
    }

    private static void Unpremultiply(Span<byte> pixels)
    {
        for (int i = 0; i < pixels.Length; i += 4)
        {
            int alpha = pixels[i + 3];
            if (alpha is 0 or 255) continue;
            for (int c = 0; c < 3; c++) pixels[i + c] = (byte)Math.Min(255, pixels[i + c] * 255 / alpha);
        }
    }

    private static void CheckAnchor(double anchor, string name)
    {
        if (!(anchor >= 0 && anchor <= 1)) throw new ArgumentOutOfRangeException(name, anchor, "An anchor lies between 0 (left or top) and 1 (right or bottom).");
    }
}
