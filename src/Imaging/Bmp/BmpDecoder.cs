namespace MlNetDeepLearning.Imaging;

/// <summary>Decodes BMP files.</summary>
internal static class BmpDecoder
{
    public static Image Decode(ReadOnlySpan<byte> data, DecodeOptions options) => throw new ImageFormatException("BMP files are not decoded yet");

    public static ImageInfo Identify(ReadOnlySpan<byte> data, DecodeOptions options) => throw new ImageFormatException("BMP files are not decoded yet");
}
