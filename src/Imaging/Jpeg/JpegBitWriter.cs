using System.Numerics;

namespace MlNetDeepLearning.Imaging;

/// <summary>Writes the bytes of a JPEG file: marker segments, and entropy-coded bits with stuffing.</summary>
internal sealed class JpegBitWriter(int capacity)
{
    private byte[] _bytes = new byte[capacity];
    private int _length;
    private ulong _bits;
    private int _count;

    public byte[] ToArray() => _bytes.AsSpan(0, _length).ToArray();

    /// <summary>Begins a marker segment with a body of the given length.</summary>
    public void Segment(byte marker, int bodyLength)
    {
        Marker(marker);
        Short(bodyLength + 2);
    }

    public void Marker(byte marker)
    {
        Byte(0xFF);
        Byte(marker);
    }

    public void Short(int value)
    {
        Byte((byte)(value >> 8));
        Byte((byte)value);
    }

    public void Byte(byte value)
    {
        if (_length == _bytes.Length) Array.Resize(ref _bytes, _bytes.Length * 2);
        _bytes[_length++] = value;
    }

    public void Bytes(ReadOnlySpan<byte> values)
    {
        foreach (byte value in values) Byte(value);
    }

    /// <summary>Writes the low <paramref name="count"/> bits of a value, at most 32.</summary>
    public void Bits(uint value, int count)
    {
        _bits |= (ulong)value << (64 - _count - count);
        _count += count;
        while (_count >= 8) WriteTopByte();
    }

    /// <summary>Fills the last byte up with ones.</summary>
    public void Flush()
    {
        if (_count > 0) Bits((1u << (8 - _count)) - 1, 8 - _count);
    }

    /// <summary>Writes a coefficient or difference after the code of its size and the run of zeros before it.</summary>
    public void Coefficient(int value, int run, JpegHuffmanCodes codes)
    {
        int size = 32 - BitOperations.LeadingZeroCount((uint)Math.Abs(value));
        Symbol(run << 4 | size, codes);
        if (size > 0) Bits((uint)(value < 0 ? value - 1 : value) & ((1u << size) - 1), size);
    }

    public void Symbol(int symbol, JpegHuffmanCodes codes) => Bits(codes.Code(symbol), codes.Length(symbol));

    private void WriteTopByte()
    {
        byte value = (byte)(_bits >> 56);
        Byte(value);
        if (value == 0xFF) Byte(0);
        _bits <<= 8;
        _count -= 8;
    }
}

/// <summary>A Huffman table made for encoding: the code of each symbol.</summary>
internal sealed class JpegHuffmanCodes
{
    private readonly ushort[] _codes = new ushort[256];
    private readonly byte[] _lengths = new byte[256];

    /// <summary>The codes of a table given as the body of a DHT segment: 16 counts, then the symbols.</summary>
    public JpegHuffmanCodes(ReadOnlySpan<byte> definition)
    {
        int code = 0, index = 16;
        for (byte length = 1; length <= 16; length++, code <<= 1)
        {
            for (int i = 0; i < definition[length - 1]; i++)
            {
                byte symbol = definition[index++];
                _codes[symbol] = (ushort)code++;
                _lengths[symbol] = length;
            }
        }
    }

    public uint Code(int symbol) => _codes[symbol];

    public int Length(int symbol) => _lengths[symbol];
}
