using MlNetDeepLearning.Imaging;

namespace Microsoft.ML.Data;

/// <summary>The layout of an image's pixels.</summary>
public enum MLPixelFormat
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>Four bytes a pixel: blue, green, red, alpha.</summary>
    Bgra32,

    /// <summary>Four bytes a pixel: red, green, blue, alpha.</summary>
    Rgba32,
}

/// <summary>An image in memory. It holds no native memory, so disposing it is a courtesy, not a duty.</summary>
public sealed class MLImage : IDisposable
{
    private readonly MLPixelFormat _format;
    private Image? _image;
    private byte[]? _pixels;
    private string _tag = "";
    private bool _disposed;

    internal MLImage(Image image)
    {
        _image = image;
        _format = MLPixelFormat.Bgra32;
        Width = image.Width;
        Height = image.Height;
    }

    private MLImage(int width, int height, MLPixelFormat format, byte[] pixels)
    {
        _pixels = pixels;
        _format = format;
        Width = width;
        Height = height;
    }

    /// <summary>The number of pixels in a row.</summary>
    public int Width { get => Alive(field); }

    /// <summary>The number of rows.</summary>
    public int Height { get => Alive(field); }

    /// <summary>The number of bits a pixel takes in <see cref="Pixels"/>: 32.</summary>
    public int BitsPerPixel => Alive(32);

    /// <summary>The layout of <see cref="Pixels"/>: <see cref="MLPixelFormat.Bgra32"/>, unless it was made from pixels of another.</summary>
    public MLPixelFormat PixelFormat => Alive(_format);

    /// <summary>The pixels, row by row from the top. Colours of see-through pixels are already dimmed by their alpha where the image was decoded.</summary>
    public ReadOnlySpan<byte> Pixels
    {
        get
        {
            Alive(0);
            return _pixels ??= PixelLayout.ToBgra(_image!);
        }
    }

    /// <summary>The pixels as three bytes each: blue, green, red.</summary>
    public byte[] GetBGRPixels
    {
        get
        {
            Image image = Picture;
            byte[] pixels = new byte[Width * Height * 3];
            PixelLayout.Spread(image, pixels, 3, blue: 0, green: 1, red: 2, alpha: -1);
            return pixels;
        }
    }

    /// <summary>A text that goes with the image; the loading transform puts the file's path here.</summary>
    public string Tag
    {
        get => Alive(_tag);
        set
        {
            Alive(0);
            _tag = value;
        }
    }

    /// <summary>The image for the engine's image code.</summary>
    internal Image Picture
    {
        get
        {
            Alive(0);
            return _image ??= PixelLayout.FromPixels(Width, Height, _format, _pixels!);
        }
    }

    /// <summary>Reads a JPEG, PNG, BMP or GIF file.</summary>
    /// <exception cref="ArgumentException">The file is no image or damaged; the message names it and says what is wrong.</exception>
    public static MLImage CreateFromFile(string imagePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(imagePath);
        if (!File.Exists(imagePath)) throw new FileNotFoundException($"There is no image file {imagePath}.", imagePath);
        try
        {
            return new MLImage(PixelLayout.Dimmed(Image.Load(imagePath)));
        }
        catch (ImageFormatException error)
        {
            throw new ArgumentException(error.Message, nameof(imagePath), error);
        }
    }

    /// <summary>Reads a JPEG, PNG, BMP or GIF image.</summary>
    /// <exception cref="ArgumentException">The stream holds no image or a damaged one.</exception>
    public static MLImage CreateFromStream(Stream imageStream)
    {
        ArgumentNullException.ThrowIfNull(imageStream);
        using MemoryStream bytes = new();
        imageStream.CopyTo(bytes);
        try
        {
            return new MLImage(PixelLayout.Dimmed(Image.Decode(bytes.GetBuffer().AsSpan(0, (int)bytes.Length))));
        }
        catch (ImageFormatException error)
        {
            throw new ArgumentException(error.Message, nameof(imageStream), error);
        }
    }

    /// <summary>Makes an image from a copy of its pixels.</summary>
    /// <param name="width">The number of pixels in a row.</param>
    /// <param name="height">The number of rows.</param>
    /// <param name="pixelFormat">The layout of the pixels.</param>
    /// <param name="imagePixelData">Width x height x 4 bytes, row by row from the top.</param>
    public static MLImage CreateFromPixels(int width, int height, MLPixelFormat pixelFormat, ReadOnlySpan<byte> imagePixelData)
    {
        if (pixelFormat is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
            throw new ArgumentException($"Pixels come as Bgra32 or Rgba32, not as {pixelFormat}.", nameof(pixelFormat));
        if (width <= 0) throw new ArgumentException($"A width is positive, not {width}.", nameof(width));
        if (height <= 0) throw new ArgumentException($"A height is positive, not {height}.", nameof(height));
        if (imagePixelData.Length != 4L * width * height)
            throw new ArgumentException($"{width} x {height} pixels are {4L * width * height} bytes; {imagePixelData.Length} are given.", nameof(imagePixelData));
        return new MLImage(width, height, pixelFormat, imagePixelData.ToArray());
    }

    /// <summary>Writes the image to a file, as its extension says: .png, .jpg or .jpeg.</summary>
    public void Save(string imagePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(imagePath);
        Picture.Save(imagePath);
    }

    /// <summary>Lets go of the pixels; the image cannot be used any more.</summary>
    public void Dispose()
    {
        _disposed = true;
        _image = null;
        _pixels = null;
    }

    private T Alive<T>(T value) => _disposed ? throw new InvalidOperationException("The image is disposed.") : value;
}
