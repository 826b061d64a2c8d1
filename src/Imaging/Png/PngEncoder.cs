using System.Buffers.Binary;
using System.IO.Compression;

namespace MlNetDeepLearning.Imaging;

/// <summary>Encodes PNG at 8 bits a channel: grey, RGB or RGBA as the image is, each row with the filter of the smallest differences.</summary>
internal static class PngEncoder
{
    public static byte[] Encode(Image image, CompressionLevel level)
    {
        var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        header[8] = 8;
        header[9] = (byte)(image.Format switch
        {
            PixelFormat.Gray8 => PngColorType.Gray,
            PixelFormat.Rgb24 => PngColorType.Rgb,
            _ => PngColorType.Rgba,
        });
        header[10..].Clear();
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(image, level));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static ReadOnlySpan<byte> Compress(Image image, CompressionLevel level)
    {
        var compressed = new MemoryStream();
        using (var deflate = new ZLibStream(compressed, level, leaveOpen: true))
        {
            int stride = image.Width * image.Channels;
            byte[] above = new byte[stride], best = new byte[stride + 1], candidate = new byte[stride + 1];
            ReadOnlySpan<byte> previous = above;
            for (int y = 0; y < image.Height; y++)
            {
                ReadOnlySpan<byte> row = image.Row(y);
                long least = long.MaxValue;
                for (int type = 0; type < PngFilters.Count; type++)
                {
                    candidate[0] = (byte)type;
                    long sum = PngFilters.Apply(type, row, previous, image.Channels, candidate.AsSpan(1));
                    if (sum >= least) continue;
                    least = sum;
                    (best, candidate) = (candidate, best);
                }
                deflate.Write(best);
                previous = row;
            }
        }
        return compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(name);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Append(Crc32.Append(0, name), content));
        file.Write(number);
    }
}
