namespace MlNetDeepLearning.Imaging;

/// <summary>The second bytes of the markers that matter, and how to find the next one.</summary>
internal static class JpegMarkers
{
    public const byte StartOfImage = 0xD8;
    public const byte EndOfImage = 0xD9;
    public const byte StartOfScan = 0xDA;
    public const byte QuantizationTables = 0xDB;
    public const byte NumberOfLines = 0xDC;
    public const byte RestartInterval = 0xDD;
    public const byte HuffmanTables = 0xC4;
    public const byte JpegReserved = 0xC8;
    public const byte ArithmeticConditioning = 0xCC;
    public const byte BaselineFrame = 0xC0;
    public const byte ExtendedFrame = 0xC1;
    public const byte ProgressiveFrame = 0xC2;
    public const byte App0 = 0xE0;
    public const byte App1 = 0xE1;
    public const byte App14 = 0xEE;

    /// <summary>The position of the 0xFF of the next marker at or after <paramref name="position"/> (stuffed and fill bytes are none), or -1.</summary>
    public static int Find(ReadOnlySpan<byte> data, int position)
    {
        while (position < data.Length)
        {
            int next = data[position..].IndexOf((byte)0xFF);
            if (next < 0 || position + next + 1 >= data.Length) return -1;
            position += next;
            if (data[position + 1] is not (0x00 or 0xFF)) return position;
            position++;
        }
        return -1;
    }

    public static bool IsRestart(byte marker) => marker is >= 0xD0 and <= 0xD7;

    /// <summary>Whether a marker stands alone, without a length and a body.</summary>
    public static bool IsBare(byte marker) => IsRestart(marker) || marker is StartOfImage or EndOfImage or 0x01;

    /// <summary>Whether a marker begins a frame header (SOF0 to SOF15).</summary>
    public static bool IsFrame(byte marker) =>
        marker is >= 0xC0 and <= 0xCF and not (HuffmanTables or JpegReserved or ArithmeticConditioning);
}
