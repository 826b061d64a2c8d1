using System.Buffers.Binary;

namespace MlNetDeepLearning.Imaging;

/// <summary>How the pixels of a BMP file are packed (the biCompression field).</summary>
internal enum BmpPacking
{
    Plain = 0,
    RunLength8 = 1,
    RunLength4 = 2,
    BitFields = 3,
    Jpeg = 4,
    Png = 5,
    AlphaBitFields = 6,
}

/// <summary>
/// The headers of a BMP file, checked: the file header, and the bitmap header in its OS/2 1.x (12 bytes), OS/2 2.x (16 to 64)
/// and Windows forms (40, 52, 56, V4 with 108, V5 with 124).
/// </summary>
internal sealed class BmpHeader
{
    private const int FileHeaderBytes = 14;
    private const int Os2CoreBytes = 12;
    private const int Os2FullBytes = 64;

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required bool TopDown { get; init; }

    public required int BitsPerPixel { get; init; }

    public required BmpPacking Packing { get; init; }

    /// <summary>Where the pixels begin in the file.</summary>
    public required int PixelOffset { get; init; }

    /// <summary>Which bits of a pixel are red, green, blue and alpha; zero where there is no such channel.</summary>
    public required (uint Red, uint Green, uint Blue, uint Alpha) Masks { get; init; }

    /// <summary>256 red, green, blue triples; black beyond the entries of the file.</summary>
    public required byte[] Palette { get; init; }

    /// <summary>The bytes of a row, which is padded to four.</summary>
    public long Stride => ((long)Width * BitsPerPixel + 31) / 32 * 4;

    public static BmpHeader Parse(ReadOnlySpan<byte> file, DecodeOptions options)
    {
        if (file.Length < FileHeaderBytes + Os2CoreBytes) throw new ImageFormatException("BMP: the file ends within its header");
        ReadOnlySpan<byte> header = file[FileHeaderBytes..];
        uint size = UInt32(header, 0);
        if (size is not (Os2CoreBytes or 40 or 52 or 56 or 108 or 124) && size is not (>= 16 and <= Os2FullBytes))
            throw new ImageFormatException($"BMP: a header of {size} bytes is not known (12, 16 to 64, 108 and 124 are)");
        if (size > header.Length) throw new ImageFormatException("BMP: the file ends within its header");
        return size == Os2CoreBytes ? ParseCore(file, header[..Os2CoreBytes], options) : ParseFull(file, (int)size, options);
    }

    private static BmpHeader ParseCore(ReadOnlySpan<byte> file, ReadOnlySpan<byte> header, DecodeOptions options)
    {
        int width = UInt16(header, 4), height = UInt16(header, 6), bits = UInt16(header, 10);
        options.CheckSize("BMP", width, height);
        if (bits is not (1 or 4 or 8 or 24)) throw new ImageFormatException($"BMP: {bits} bits a pixel are not known in an OS/2 header (1, 4, 8 and 24 are)");
        return new BmpHeader
        {
            Width = width,
            Height = height,
            TopDown = false,
            BitsPerPixel = bits,
            Packing = BmpPacking.Plain,
            PixelOffset = Offset(file),
            Masks = default,
            Palette = ReadPalette(file, FileHeaderBytes + Os2CoreBytes, 3, bits, 0),
        };
    }

