namespace MlNetDeepLearning.Imaging;

/// <summary>Turns an image by the eight orientations that EXIF numbers.</summary>
internal static class Orientation
{
    // Small enough that the rows and the columns of a tile stay in the first-level cache together.
    private const int Tile = 32;

    /// <summary>Whether an orientation exchanges width and height.</summary>
    public static bool SwapsSides(int orientation) => orientation is >= 5 and <= 8;

    /// <summary>The image as it is to be seen; the image itself where it is upright (1).</summary>
    public static Image Apply(Image image, int orientation)
    {
        if (orientation is < 2 or > 8) return image;
        int width = image.Width, height = image.Height, channels = image.Channels;
        // Where the stored image is mirrored on the way to the upright one, and whether its rows become columns.
        bool fromRight = orientation is 2 or 3 or 7 or 8;
        bool fromBottom = orientation is 3 or 4 or 6 or 7;
        int across = fromRight ? -channels : channels, down = (fromBottom ? -width : width) * channels;
        int start = ((fromBottom ? height - 1 : 0) * width + (fromRight ? width - 1 : 0)) * channels;
        if (SwapsSides(orientation)) (across, down, width, height) = (down, across, height, width);
        var result = new Image(width, height, image.Format);
        for (int y = 0; y < height; y += Tile)
        {
            for (int x = 0; x < width; x += Tile)
                CopyTile(image.Pixels, start + y * down + x * across, across, down, result, x, y);
        }
        return result;
    }

    private static void CopyTile(byte[] source, int start, int across, int down, Image target, int left, int top)
    {
        int channels = target.Channels, right = Math.Min(left + Tile, target.Width), bottom = Math.Min(top + Tile, target.Height);
        for (int y = top; y < bottom; y++, start += down)
        {
            Span<byte> row = target.Row(y)[(left * channels)..(right * channels)];
            int from = start;
            for (int i = 0; i < row.Length; i += channels, from += across)
            {
                for (int c = 0; c < channels; c++) row[i + c] = source[from + c];
            }
        }
    }
}
