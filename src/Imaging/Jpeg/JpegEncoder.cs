namespace MlNetDeepLearning.Imaging;

/// <summary>Encodes JPEG files.</summary>
internal static class JpegEncoder
{
    public static byte[] Encode(Image image, int quality, ChromaSubsampling subsampling) => throw new NotSupportedException("JPEG files are not encoded yet.");
}
