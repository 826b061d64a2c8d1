using System.Buffers.Binary;

namespace MlNetDeepLearning.Imaging;

/// <summary>
/// Turns unfiltered PNG rows into pixels of 8 bits a channel. Samples of 1, 2 and 4 bits are scaled to 0..255; samples of 16 bits
/// are reduced to the nearest 8-bit value, round(v / 257). A palette index beyond the palette gives opaque black.
/// </summary>
internal sealed class PngRowExpander
{
    private readonly PngHeader _header;
    private readonly byte[] _palette = new byte[256 * 4];
    private readonly bool _hasKey;
    private readonly int _keyRed, _keyGreen, _keyBlue;

    /// <param name="header">The checked IHDR.</param>
    /// <param name="palette">The content of PLTE: red, green, blue triples; empty when there is none.</param>
    /// <param name="transparency">The content of tRNS; empty when there is none.</param>
    public PngRowExpander(PngHeader header, ReadOnlySpan<byte> palette, ReadOnlySpan<byte> transparency)
    {
        _header = header;
        bool alpha = header.ColorType is PngColorType.GrayAlpha or PngColorType.Rgba;
        switch (header.ColorType)
        {
            case PngColorType.Palette:
                alpha = transparency.Length > 0;
                for (int i = 0; i < 256; i++)
                {
                    if (i * 3 < palette.Length) palette.Slice(i * 3, 3).CopyTo(_palette.AsSpan(i * 4));
                    _palette[i * 4 + 3] = i < transparency.Length ? transparency[i] : (byte)255;
                }
                break;
            case PngColorType.Gray when transparency.Length == 2:
                _hasKey = alpha = true;
                _keyRed = Key(transparency, 0);
                break;
            case PngColorType.Rgb when transparency.Length == 6:
                _hasKey = alpha = true;
                _keyRed = Key(transparency, 0);
                _keyGreen = Key(transparency, 2);
                _keyBlue = Key(transparency, 4);
                break;
        }
        Format = alpha ? PixelFormat.Rgba32 : header.ColorType is PngColorType.Gray ? PixelFormat.Gray8 : PixelFormat.Rgb24;
    }

    /// <summary>The format of the pixels that <see cref="Expand"/> writes.</summary>
    public PixelFormat Format { get; }

    private static int Key(ReadOnlySpan<byte> data, int offset) => BinaryPrimitives.ReadUInt16BigEndian(data[offset..]);

    /// <summary>Writes <paramref name="width"/> pixels of <see cref="Format"/> from the unfiltered <paramref name="row"/>.</summary>
    public void Expand(ReadOnlySpan<byte> row, int width, Span<byte> pixels)
    {
        switch (_header.ColorType)
        {
            case PngColorType.Palette: ExpandPalette(row, width, pixels); break;
            case PngColorType.Gray: ExpandGray(row, width, pixels); break;
            case PngColorType.Rgb when _hasKey: ExpandKeyedRgb(row, width, pixels); break;
            case PngColorType.GrayAlpha: ExpandGrayAlpha(row, width, pixels); break;
            default: Reduce(row, width * _header.SamplesPerPixel, pixels); break;
        }
    }

    private void Reduce(ReadOnlySpan<byte> row, int samples, Span<byte> target)
    {
        if (_header.Depth == 8) row[..samples].CopyTo(target);
        else for (int i = 0; i < samples; i++) target[i] = Nearest8(Sample(row, i));
    }

    private void ExpandPalette(ReadOnlySpan<byte> row, int width, Span<byte> pixels)
    {
        int channels = Format == PixelFormat.Rgba32 ? 4 : 3;
        for (int x = 0; x < width; x++) _palette.AsSpan(Sample(row, x) * 4, channels).CopyTo(pixels[(x * channels)..]);
    }

    private void ExpandGray(ReadOnlySpan<byte> row, int width, Span<byte> pixels)
    {
        if (!_hasKey && _header.Depth >= 8)
        {
            Reduce(row, width, pixels);
            return;
        }
        int scale = _header.Depth < 8 ? 255 / ((1 << _header.Depth) - 1) : 1;
        for (int x = 0; x < width; x++)
        {
            int sample = Sample(row, x);
            byte gray = _header.Depth == 16 ? Nearest8(sample) : (byte)(sample * scale);
            if (_hasKey) Store(pixels, x, gray, gray, gray, sample == _keyRed ? (byte)0 : (byte)255);
            else pixels[x] = gray;
        }
    }

    private void ExpandGrayAlpha(ReadOnlySpan<byte> row, int width, Span<byte> pixels)
    {
        for (int x = 0; x < width; x++)
        {
            byte gray = Eight(row, 2 * x);
            Store(pixels, x, gray, gray, gray, Eight(row, 2 * x + 1));
        }
    }

    private void ExpandKeyedRgb(ReadOnlySpan<byte> row, int width, Span<byte> pixels)
    {
        for (int x = 0; x < width; x++)
        {
            bool transparent = Sample(row, 3 * x) == _keyRed && Sample(row, 3 * x + 1) == _keyGreen && Sample(row, 3 * x + 2) == _keyBlue;
            Store(pixels, x, Eight(row, 3 * x), Eight(row, 3 * x + 1), Eight(row, 3 * x + 2), transparent ? (byte)0 : (byte)255);
        }
    }

    private static void Store(Span<byte> pixels, int x, byte red, byte green, byte blue, byte alpha)
    {
        Span<byte> pixel = pixels.Slice(x * 4, 4);
        pixel[0] = red;
        pixel[1] = green;
        pixel[2] = blue;
        pixel[3] = alpha;
    }

    private byte Eight(ReadOnlySpan<byte> row, int index) => _header.Depth == 16 ? Nearest8(Sample(row, index)) : row[index];

    private int Sample(ReadOnlySpan<byte> row, int index) => _header.Depth switch
    {
        8 => row[index],
        16 => (row[index * 2] << 8) | row[index * 2 + 1],
        4 => (row[index >> 1] >> (4 - 4 * (index & 1))) & 15,
        2 => (row[index >> 2] >> (6 - 2 * (index & 3))) & 3,
        _ => (row[index >> 3] >> (7 - (index & 7))) & 1,
    };

    private static byte Nearest8(int sixteen) => (byte)((sixteen * 255 + 32895) >> 16);
}
