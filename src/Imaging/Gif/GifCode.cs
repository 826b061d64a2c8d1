namespace MlNetDeepLearning.Imaging;

/// <summary>The variable-length LZW code of GIF (GIF89a specification, appendix F): codes of 3 to 12 bits, lowest bit first, in blocks of up to 255 bytes.</summary>
internal static class GifCode
{
    private const int MostBits = 12;
    private const int MostCodes = 1 << MostBits;

    /// <summary>The width x height palette indices of the frame whose code begins at <paramref name="at"/>, in the order of the file.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> data, int at, int width, int height)
    {
        if (at >= data.Length) throw new ImageFormatException("GIF: the file ends before the pixels");
        int literalBits = data[at++];
        if (literalBits is < 1 or > 8) throw new ImageFormatException($"GIF: a code size of {literalBits} is not valid (1 to 8 are); the file is damaged");
        // No code stands for more than MostCodes pixels, so a small file cannot claim much memory.
        if ((long)width * height > (data.Length - at) * 8L / (literalBits + 1) * MostCodes)
            throw new ImageFormatException($"GIF: {data.Length - at:N0} bytes cannot hold {width} x {height} pixels; the file is truncated");

        byte[] indices = new byte[width * height];
        int done = Decode(new BitReader(data[at..]), literalBits, indices);
        if (done < indices.Length)
            throw new ImageFormatException($"GIF: the pixels end in row {done / width + 1} of {height}; the file is truncated");
        return indices;
    }

    private static int Decode(BitReader bits, int literalBits, Span<byte> target)
    {
        Span<ushort> prefix = stackalloc ushort[MostCodes], length = stackalloc ushort[MostCodes];
        Span<byte> suffix = stackalloc byte[MostCodes];
        int clear = 1 << literalBits, end = clear + 1;
        for (int i = 0; i < clear; i++)
        {
            suffix[i] = (byte)i;
            length[i] = 1;
        }
        int next = end + 1, size = literalBits + 1, previous = -1, done = 0;
        while (done < target.Length)
        {
            int code = bits.Read(size);
            if (code < 0 || code == end) return done;
            if (code == clear)
            {
                next = end + 1;
                size = literalBits + 1;
                previous = -1;
                continue;
            }
            if (code > next || (previous < 0 && code >= clear) || (code == next && next == MostCodes))
                throw new ImageFormatException($"GIF: code {code} has no meaning yet; the pixels are damaged");
            bool repeats = code == next;
            int source = repeats ? previous : code, count = length[source];
            Span<byte> pixels = target[done..];
            byte first = Write(source, count, pixels, prefix, suffix);
            if (repeats && count < pixels.Length) pixels[count] = first;
            done = Math.Min(done + count + (repeats ? 1 : 0), target.Length);
            if (previous >= 0 && next < MostCodes)
            {
                prefix[next] = (ushort)previous;
                suffix[next] = first;
                length[next] = (ushort)(length[previous] + 1);
                next++;
                if (next == 1 << size && size < MostBits) size++;
            }
            previous = code;
        }
        return done;
    }

    private static byte Write(int code, int count, Span<byte> pixels, Span<ushort> prefix, Span<byte> suffix)
    {
        for (int i = count - 1; i > 0; i--)
        {
            if (i < pixels.Length) pixels[i] = suffix[code];
            code = prefix[code];
        }
        pixels[0] = suffix[code];
        return suffix[code];
    }

    /// <summary>Reads codes across the blocks; gives -1 where they end.</summary>
    private ref struct BitReader(ReadOnlySpan<byte> blocks)
    {
        private readonly ReadOnlySpan<byte> _blocks = blocks;
        private int _at;
        private int _left;
        private uint _bits;
        private int _count;

        public int Read(int size)
        {
            while (_count < size)
            {
                if (_left == 0)
                {
                    if (_at >= _blocks.Length || _blocks[_at] == 0) return -1;
                    _left = _blocks[_at++];
                }
                if (_at >= _blocks.Length) return -1;
                _bits |= (uint)_blocks[_at++] << _count;
                _count += 8;
                _left--;
            }
            int code = (int)(_bits & ((1u << size) - 1));
            _bits >>= size;
            _count -= size;
            return code;
        }
    }
}
