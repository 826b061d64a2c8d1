namespace MlNetDeepLearning.Imaging;

/// <summary>Decodes PNG files.</summary>
internal static class PngDecoder
{
    public static Image Decode(ReadOnlySpan<byte> data, DecodeOptions options) => throw new ImageFormatException("PNG files are not decoded yet");

    public static ImageInfo Identify(ReadOnlySpan<byte> data, DecodeOptions options) => throw new ImageFormatException("PNG files are not decoded yet");
}
