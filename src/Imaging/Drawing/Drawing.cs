namespace MlNetDeepLearning.Imaging;

/// <summary>Draws on pictures, in place: frames, filled areas, text, and the classes of pixels as colours. What lies outside the picture is not drawn.</summary>
public static class Drawing
{
    /// <summary>Draws the outline of a rectangle; its edges lie within.</summary>
    /// <param name="image">The picture, which changes.</param>
    /// <param name="left">The leftmost column.</param>
    /// <param name="top">The topmost row.</param>
    /// <param name="right">The column behind the last one.</param>
    /// <param name="bottom">The row below the last one.</param>
    /// <param name="color">The colour.</param>
    /// <param name="thickness">The width of the line in pixels.</param>
    public static void DrawRectangle(this Image image, int left, int top, int right, int bottom, Rgb color, int thickness = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(thickness);
        int across = Math.Min(thickness, Math.Max(0, right - left)), down = Math.Min(thickness, Math.Max(0, bottom - top));
        image.FillRectangle(left, top, right, top + down, color);
        image.FillRectangle(left, bottom - down, right, bottom, color);
        image.FillRectangle(left, top, left + across, bottom, color);
        image.FillRectangle(right - across, top, right, bottom, color);
    }

    /// <summary>Fills a rectangle.</summary>
    /// <param name="image">The picture, which changes.</param>
    /// <param name="left">The leftmost column.</param>
    /// <param name="top">The topmost row.</param>
    /// <param name="right">The column behind the last one.</param>
    /// <param name="bottom">The row below the last one.</param>
    /// <param name="color">The colour.</param>
    /// <param name="opacity">1 hides what was there, 0 leaves it as it is.</param>
    public static void FillRectangle(this Image image, int left, int top, int right, int bottom, Rgb color, double opacity = 1)
    {
        ArgumentNullException.ThrowIfNull(image);
        int weight = Weight(opacity);
        (left, right) = (Math.Max(left, 0), Math.Min(right, image.Width));
        for (int y = Math.Max(top, 0); y < Math.Min(bottom, image.Height); y++)
        {
            Span<byte> row = image.Row(y);
            for (int x = left; x < right; x++) Blend(row.Slice(x * image.Channels, image.Channels), color, weight);
        }
    }

    /// <summary>Draws text of 5 x 7 dots a character.</summary>
    /// <param name="image">The picture, which changes.</param>
    /// <param name="x">The leftmost column.</param>
    /// <param name="y">The topmost row.</param>
    /// <param name="text">The text, on one line; characters beyond ASCII are drawn as boxes.</param>
    /// <param name="color">The colour.</param>
    /// <param name="scale">The pixels of a dot in each direction.</param>
    public static void DrawText(this Image image, int x, int y, string text, Rgb color, int scale = 1)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        foreach (char character in text)
        {
            ReadOnlySpan<byte> rows = BitmapFont.Rows(character);
            for (int row = 0; row < rows.Length; row++)
                for (int column = 0; column < BitmapFont.Width; column++)
                    if ((rows[row] >> (BitmapFont.Width - 1 - column) & 1) != 0)
                        image.FillRectangle(x + column * scale, y + row * scale, x + (column + 1) * scale, y + (row + 1) * scale, color);
            x += (BitmapFont.Width + 1) * scale;
        }
    }

    /// <summary>The pixels that a text takes.</summary>
    public static (int Width, int Height) MeasureText(string text, int scale = 1) =>
        (text.Length == 0 ? 0 : (text.Length * (BitmapFont.Width + 1) - 1) * scale, BitmapFont.Height * scale);

    /// <summary>Draws text on a filled ground whose lower left corner is given; it moves as far as it must to lie within the picture.</summary>
    /// <param name="image">The picture, which changes.</param>
    /// <param name="left">The leftmost column.</param>
    /// <param name="bottom">The row below the last one.</param>
    /// <param name="text">The text; cut off where the picture is narrower.</param>
    /// <param name="ground">The colour of the ground; the text is black or white, whichever reads better on it.</param>
    /// <param name="scale">The pixels of a dot in each direction.</param>
    public static void DrawLabel(this Image image, int left, int bottom, string text, Rgb ground, int scale = 1)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(text);
        int margin = 2 * scale, room = Math.Max(0, (image.Width - 2 * margin + scale) / ((BitmapFont.Width + 1) * scale));
        if (text.Length > room) text = text[..room];
        (int width, int height) = MeasureText(text, scale);
        int x = Math.Clamp(left, 0, Math.Max(0, image.Width - width - 2 * margin));
        int y = Math.Clamp(bottom - height - 2 * margin, 0, Math.Max(0, image.Height - height - 2 * margin));
        image.FillRectangle(x, y, x + width + 2 * margin, y + height + 2 * margin, ground);
        image.DrawText(x + margin, y + margin, text, Palette.TextOn(ground), scale);
    }

    /// <summary>Lays a colour over each pixel that has a class.</summary>
    /// <param name="image">The picture, which changes.</param>
    /// <param name="classes">Width x height classes, row by row; negative where nothing is laid over.</param>
    /// <param name="colorOf">The colour of a class.</param>
    /// <param name="opacity">1 hides the picture, 0 leaves it as it is.</param>
    /// <exception cref="ArgumentException">There are not as many classes as pixels.</exception>
    public static void BlendMask(this Image image, ReadOnlySpan<int> classes, Func<int, Rgb> colorOf, double opacity = 0.5)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(colorOf);
        if (classes.Length != image.Width * image.Height)
            throw new ArgumentException($"{image.Width} x {image.Height} pixels need as many classes, but there are {classes.Length}.", nameof(classes));
        int weight = Weight(opacity), step = image.Channels, last = -1;
        Rgb color = default;
        for (int i = 0; i < classes.Length; i++)
        {
            if (classes[i] < 0) continue;
            if (classes[i] != last) color = colorOf(last = classes[i]);
            Blend(image.Pixels.AsSpan(i * step, step), color, weight);
        }
    }

    private static int Weight(double opacity) => opacity is >= 0 and <= 1 ? (int)Math.Round(opacity * 256)
        : throw new ArgumentOutOfRangeException(nameof(opacity), opacity, "Opacity goes from 0 to 1.");

    private static void Blend(Span<byte> pixel, Rgb color, int weight)
    {
        if (pixel.Length == 1)
        {
            pixel[0] = Mix(pixel[0], PixelConversion.Luma(color.R, color.G, color.B), weight);
            return;
        }
        pixel[0] = Mix(pixel[0], color.R, weight);
        pixel[1] = Mix(pixel[1], color.G, weight);
        pixel[2] = Mix(pixel[2], color.B, weight);
        if (pixel.Length == 4) pixel[3] = Mix(pixel[3], byte.MaxValue, weight);
    }

    private static byte Mix(byte below, byte above, int weight) => (byte)((below * (256 - weight) + above * weight + 128) >> 8);
}
