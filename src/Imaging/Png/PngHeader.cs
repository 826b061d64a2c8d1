using System.Buffers.Binary;

namespace MlNetDeepLearning.Imaging;

/// <summary>The colour types of PNG (specification section 11.2.1).</summary>
internal enum PngColorType : byte
{
    Gray = 0,
    Rgb = 2,
    Palette = 3,
    GrayAlpha = 4,
    Rgba = 6,
}

/// <summary>The IHDR chunk, checked: size, sample depth, colour type and interlacing.</summary>
internal readonly record struct PngHeader(int Width, int Height, int Depth, PngColorType ColorType, bool Interlaced)
{
    public int SamplesPerPixel => ColorType switch
    {
        PngColorType.Rgb => 3,
        PngColorType.GrayAlpha => 2,
        PngColorType.Rgba => 4,
        _ => 1,
    };

    public int BitsPerPixel => SamplesPerPixel * Depth;

    /// <summary>The distance in bytes between a byte and the byte a filter predicts it from.</summary>
    public int FilterDistance => Math.Max(1, BitsPerPixel / 8);

    /// <summary>The bytes of a row of <paramref name="width"/> pixels, without the leading filter type.</summary>
    public long RowBytes(int width) => ((long)width * BitsPerPixel + 7) / 8;

    /// <summary>The bytes that the compressed data must inflate to, filter types included.</summary>
    public long InflatedBytes
    {
        get
        {
            if (!Interlaced) return (RowBytes(Width) + 1) * Height;
            long sum = 0;
            foreach (Adam7Pass pass in Adam7Pass.All)
            {
                int width = pass.Width(Width), height = pass.Height(Height);
                if (width > 0 && height > 0) sum += (RowBytes(width) + 1) * height;
            }
            return sum;
        }
    }

    public static PngHeader Parse(ReadOnlySpan<byte> data)
    {
        if (data.Length != 13) throw new ImageFormatException($"PNG: the IHDR chunk has {data.Length} bytes; 13 are expected");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(data), height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        if (width == 0 || height == 0 || width > int.MaxValue || height > int.MaxValue)
            throw new ImageFormatException($"PNG: the size {width} x {height} is not valid; both must be 1 to {int.MaxValue}");
        int depth = data[8];
        var colorType = (PngColorType)data[9];
        bool known = colorType switch
        {
            PngColorType.Gray => depth is 1 or 2 or 4 or 8 or 16,
            PngColorType.Palette => depth is 1 or 2 or 4 or 8,
            PngColorType.Rgb or PngColorType.GrayAlpha or PngColorType.Rgba => depth is 8 or 16,
            _ => throw new ImageFormatException($"PNG: colour type {data[9]} is not known; it must be 0, 2, 3, 4 or 6"),
        };
        if (!known) throw new ImageFormatException($"PNG: a bit depth of {depth} is not allowed with colour type {data[9]}");
        if (data[10] != 0) throw new ImageFormatException($"PNG: compression method {data[10]} is not known; only 0 (deflate) is");
        if (data[11] != 0) throw new ImageFormatException($"PNG: filter method {data[11]} is not known; only 0 is");
        if (data[12] > 1) throw new ImageFormatException($"PNG: interlace method {data[12]} is not known; only 0 and 1 (Adam7) are");
        return new PngHeader((int)width, (int)height, depth, colorType, data[12] == 1);
    }
}

/// <summary>One pass of Adam7 interlacing: every <c>StepX</c>-th pixel from <c>X</c> of every <c>StepY</c>-th row from <c>Y</c>.</summary>
internal readonly record struct Adam7Pass(int X, int Y, int StepX, int StepY)
{
    public static readonly Adam7Pass[] All =
    [
        new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2),
    ];

    public int Width(int imageWidth) => (int)(((long)imageWidth - X + StepX - 1) / StepX);

    public int Height(int imageHeight) => (int)(((long)imageHeight - Y + StepY - 1) / StepY);
}
