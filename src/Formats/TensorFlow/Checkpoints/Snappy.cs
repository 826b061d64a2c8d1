namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Unpacks blocks in Google's Snappy format (its raw form, without frames).</summary>
internal static class Snappy
{
    private const int MostBytes = 1 << 26;

    /// <summary>The bytes that a block stands for.</summary>
    /// <exception cref="TensorFlowFormatException">The block is damaged.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> block)
    {
        int at = 0;
        ulong length = Varints.Read(block, ref at);
        // A copy of three bytes makes 64 at most.
        if (length > MostBytes || length > 64UL * (ulong)block.Length) throw Damaged("its length is not possible");
        byte[] result = new byte[length];
        int done = 0;
        while (at < block.Length)
        {
            int tag = block[at++], count, distance;
            switch (tag & 3)
            {
                case 0:
                    count = tag >> 2;
                    if (count >= 60) count = checked((int)Number(block, ref at, count - 59));
                    count++;
                    if (count <= 0 || count > block.Length - at || count > result.Length - done) throw Damaged("a literal is too long");
                    block.Slice(at, count).CopyTo(result.AsSpan(done));
                    at += count;
                    done += count;
                    continue;
                case 1:
                    count = (tag >> 2 & 7) + 4;
                    distance = (tag >> 5 << 8) | (int)Number(block, ref at, 1);
                    break;
                default:
                    count = (tag >> 2) + 1;
                    distance = (int)Math.Min(int.MaxValue, Number(block, ref at, (tag & 3) == 2 ? 2 : 4));
                    break;
            }
            if (distance == 0 || distance > done || count > result.Length - done) throw Damaged("a copy leads out of it");
            // Source and target may overlap: what was just written is repeated.
            for (int i = 0; i < count; i++, done++) result[done] = result[done - distance];
        }
        return done == result.Length ? result : throw Damaged("it is too short");
    }

    private static uint Number(ReadOnlySpan<byte> block, ref int at, int bytes)
    {
        if (bytes > block.Length - at) throw Damaged("it is cut off");
        uint number = 0;
        for (int i = 0; i < bytes; i++) number |= (uint)block[at++] << (8 * i);
        return number;
    }

    private static TensorFlowFormatException Damaged(string what) => new($"A compressed block is damaged: {what}.");
}

/// <summary>Reads integers of variable length.</summary>
internal static class Varints
{
    /// <summary>Reads one and moves on behind it.</summary>
    /// <exception cref="TensorFlowFormatException">The bytes end before it does.</exception>
    public static ulong Read(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong number = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (at >= bytes.Length) throw new TensorFlowFormatException("The file ends in the middle of a number.");
            byte next = bytes[at++];
            number |= (ulong)(next & 127) << shift;
            if (next < 128) return number;
        }
        throw new TensorFlowFormatException("A number in the file is too long.");
    }
}
