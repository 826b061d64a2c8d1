namespace MlNetDeepLearning.Imaging;

/// <summary>How the bytes of an <see cref="Image"/> are laid out: interleaved, 8 bits a channel, no padding between rows.</summary>
public enum PixelFormat
{
    /// <summary>One byte a pixel: luminance, 0 is black.</summary>
    Gray8,

    /// <summary>Three bytes a pixel: red, green, blue.</summary>
    Rgb24,

    /// <summary>Four bytes a pixel: red, green, blue, and straight (not premultiplied) alpha, 255 is opaque.</summary>
    Rgba32,
}

/// <summary>What follows from a <see cref="PixelFormat"/>.</summary>
public static class PixelFormats
{
    /// <summary>The number of channels, which is also the number of bytes a pixel takes: 1, 3 or 4.</summary>
    public static int Channels(this PixelFormat format) => format switch
    {
        PixelFormat.Gray8 => 1,
        PixelFormat.Rgb24 => 3,
        PixelFormat.Rgba32 => 4,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "The pixel formats are Gray8, Rgb24 and Rgba32."),
    };
}

/// <summary>A colour without alpha, 8 bits a channel.</summary>
/// <param name="R">Red, 0 to 255.</param>
/// <param name="G">Green, 0 to 255.</param>
/// <param name="B">Blue, 0 to 255.</param>
public readonly record struct Rgb(byte R, byte G, byte B)
{
    /// <summary>255, 255, 255.</summary>
    public static Rgb White => new(255, 255, 255);

    /// <summary>0, 0, 0.</summary>
    public static Rgb Black => default;
}
