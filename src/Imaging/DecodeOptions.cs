namespace MlNetDeepLearning.Imaging;

/// <summary>Limits and choices of decoding.</summary>
/// <param name="MaxPixels">The most pixels (width times height) an image may have; a header that promises more is refused
/// before anything is allocated, so a small file cannot claim gigabytes.</param>
/// <param name="ApplyOrientation">Whether the EXIF orientation of a JPEG turns the pixels upright.</param>
public sealed record DecodeOptions(long MaxPixels = 100_000_000, bool ApplyOrientation = true)
{
    /// <summary>100 megapixels, upright.</summary>
    public static DecodeOptions Default { get; } = new();

    internal void CheckSize(string format, long width, long height)
    {
        if (width <= 0 || height <= 0)
            throw new ImageFormatException($"{format}: the size {width} x {height} has no pixels");
        if (width > int.MaxValue || height > int.MaxValue || width > MaxPixels / height)
            throw new ImageFormatException(
                $"{format}: {width} x {height} pixels are more than the limit of {MaxPixels:N0} (DecodeOptions.MaxPixels)");
        if (width * height > Array.MaxLength / 4)
            throw new ImageFormatException($"{format}: {width} x {height} pixels do not fit into one array");
    }
}
