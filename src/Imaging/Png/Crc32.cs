using System.Buffers.Binary;

namespace MlNetDeepLearning.Imaging;

/// <summary>The cyclic redundancy check of PNG chunks: CRC-32 of ISO 3309, polynomial EDB88320 reflected.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    // Eight tables, so that eight bytes are folded in per step: table k advances a byte's remainder over k further zero bytes.
    private static readonly uint[][] Tables = BuildTables();

    /// <summary>The checksum of <paramref name="data"/> following on <paramref name="previous"/>, the checksum of what came before (0 at the start).</summary>
    public static uint Append(uint previous, ReadOnlySpan<byte> data)
    {
        uint[] t0 = Tables[0], t1 = Tables[1], t2 = Tables[2], t3 = Tables[3], t4 = Tables[4], t5 = Tables[5], t6 = Tables[6], t7 = Tables[7];
        uint crc = ~previous;
        while (data.Length >= 8)
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(data) ^ crc;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            crc = t7[low & 255] ^ t6[(low >> 8) & 255] ^ t5[(low >> 16) & 255] ^ t4[low >> 24]
                ^ t3[high & 255] ^ t2[(high >> 8) & 255] ^ t1[(high >> 16) & 255] ^ t0[high >> 24];
            data = data[8..];
        }
        foreach (byte value in data) crc = (crc >> 8) ^ t0[(crc ^ value) & 255];
        return ~crc;
    }

    private static uint[][] BuildTables()
    {
        uint[][] tables = new uint[8][];
        for (int k = 0; k < 8; k++) tables[k] = new uint[256];
        for (uint value = 0; value < 256; value++)
        {
            uint crc = value;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
            tables[0][value] = crc;
        }
        for (int k = 1; k < 8; k++)
        {
            for (int value = 0; value < 256; value++)
            {
                uint before = tables[k - 1][value];
                tables[k][value] = (before >> 8) ^ tables[0][before & 255];
            }
        }
        return tables;
    }
}