    private static BmpHeader ParseFull(ReadOnlySpan<byte> file, int size, DecodeOptions options)
    {
        // An OS/2 2.x header may be cut short; the missing fields are zero.
        Span<byte> header = stackalloc byte[124];
        header.Clear();
        file.Slice(FileHeaderBytes, size).CopyTo(header);
        long width = (int)UInt32(header, 4), height = (int)UInt32(header, 8);
        options.CheckSize("BMP", width, Math.Abs(height));
        int bits = UInt16(header, 14);
        uint packing = UInt32(header, 16), colors = UInt32(header, 32);
        if (packing > 6 || (size == Os2FullBytes && packing > 2)) throw new ImageFormatException($"BMP: compression {packing} is not known");
        CheckPacking((BmpPacking)packing, bits);

        int afterHeader = FileHeaderBytes + size;
        (uint Red, uint Green, uint Blue, uint Alpha) masks = default;
        if (packing is (uint)BmpPacking.BitFields or (uint)BmpPacking.AlphaBitFields)
        {
            bool alpha = packing == (uint)BmpPacking.AlphaBitFields;
            if (size < 52)
            {
                int count = alpha ? 16 : 12;
                if (file.Length < afterHeader + count) throw new ImageFormatException("BMP: the file ends within its header");
                file.Slice(afterHeader, count).CopyTo(header[40..]);
                afterHeader += count;
            }
            masks = (UInt32(header, 40), UInt32(header, 44), UInt32(header, 48), alpha || size >= 56 ? UInt32(header, 52) : 0);
            CheckMasks(masks, bits);
        }
        else if (bits == 16) masks = (0x7C00, 0x03E0, 0x001F, 0);
        return new BmpHeader
        {
            Width = (int)width,
            Height = (int)Math.Abs(height),
            TopDown = height < 0,
            BitsPerPixel = bits,
            Packing = (BmpPacking)packing,
            PixelOffset = Offset(file),
            Masks = masks,
            Palette = ReadPalette(file, afterHeader, 4, bits, colors),
        };
    }

    private static void CheckPacking(BmpPacking packing, int bits)
    {
        bool valid = packing switch
        {
            BmpPacking.Plain => bits is 1 or 2 or 4 or 8 or 16 or 24 or 32,
            BmpPacking.RunLength8 => bits == 8,
            BmpPacking.RunLength4 => bits == 4,
            BmpPacking.BitFields or BmpPacking.AlphaBitFields => bits is 16 or 32,
            _ => throw new ImageFormatException($"BMP: a {packing} file within a BMP file is not read; save it as {packing} alone"),
        };
        if (!valid) throw new ImageFormatException($"BMP: {bits} bits a pixel are not possible with compression {(int)packing}");
    }

    private static void CheckMasks((uint Red, uint Green, uint Blue, uint Alpha) masks, int bits)
    {
        ReadOnlySpan<uint> all = [masks.Red, masks.Green, masks.Blue, masks.Alpha];
        foreach (uint mask in all)
        {
            uint run = mask == 0 ? 0 : mask >> System.Numerics.BitOperations.TrailingZeroCount(mask);
            if ((run & (run + 1)) != 0 || (bits == 16 && mask > 0xFFFF))
                throw new ImageFormatException($"BMP: the colour mask {mask:X8} is not one run of bits within {bits}");
        }
    }

    private static int Offset(ReadOnlySpan<byte> file)
    {
        uint offset = UInt32(file, 10);
        if (offset > file.Length) throw new ImageFormatException($"BMP: the pixels begin at byte {offset:N0} of a file of {file.Length:N0}; the file is truncated");
        return (int)offset;
    }

    private static byte[] ReadPalette(ReadOnlySpan<byte> file, int start, int entryBytes, int bits, uint declared)
    {
        byte[] palette = new byte[256 * 3];
        if (bits > 8) return palette;
        int count = declared == 0 ? 1 << bits : (int)Math.Min(declared, 1u << bits);
        int end = Math.Max(start, Offset(file));
        for (int i = 0; i < count && start + 3 <= end; i++, start += entryBytes)
        {
            palette[i * 3] = file[start + 2];
            palette[i * 3 + 1] = file[start + 1];
            palette[i * 3 + 2] = file[start];
        }
        return palette;
    }

    private static int UInt16(ReadOnlySpan<byte> data, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(data[offset..]);

    private static uint UInt32(ReadOnlySpan<byte> data, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(data[offset..]);
}
