namespace MlNetDeepLearning.Imaging;

/// <summary>A Huffman table of a JPEG file, made for decoding: one look at the next <see cref="LookupBits"/> bits gives the
/// symbol, and mostly the coefficient that follows it as well.</summary>
internal sealed class HuffmanTable
{
    public const int LookupBits = 10;

    /// <summary>Set in an entry that holds the coefficient itself, its bits included in the length.</summary>
    public const int HasValue = 32;

    private static readonly HuffmanTable[] Standard =
    [
        new(JpegTables.LuminanceDc), new(JpegTables.ChrominanceDc), new(JpegTables.LuminanceAc), new(JpegTables.ChrominanceAc),
    ];

    private readonly byte[] _definition;

    // For each code length, the first 16-bit window that belongs to a longer code; and where its symbols begin.
    private readonly int[] _limits = new int[17];
    private readonly int[] _offsets = new int[17];

    /// <summary>A table from the body of a DHT segment: 16 counts, then the symbols.</summary>
    private HuffmanTable(ReadOnlySpan<byte> definition)
    {
        _definition = definition.ToArray();
        int code = 0, index = 16;
        for (int length = 1; length <= 16; length++)
        {
            int count = definition[length - 1];
            _offsets[length] = index - code;
            if (code + count > 1 << length)
                throw new ImageFormatException($"JPEG: a Huffman table has more codes of {length} bits than there can be");
            for (int i = 0; i < count; i++, code++, index++)
            {
                LargestSymbol = Math.Max(LargestSymbol, definition[index]);
                if (length <= LookupBits) FillEntries(code, length, definition[index]);
            }
            _limits[length] = code << (16 - length);
            code <<= 1;
        }
    }

    /// <summary>Indexed by the next <see cref="LookupBits"/> bits. 0: the code is longer. Otherwise bits 0-4 are how many bits to
    /// consume; bits 8-11 the run of zeros and 12-15 the number of magnitude bits (the symbol); with <see cref="HasValue"/>
    /// bits 16-31 are the signed coefficient.</summary>
    public int[] Lookup { get; } = new int[1 << LookupBits];

    /// <summary>The largest symbol that has a code.</summary>
    public int LargestSymbol { get; }

    /// <summary>The table of a DHT segment; one of the standard's own tables is not built again.</summary>
    public static HuffmanTable Of(ReadOnlySpan<byte> definition)
    {
        foreach (HuffmanTable table in Standard)
        {
            if (definition.SequenceEqual(table._definition)) return table;
        }
        return new HuffmanTable(definition);
    }

    /// <summary>The table that a file without DHT segments means (motion JPEG frames leave them out).</summary>
    public static HuffmanTable? Default(bool ac, int slot) => slot < 2 ? Standard[(ac ? 2 : 0) + slot] : null;

    /// <summary>The symbol of a code longer than <see cref="LookupBits"/>.</summary>
    /// <param name="window">The next 16 bits.</param>
    /// <param name="length">The length of the code, or 0 where no code begins so.</param>
    public int DecodeLong(int window, out int length)
    {
        for (length = LookupBits + 1; length <= 16; length++)
        {
            if (window < _limits[length]) return _definition[_offsets[length] + (window >> (16 - length))];
        }
        length = 0;
        return 0;
    }

    private void FillEntries(int code, int length, int symbol)
    {
        int size = symbol & 15, spare = LookupBits - length;
        Span<int> entries = Lookup.AsSpan(code << spare, 1 << spare);
        int entry = symbol >> 4 << 8 | size << 12;
        if (size == 0 || size > spare)
        {
            entries.Fill(entry | length);
            return;
        }
        int repeat = 1 << (spare - size);
        for (int bits = 0; bits < 1 << size; bits++)
        {
            int value = bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
            entries.Slice(bits * repeat, repeat).Fill(entry | value << 16 | HasValue | (length + size));
        }
    }
}
