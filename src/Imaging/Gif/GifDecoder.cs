namespace MlNetDeepLearning.Imaging;

/// <summary>Decodes GIF files.</summary>
internal static class GifDecoder
{
    public static Image Decode(ReadOnlySpan<byte> data, DecodeOptions options) => throw new ImageFormatException("GIF files are not decoded yet");

    public static ImageInfo Identify(ReadOnlySpan<byte> data, DecodeOptions options) => throw new ImageFormatException("GIF files are not decoded yet");
}
