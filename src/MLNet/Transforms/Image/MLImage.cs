using MlNetDeepLearning.Imaging;
using Picture = MlNetDeepLearning.Imaging.Image;

namespace Microsoft.ML.Data;

/// <summary>
/// A picture in memory, as a column or a member of a class holds it. Its colours are multiplied by its alpha: a picture that was read
/// with transparent parts lies on black. It never changes, several threads may read it, and the garbage collector frees it.
/// </summary>
public sealed class MLImage : IDisposable
{
    private const int SavedJpegQuality = 100;

    // A decoded picture without alpha; null where the four-byte pixels are what the image was made of.
    private readonly Picture? _opaque;

    // Made on demand where there is a decoded picture: pipelines read that one directly.
    private byte[]? _pixels;

    internal MLImage(Picture picture)
    {
        Width = picture.Width;
        Height = picture.Height;
        if (picture.Format != MlNetDeepLearning.Imaging.PixelFormat.Rgba32)
        {
            _opaque = picture;
            PixelFormat = MLPixelFormat.Bgra32;
        }
        else
        {
            _pixels = picture.Pixels;
            PixelFormat = MLPixelFormat.Rgba32;
            PixelBytes.Premultiply(_pixels);
        }
    }

    private MLImage(int width, int height, MLPixelFormat format, byte[] pixels)
    {
        Width = width;
        Height = height;
        PixelFormat = format;
        _pixels = pixels;
    }

    /// <summary>The number of pixels in a row.</summary>
    public int Width { get; }

    /// <summary>The number of rows.</summary>
    public int Height { get; }

    /// <summary>The order of the bytes in <see cref="Pixels"/>.</summary>
    public MLPixelFormat PixelFormat { get; }

    /// <summary>The number of bits of a pixel in <see cref="Pixels"/>: 32.</summary>
    public int BitsPerPixel => 32;

    /// <summary>The height x width x 4 bytes of the pixels, rows from the top, in the order that <see cref="PixelFormat"/> says.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels ??= PixelBytes.ToBgra(_opaque!);

    /// <summary>The height x width x 3 bytes blue, green, red of the pixels, rows from the top, in a new array.</summary>
    public byte[] GetBGRPixels
    {
        get
        {
            Picture picture = Opaque();
            byte[] pixels = new byte[Width * Height * 3];
            PixelBytes.ToBgr(picture, pixels);
            return pixels;
        }
    }

    /// <summary>Whatever the maker of the image wants to keep with it; the path, where <c>LoadImages</c> made it. Null to begin with.</summary>
    public string? Tag { get; set; }

    /// <summary>The picture without alpha that the image was made of; null where it was made of four-byte pixels. Not to be written to.</summary>
    internal Picture? Decoded => _opaque;

    /// <summary>Reads a JPEG, PNG, BMP or GIF file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ArgumentException">It is not such a file or is damaged; the message names it and the reason.</exception>
    public static MLImage CreateFromFile(string imagePath)
    {
        ArgumentNullException.ThrowIfNull(imagePath);
        try
        {
            return new MLImage(Picture.Load(imagePath));
        }
        catch (ImageFormatException error)
        {
            throw new ArgumentException(error.Message, nameof(imagePath));
        }
    }

    /// <summary>Reads a JPEG, PNG, BMP or GIF from the rest of a stream.</summary>
    /// <exception cref="ArgumentException">The stream holds something else or is damaged; the message says what.</exception>
    public static MLImage CreateFromStream(Stream imageStream)
    {
        ArgumentNullException.ThrowIfNull(imageStream);
        try
        {
            if (imageStream is MemoryStream memory && memory.TryGetBuffer(out ArraySegment<byte> buffer))
            {
                ReadOnlySpan<byte> rest = buffer.AsSpan((int)memory.Position);
                memory.Position = memory.Length;
                return new MLImage(Picture.Decode(rest));
            }
            using MemoryStream copy = new();
            imageStream.CopyTo(copy);
            return new MLImage(Picture.Decode(copy.GetBuffer().AsSpan(0, (int)copy.Length)));
        }
        catch (ImageFormatException error)
        {
            throw new ArgumentException(error.Message, nameof(imageStream));
        }
    }

    /// <summary>An image with a copy of the given pixels.</summary>
    /// <param name="width">The number of pixels in a row.</param>
    /// <param name="height">The number of rows.</param>
    /// <param name="pixelFormat">The order of the bytes of a pixel.</param>
    /// <param name="imagePixelData">The height x width x 4 bytes, rows from the top, colours multiplied by alpha.</param>
    /// <exception cref="ArgumentException">A size is not positive, there are more or fewer bytes, or the format is unknown.</exception>
    public static MLImage CreateFromPixels(int width, int height, MLPixelFormat pixelFormat, ReadOnlySpan<byte> imagePixelData)
    {
        if (pixelFormat is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
            throw new ArgumentException($"The pixel format is Bgra32 or Rgba32, not {pixelFormat}.", nameof(pixelFormat));
        if (width <= 0) throw new ArgumentException($"The width must be positive, not {width}.", nameof(width));
        if (height <= 0) throw new ArgumentException($"The height must be positive, not {height}.", nameof(height));
        if (imagePixelData.Length != (long)width * height * 4)
            throw new ArgumentException($"{width} x {height} {pixelFormat} takes {(long)width * height * 4} bytes, there are {imagePixelData.Length}.", nameof(imagePixelData));
        return new MLImage(width, height, pixelFormat, imagePixelData.ToArray());
    }

    /// <summary>Writes the image to a file in the format of its extension: .png, .jpg or .jpeg.</summary>
    /// <exception cref="ArgumentException">The extension is another one.</exception>
    public void Save(string imagePath)
    {
        ArgumentNullException.ThrowIfNull(imagePath);
        byte[] content = Path.GetExtension(imagePath).ToLowerInvariant() switch
        {
            ".png" => (_opaque ?? PixelBytes.ToStraightAlpha(this)).EncodePng(),
            ".jpg" or ".jpeg" => Opaque().EncodeJpeg(SavedJpegQuality),
            string other => throw new ArgumentException($"{imagePath}: images are saved as .png, .jpg or .jpeg, not as '{other}'.", nameof(imagePath)),
        };
        File.WriteAllBytes(imagePath, content);
    }

    /// <summary>Does nothing: the image holds nothing but memory that the garbage collector frees, and can still be used.</summary>
    public void Dispose() { }

    /// <summary>The picture over black, without alpha: grey or red, green, blue. Not to be written to.</summary>
    internal Picture Opaque() => _opaque ?? PixelBytes.ToRgb(this);
}
