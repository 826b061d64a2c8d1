namespace MlNetDeepLearning.Imaging;

/// <summary>Decodes JPEG files.</summary>
internal static class JpegDecoder
{
    public static Image Decode(ReadOnlySpan<byte> data, DecodeOptions options) => throw new ImageFormatException("JPEG files are not decoded yet");

    public static ImageInfo Identify(ReadOnlySpan<byte> data, DecodeOptions options) => throw new ImageFormatException("JPEG files are not decoded yet");
}
