namespace MlNetDeepLearning.Imaging;

/// <summary>What the header of an image says; see <see cref="Image.Identify"/>.</summary>
/// <param name="Format">JPEG, PNG, BMP or GIF.</param>
/// <param name="Width">The width in pixels that decoding gives.</param>
/// <param name="Height">The height in pixels that decoding gives.</param>
public sealed record ImageInfo(string Format, int Width, int Height);
