using System.IO.Compression;

namespace MlNetDeepLearning.Imaging;

/// <summary>
/// Decodes PNG (ISO/IEC 15948): every colour type, bit depth and interlacing. Grey gives <see cref="PixelFormat.Gray8"/>,
/// colour and palettes <see cref="PixelFormat.Rgb24"/>, anything with transparency <see cref="PixelFormat.Rgba32"/>.
/// Gamma and colour profiles are not applied. Damage in the chunks that matter is an error, in the others it is passed over.
/// </summary>
internal static class PngDecoder
{
    // Deflate shrinks at most 1032 to 1; a header that promises more than its data can hold is refused before memory is taken.
    private const long MostExpansion = 1032;

    public static ImageInfo Identify(ReadOnlySpan<byte> data, DecodeOptions options)
    {
        PngHeader header = new PngChunkReader(data).ReadHeader();
        options.CheckSize("PNG", header.Width, header.Height);
        return new ImageInfo("PNG", header.Width, header.Height);
    }

    public static Image Decode(ReadOnlySpan<byte> data, DecodeOptions options)
    {
        var reader = new PngChunkReader(data);
        PngHeader header = reader.ReadHeader();
        options.CheckSize("PNG", header.Width, header.Height);

        ReadOnlySpan<byte> palette = default, transparency = default;
        var compressed = new MemoryStream();
        while (reader.Next(out string name, out ReadOnlySpan<byte> content))
        {
            switch (name)
            {
                case "PLTE":
                    if (content.Length is 0 or > 768 || content.Length % 3 != 0)
                        throw new ImageFormatException($"PNG: a palette of {content.Length} bytes; 3 to 768 in threes are expected");
                    palette = content;
                    break;
                case "tRNS": transparency = content; break;
                case "IDAT": compressed.Write(content); break;
                case "IHDR": throw new ImageFormatException("PNG: a second header (IHDR)");
            }
        }
        if (header.ColorType == PngColorType.Palette && palette.IsEmpty)
            throw new ImageFormatException("PNG: the palette (PLTE) is missing");
        if (compressed.Length == 0) throw new ImageFormatException("PNG: there is no image data (IDAT)");
        if (header.InflatedBytes > compressed.Length * MostExpansion)
            throw new ImageFormatException(
                $"PNG: {compressed.Length:N0} bytes of image data cannot hold {header.Width} x {header.Height} pixels; the file is truncated");

        compressed.Position = 0;
        var expander = new PngRowExpander(header, palette, transparency);
        try
        {
            using var inflated = new ZLibStream(compressed, CompressionMode.Decompress);
            return ReadPixels(inflated, header, expander);
        }
        catch (InvalidDataException error)
        {
            throw new ImageFormatException("PNG: the compressed image data is damaged", error);
        }
        catch (EndOfStreamException error)
        {
            throw new ImageFormatException("PNG: the image data ends before the last row; the file is truncated", error);
        }
    }

    private static Image ReadPixels(Stream inflated, PngHeader header, PngRowExpander expander)
    {
        var image = new Image(header.Width, header.Height, expander.Format);
        if (!header.Interlaced)
        {
            var rows = new RowReader(inflated, header, header.Width);
            for (int y = 0; y < header.Height; y++) expander.Expand(rows.Next(), header.Width, image.Row(y));
            return image;
        }
        int channels = image.Channels;
        byte[] packed = new byte[header.Width * channels];
        foreach (Adam7Pass pass in Adam7Pass.All)
        {
            int width = pass.Width(header.Width), height = pass.Height(header.Height);
            if (width <= 0 || height <= 0) continue;
            var rows = new RowReader(inflated, header, width);
            for (int y = 0; y < height; y++)
            {
                expander.Expand(rows.Next(), width, packed);
                Span<byte> target = image.Row(pass.Y + y * pass.StepY);
                for (int x = 0; x < width; x++)
                    packed.AsSpan(x * channels, channels).CopyTo(target[((pass.X + x * pass.StepX) * channels)..]);
            }
        }
        return image;
    }

    /// <summary>Reads filtered rows of one pass and undoes the filters.</summary>
    private sealed class RowReader(Stream inflated, PngHeader header, int width)
    {
        private byte[] _row = new byte[header.RowBytes(width) + 1];
        private byte[] _above = new byte[header.RowBytes(width) + 1];

        public ReadOnlySpan<byte> Next()
        {
            (_row, _above) = (_above, _row);
            inflated.ReadExactly(_row);
            PngFilters.Undo(_row[0], _row.AsSpan(1), _above.AsSpan(1), header.FilterDistance);
            return _row.AsSpan(1);
        }
    }
}
