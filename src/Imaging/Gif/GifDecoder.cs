using System.Buffers.Binary;

namespace MlNetDeepLearning.Imaging;

/// <summary>
/// Decodes the first frame of GIF87a and GIF89a on its screen. Gives <see cref="PixelFormat.Rgb24"/>, or
/// <see cref="PixelFormat.Rgba32"/> where the frame has a transparent colour or does not cover the screen, which is transparent then.
/// What a frame has beyond the screen is cut off.
/// </summary>
internal static class GifDecoder
{
    private const int ScreenHeaderBytes = 13;

    public static ImageInfo Identify(ReadOnlySpan<byte> data, DecodeOptions options)
    {
        (int width, int height) = ScreenSize(data, options);
        return new ImageInfo("GIF", width, height);
    }

    public static Image Decode(ReadOnlySpan<byte> data, DecodeOptions options)
    {
        (int width, int height) = ScreenSize(data, options);
        int at = ScreenHeaderBytes;
        ReadOnlySpan<byte> palette = ReadPalette(data, data[10], ref at);
        int transparent = -1;
        while (true)
        {
            byte introducer = At(data, at++);
            switch (introducer)
            {
                case 0x21:
                    if (At(data, at++) == 0xF9 && At(data, at) >= 4 && (At(data, at + 1) & 1) != 0) transparent = At(data, at + 4);
                    SkipBlocks(data, ref at);
                    break;
                case 0x2C:
                    GifFrame frame = GifFrame.Parse(data, at, options);
                    at += GifFrame.HeaderBytes;
                    ReadOnlySpan<byte> local = ReadPalette(data, frame.Flags, ref at);
                    if (!local.IsEmpty) palette = local;
                    if (palette.IsEmpty) throw new ImageFormatException("GIF: there is neither a global nor a local palette");
                    return Paint(width, height, frame, GifCode.Decode(data, at, frame.Width, frame.Height), palette, transparent);
                case 0x3B: throw new ImageFormatException("GIF: there is no frame");
                default: throw new ImageFormatException($"GIF: block {introducer:X2} at byte {at - 1:N0} is not known; the file is damaged");
            }
        }
    }

    private static Image Paint(int width, int height, GifFrame frame, byte[] indices, ReadOnlySpan<byte> palette, int transparent)
    {
        bool covers = frame.Left == 0 && frame.Top == 0 && frame.Width >= width && frame.Height >= height;
        var image = new Image(width, height, covers && transparent < 0 ? PixelFormat.Rgb24 : PixelFormat.Rgba32);
        Span<byte> colors = stackalloc byte[256 * 4];
        for (int i = 0; i < 256; i++)
        {
            Span<byte> color = colors.Slice(i * 4, 4);
            color.Clear();
            if (i * 3 < palette.Length) palette.Slice(i * 3, 3).CopyTo(color);
            color[3] = i == transparent ? (byte)0 : (byte)255;
        }
        int channels = image.Channels, visible = Math.Min(frame.Width, width - frame.Left);
        for (int line = 0; line < frame.Height; line++)
        {
            int y = frame.Top + (frame.Interlaced ? InterlacedRow(line, frame.Height) : line);
            if (y >= height) continue;
            Span<byte> target = image.Row(y);
            ReadOnlySpan<byte> source = indices.AsSpan(line * frame.Width, frame.Width);
            for (int x = 0; x < visible; x++) colors.Slice(source[x] * 4, channels).CopyTo(target[((frame.Left + x) * channels)..]);
        }
        return image;
    }

    // The file has every eighth row first, then those halfway between, then twice again.
    private static int InterlacedRow(int line, int height)
    {
        ReadOnlySpan<(int First, int Step)> passes = [(0, 8), (4, 8), (2, 4), (1, 2)];
        foreach ((int first, int step) in passes)
        {
            int rows = (height - first + step - 1) / step;
            if (line < rows) return first + line * step;
            line -= rows;
        }
        return height;
    }

    private static (int Width, int Height) ScreenSize(ReadOnlySpan<byte> data, DecodeOptions options)
    {
        if (data.Length < ScreenHeaderBytes) throw new ImageFormatException("GIF: the file ends within its header");
        int width = BinaryPrimitives.ReadUInt16LittleEndian(data[6..]), height = BinaryPrimitives.ReadUInt16LittleEndian(data[8..]);
        options.CheckSize("GIF", width, height);
        return (width, height);
    }

    private static ReadOnlySpan<byte> ReadPalette(ReadOnlySpan<byte> data, int flags, ref int at)
    {
        if ((flags & 0x80) == 0) return default;
        int bytes = 3 << ((flags & 7) + 1);
        if (bytes > data.Length - at) throw new ImageFormatException("GIF: the file ends within a palette");
        ReadOnlySpan<byte> palette = data.Slice(at, bytes);
        at += bytes;
        return palette;
    }

    private static void SkipBlocks(ReadOnlySpan<byte> data, ref int at)
    {
        int length;
        do
        {
            length = At(data, at);
            at += length + 1;
        }
        while (length > 0);
    }

    private static byte At(ReadOnlySpan<byte> data, int offset) =>
        offset < data.Length ? data[offset] : throw new ImageFormatException("GIF: the file ends before the first frame");
}

/// <summary>Where a frame lies on the screen, and how it is stored.</summary>
internal readonly record struct GifFrame(int Left, int Top, int Width, int Height, int Flags)
{
    public const int HeaderBytes = 9;

    public bool Interlaced => (Flags & 0x40) != 0;

    public static GifFrame Parse(ReadOnlySpan<byte> data, int at, DecodeOptions options)
    {
        if (data.Length - at < HeaderBytes) throw new ImageFormatException("GIF: the file ends within the header of a frame");
        ReadOnlySpan<byte> header = data[at..];
        var frame = new GifFrame(
            BinaryPrimitives.ReadUInt16LittleEndian(header),
            BinaryPrimitives.ReadUInt16LittleEndian(header[2..]),
            BinaryPrimitives.ReadUInt16LittleEndian(header[4..]),
            BinaryPrimitives.ReadUInt16LittleEndian(header[6..]),
            header[8]);
        options.CheckSize("GIF", frame.Width, frame.Height);
        return frame;
    }
}
