namespace MlNetDeepLearning.Imaging;

/// <summary>The run-length codes RLE8 and RLE4 of BMP.</summary>
internal static class BmpRunLength
{
    /// <summary>
    /// Palette indices of width x height pixels, the row that comes first in the file first. Pixels that the code skips are 0; what it
    /// puts beyond the end of a row is dropped.
    /// </summary>
    public static byte[] Decode(ReadOnlySpan<byte> code, int width, int height, int bits)
    {
        byte[] indices = new byte[width * height];
        int x = 0, y = 0, at = 0;
        while (y < height)
        {
            if (at + 2 > code.Length)
            {
                if (y == height - 1 && x >= width) break;
                throw new ImageFormatException($"BMP: the run-length code ends in row {y + 1} of {height}; the file is truncated");
            }
            int count = code[at++], value = code[at++];
            if (count > 0)
            {
                Span<byte> row = Rest(indices, x, y, width);
                if (bits == 8 || (value >> 4) == (value & 15)) row[..Math.Min(count, row.Length)].Fill((byte)(bits == 8 ? value : value & 15));
                else for (int i = 0; i < Math.Min(count, row.Length); i++) row[i] = Nibble(value, i);
                x = Math.Min(x + count, width);
            }
            else if (value == 0)
            {
                x = 0;
                y++;
            }
            else if (value == 1)
            {
                break;
            }
            else if (value == 2)
            {
                if (at + 2 > code.Length) throw new ImageFormatException("BMP: the run-length code ends within a jump; the file is truncated");
                x = Math.Min(x + code[at++], width);
                y += code[at++];
            }
            else
            {
                int bytes = (value * bits + 7) / 8;
                if (at + bytes > code.Length) throw new ImageFormatException($"BMP: the run-length code ends in row {y + 1} of {height}; the file is truncated");
                Span<byte> row = Rest(indices, x, y, width);
                for (int i = 0; i < Math.Min(value, row.Length); i++) row[i] = bits == 8 ? code[at + i] : Nibble(code[at + i / 2], i);
                x = Math.Min(x + value, width);
                at += bytes + (bytes & 1);
            }
        }
        return indices;
    }

    private static Span<byte> Rest(byte[] indices, int x, int y, int width) => indices.AsSpan(y * width + x, width - x);

    private static byte Nibble(int pair, int position) => (byte)((position & 1) == 0 ? pair >> 4 : pair & 15);
}
