using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Imaging;

/// <summary>The bits of entropy-coded data, first bit first, through a 64-bit window. It never reads beyond a marker: from there on
/// it gives zeros and counts them, so that <see cref="Overrun"/> tells whether any was used.</summary>
internal ref struct EntropyReader(ReadOnlySpan<byte> data, int position)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _padding;

    /// <summary>The next bits, from the top.</summary>
    public ulong Bits;

    /// <summary>How many of <see cref="Bits"/> are filled.</summary>
    public int Count;

    /// <summary>Where the data goes on after what the window holds.</summary>
    public int Position { get; private set; } = position;

    /// <summary>Whether more bits were consumed than the data has.</summary>
    public readonly bool Overrun => _padding > Count;

    /// <summary>Fills the window with at least 56 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Refill()
    {
        if (Position + 8 <= _data.Length)
        {
            ulong next = BinaryPrimitives.ReadUInt64BigEndian(_data[Position..]);
            ulong inverted = ~next;
            // Zero bytes of the inverse are 0xFF bytes of the data: stuffing or a marker.
            if (((inverted - 0x0101010101010101) & next & 0x8080808080808080) == 0)
            {
                Bits |= next >> Count;
                int bytes = (63 - Count) >> 3;
                Position += bytes;
                Count += bytes << 3;
                return;
            }
        }
        RefillBytewise();
    }

    /// <summary>The next <paramref name="count"/> bits, 1 to 16 of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadBits(int count)
    {
        if (Count < count) Refill();
        int value = (int)(Bits >> (64 - count));
        Bits <<= count;
        Count -= count;
        return value;
    }

    /// <summary>The signed value of <paramref name="size"/> magnitude bits (T.81, EXTEND); 0 for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadSigned(int size)
    {
        if (size == 0) return 0;
        int value = ReadBits(size);
        return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
    }

    /// <summary>The next Huffman symbol.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadSymbol(HuffmanTable table)
    {
        if (Count < 32) Refill();
        int entry = table.Lookup[(int)(Bits >> (64 - HuffmanTable.LookupBits))];
        if (entry == 0) return ReadLongSymbol(table);
        int size = entry >> 12 & 15;
        int length = (entry & 31) - ((entry & HuffmanTable.HasValue) != 0 ? size : 0);
        Bits <<= length;
        Count -= length;
        return (entry >> 8 & 15) << 4 | size;
    }

    /// <summary>The next Huffman symbol where its code is longer than the lookup; the window holds at least 16 bits.</summary>
    public int ReadLongSymbol(HuffmanTable table)
    {
        int symbol = table.DecodeLong((int)(Bits >> 48), out int length);
        if (length == 0)
        {
            if (_padding > 0) throw new ImageFormatException("truncated: the JPEG data ends within a scan");
            throw new ImageFormatException("JPEG: damaged data, no Huffman code begins with the bits found");
        }
        Bits <<= length;
        Count -= length;
        return symbol;
    }

    /// <summary>Drops what is left of the current interval and passes over the restart marker that has to follow.</summary>
    public void Restart(int number)
    {
        int marker = JpegMarkers.Find(_data, Position);
        if (marker < 0) throw new ImageFormatException("truncated: the JPEG data ends where a restart marker should follow");
        if (_data[marker + 1] != 0xD0 + number)
            throw new ImageFormatException($"JPEG: damaged data, marker {_data[marker + 1]:X2} where restart marker D{number} should follow");
        Position = marker + 2;
        Bits = 0;
        Count = 0;
        _padding = 0;
    }

    private void RefillBytewise()
    {
        while (Count <= 56)
        {
            int position = Position;
            if (position < _data.Length && _data[position] != 0xFF)
            {
                Append(_data[position], 1);
                continue;
            }
            while (position + 1 < _data.Length && _data[position + 1] == 0xFF) position++;
            if (position + 1 < _data.Length && _data[position + 1] == 0)
            {
                Append(0xFF, position + 2 - Position);
                continue;
            }
            // A marker or the end: the window reads as zeros from here.
            _padding += 64 - Count;
            Count = 64;
            return;
        }
    }

    private void Append(byte value, int consumed)
    {
        Bits |= (ulong)value << (56 - Count);
        Count += 8;
        Position += consumed;
    }
}
