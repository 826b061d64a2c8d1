namespace MlNetDeepLearning.Imaging;

/// <summary>Encodes PNG files.</summary>
internal static class PngEncoder
{
    public static byte[] Encode(Image image) => throw new NotSupportedException("PNG files are not encoded yet.");
}
