using System.IO.Compression;

namespace MlNetDeepLearning.Imaging;

/// <summary>A picture in memory: rows from top to bottom, pixels from left to right, channels interleaved, 8 bits each,
/// nothing between rows. Decoded from JPEG, PNG, BMP or GIF; encoded as PNG or JPEG.</summary>
public sealed class Image
{
    /// <summary>An image over zeroed pixels (black; for <see cref="PixelFormat.Rgba32"/> transparent).</summary>
    public Image(int width, int height, PixelFormat format) : this(width, height, format, new byte[ByteCount(width, height, format)])
    {
    }

    /// <summary>An image over the given array, which it keeps and does not copy.</summary>
    /// <exception cref="ArgumentException">The array does not have width x height x channels bytes.</exception>
    public Image(int width, int height, PixelFormat format, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        int expected = ByteCount(width, height, format);
        if (pixels.Length != expected)
            throw new ArgumentException($"{width} x {height} {format} takes {expected} bytes, the array has {pixels.Length}.", nameof(pixels));
        Width = width;
        Height = height;
        Format = format;
        Pixels = pixels;
    }

    /// <summary>The number of pixels in a row, at least 1.</summary>
    public int Width { get; }

    /// <summary>The number of rows, at least 1.</summary>
    public int Height { get; }

    /// <summary>The layout of <see cref="Pixels"/>.</summary>
    public PixelFormat Format { get; }

    /// <summary>The Height x Width x Channels bytes; writing to them changes the image.</summary>
    public byte[] Pixels { get; }

    /// <summary>The number of channels, which is the number of bytes a pixel takes: 1, 3 or 4.</summary>
    public int Channels => Format.Channels();

    /// <summary>The Width x Channels bytes of row <paramref name="y"/>, 0 is the topmost.</summary>
    public Span<byte> Row(int y)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, Height);
        int stride = Width * Channels;
        return Pixels.AsSpan(y * stride, stride);
    }

    /// <summary>The image in another pixel format, alpha composited over white; this image itself where it has that format.
    /// Grey is the Rec. 601 luma 0.299 R + 0.587 G + 0.114 B, rounded.</summary>
    public Image Convert(PixelFormat format) => Convert(format, Rgb.White);

    /// <summary>The image in another pixel format, alpha composited over <paramref name="background"/> (so that what was
    /// invisible stays invisible); this image itself where it has that format. Grey is the Rec. 601 luma
    /// 0.299 R + 0.587 G + 0.114 B, rounded.</summary>
    public Image Convert(PixelFormat format, Rgb background)
    {
        if (format == Format) return this;
        var result = new Image(Width, Height, format);
        PixelConversion.Convert(Pixels, Format, result.Pixels, format, background);
        return result;
    }

    /// <summary>Reads and decodes a file; the format is found from the content, the extension does not matter.</summary>
    /// <exception cref="ImageFormatException">The content is not an image or is damaged; the message begins with the path.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Image Load(string path, DecodeOptions? options = null)
    {
        byte[] bytes = File.ReadAllBytes(path);
        try
        {
            return Decode(bytes, options);
        }
        catch (ImageFormatException error)
        {
            throw new ImageFormatException(path, error);
        }
    }

    /// <summary>Decodes the bytes of a JPEG, PNG, BMP or GIF file (of a GIF the first frame).</summary>
    /// <exception cref="ImageFormatException">The content is not an image, is damaged or exceeds a limit.</exception>
    public static Image Decode(ReadOnlySpan<byte> bytes, DecodeOptions? options = null) =>
        ImageFormats.Decode(bytes, options ?? DecodeOptions.Default);

    /// <summary>Reads the format and the size from the header alone; the size is what <see cref="Decode"/> with the same
    /// options gives, so an EXIF orientation is taken into account.</summary>
    /// <exception cref="ImageFormatException">The header is not that of an image, is damaged or exceeds a limit.</exception>
    public static ImageInfo Identify(ReadOnlySpan<byte> bytes, DecodeOptions? options = null) =>
        ImageFormats.Identify(bytes, options ?? DecodeOptions.Default);

    /// <summary>Writes the image to a file in the format of its extension: .png, .jpg or .jpeg.</summary>
    /// <exception cref="ArgumentException">The extension is another one.</exception>
    public void Save(string path)
    {
        byte[] bytes = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => EncodePng(),
            ".jpg" or ".jpeg" => EncodeJpeg(),
            string other => throw new ArgumentException($"{path}: images are saved as .png, .jpg or .jpeg, not as '{other}'.", nameof(path)),
        };
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>The image as the bytes of a PNG file, without loss; the level trades time for size.</summary>
    public byte[] EncodePng(CompressionLevel level = CompressionLevel.Optimal) => PngEncoder.Encode(this, level);

    /// <summary>The image as the bytes of a baseline JPEG file. Grey stays grey; alpha is composited over white.</summary>
    /// <param name="quality">1 (smallest) to 100 (best), the scale of the Independent JPEG Group.</param>
    /// <param name="subsampling">Colour resolution: by default halved in both directions (4:2:0) below quality 90, full (4:4:4) from there.</param>
    public byte[] EncodeJpeg(int quality = 90, ChromaSubsampling subsampling = ChromaSubsampling.Auto) =>
        JpegEncoder.Encode(this, quality, subsampling);

    private static int ByteCount(int width, int height, PixelFormat format)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        long count = (long)width * height * format.Channels();
        if (count > Array.MaxLength)
            throw new ArgumentException($"{width} x {height} {format} takes {count:N0} bytes, more than one array holds ({Array.MaxLength:N0}).", nameof(width));
        return (int)count;
    }
}
