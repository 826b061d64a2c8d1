using System.Buffers.Binary;
using System.Numerics;

namespace MlNetDeepLearning.Imaging;

/// <summary>
/// Decodes BMP of 1, 2, 4, 8, 16, 24 and 32 bits a pixel, plain, run-length coded or with bit fields, bottom-up or top-down.
/// Gives <see cref="PixelFormat.Rgb24"/>, or <see cref="PixelFormat.Rgba32"/> where the bit fields have alpha. A channel of n bits
/// becomes round(v * 255 / (2^n - 1)); a palette index beyond the palette gives black.
/// </summary>
internal static class BmpDecoder
{
    public static ImageInfo Identify(ReadOnlySpan<byte> data, DecodeOptions options)
    {
        BmpHeader header = BmpHeader.Parse(data, options);
        return new ImageInfo("BMP", header.Width, header.Height);
    }

    public static Image Decode(ReadOnlySpan<byte> data, DecodeOptions options)
    {
        BmpHeader header = BmpHeader.Parse(data, options);
        ReadOnlySpan<byte> packed = data[header.PixelOffset..];
        if (header.Packing is BmpPacking.RunLength4 or BmpPacking.RunLength8) return DecodeRuns(header, packed);

        long needed = header.Stride * (header.Height - 1) + ((long)header.Width * header.BitsPerPixel + 7) / 8;
        if (packed.Length < needed)
            throw new ImageFormatException($"BMP: {header.Width} x {header.Height} pixels of {header.BitsPerPixel} bits take {needed:N0} bytes, but {packed.Length:N0} follow; the file is truncated");
        var image = new Image(header.Width, header.Height, header.Masks.Alpha != 0 ? PixelFormat.Rgba32 : PixelFormat.Rgb24);
        Field[] fields = Fields(header);
        for (int y = 0; y < header.Height; y++)
        {
            ReadOnlySpan<byte> source = packed[(int)(header.Stride * y)..];
            Span<byte> target = image.Row(header.TopDown ? y : header.Height - 1 - y);
            switch (header.BitsPerPixel)
            {
                case <= 8: UnpackIndices(source, header, target); break;
                case 24: SwapRedAndBlue(source, target, 3); break;
                case 32 when fields.Length == 0: SwapRedAndBlue(source, target, 4); break;
                default: UnpackFields(source, header.BitsPerPixel / 8, fields, target); break;
            }
        }
        return image;
    }

    private static Image DecodeRuns(BmpHeader header, ReadOnlySpan<byte> packed)
    {
        byte[] indices = BmpRunLength.Decode(packed, header.Width, header.Height, header.BitsPerPixel);
        var image = new Image(header.Width, header.Height, PixelFormat.Rgb24);
        for (int y = 0; y < header.Height; y++)
        {
            Span<byte> target = image.Row(header.TopDown ? y : header.Height - 1 - y);
            ReadOnlySpan<byte> source = indices.AsSpan(y * header.Width, header.Width);
            for (int x = 0; x < source.Length; x++) header.Palette.AsSpan(source[x] * 3, 3).CopyTo(target[(x * 3)..]);
        }
        return image;
    }

    private static void UnpackIndices(ReadOnlySpan<byte> source, BmpHeader header, Span<byte> target)
    {
        int bits = header.BitsPerPixel, mask = (1 << bits) - 1;
        for (int x = 0; x < header.Width; x++)
        {
            long bit = (long)x * bits;
            int index = (source[(int)(bit >> 3)] >> (8 - bits - (int)(bit & 7))) & mask;
            header.Palette.AsSpan(index * 3, 3).CopyTo(target[(x * 3)..]);
        }
    }

    private static void SwapRedAndBlue(ReadOnlySpan<byte> source, Span<byte> target, int step)
    {
        for (int from = 0, to = 0; to < target.Length; from += step, to += 3)
        {
            target[to] = source[from + 2];
            target[to + 1] = source[from + 1];
            target[to + 2] = source[from];
        }
    }

    private static void UnpackFields(ReadOnlySpan<byte> source, int bytes, Field[] fields, Span<byte> target)
    {
        for (int from = 0, to = 0; to < target.Length; from += bytes)
        {
            uint pixel = bytes == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(source[from..]) : BinaryPrimitives.ReadUInt32LittleEndian(source[from..]);
            foreach (Field field in fields) target[to++] = field.Of(pixel);
        }
    }

    private static Field[] Fields(BmpHeader header)
    {
        (uint red, uint green, uint blue, uint alpha) = header.Masks;
        if ((red | green | blue | alpha) == 0) return [];
        return alpha == 0 ? [new(red), new(green), new(blue)] : [new(red), new(green), new(blue), new(alpha)];
    }

    /// <summary>One channel of a pixel with bit fields.</summary>
    private readonly struct Field(uint mask)
    {
        private readonly int _shift = mask == 0 ? 0 : BitOperations.TrailingZeroCount(mask);
        private readonly ulong _most = mask == 0 ? 0 : mask >> BitOperations.TrailingZeroCount(mask);

        public byte Of(uint pixel) => _most == 0 ? (byte)0 : (byte)((((pixel >> _shift) & _most) * 255 + _most / 2) / _most);
    }
}
