using System.Buffers.Binary;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Reads a table of keys and values in LevelDB's format, which a checkpoint's index is.</summary>
internal static class SortedTable
{
    private const int FooterLength = 48;
    private const int TrailerLength = 5;
    private const ulong Magic = 0xdb4775248b80fb57;

    /// <summary>All entries in the order of their keys.</summary>
    /// <exception cref="TensorFlowFormatException">The table is damaged.</exception>
    public static List<(string Key, byte[] Value)> Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < FooterLength || BinaryPrimitives.ReadUInt64LittleEndian(file[^8..]) != Magic)
            throw new TensorFlowFormatException("The checkpoint's index is no table: its last bytes are not those of one; it may be cut off.");
        ReadOnlySpan<byte> footer = file[^FooterLength..];
        int at = 0;
        Handle(footer, ref at);
        List<(string, byte[])> entries = [];
        long read = 0;
        foreach ((string _, byte[] handle) in Entries(Block(file, Handle(footer, ref at))))
        {
            int place = 0;
            byte[] block = Block(file, Handle(handle, ref place));
            // Nothing keeps an index from naming the same block again and again.
            if ((read += block.Length) > 64L * file.Length + (1 << 16)) throw new TensorFlowFormatException("The checkpoint's index is damaged: its blocks are larger than it is.");
            entries.AddRange(Entries(block));
        }
        return entries;
    }

    private static (ulong Offset, ulong Length) Handle(ReadOnlySpan<byte> bytes, ref int at) => (Varints.Read(bytes, ref at), Varints.Read(bytes, ref at));

    private static byte[] Block(ReadOnlySpan<byte> file, (ulong Offset, ulong Length) handle)
    {
        ulong room = (ulong)file.Length;
        if (handle.Length > room || handle.Offset > room - handle.Length || handle.Offset + handle.Length + TrailerLength > room)
            throw new TensorFlowFormatException("The checkpoint's index is damaged: a block leads out of the file.");
        ReadOnlySpan<byte> block = file.Slice((int)handle.Offset, (int)handle.Length);
        return file[(int)(handle.Offset + handle.Length)] switch
        {
            0 => block.ToArray(),
            1 => Snappy.Unpack(block),
            var kind => throw new TensorFlowFormatException($"The checkpoint's index has a block of kind {kind}, which is not known."),
        };
    }

    // Each key has only what differs from the one before it.
    private static List<(string Key, byte[] Value)> Entries(byte[] block)
    {
        List<(string, byte[])> entries = [];
        if (block.Length < 4) throw Damaged();
        uint restarts = BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(block.Length - 4));
        long end = block.Length - 4 - 4L * restarts;
        if (end < 0) throw Damaged();
        ReadOnlySpan<byte> bytes = block.AsSpan(0, (int)end);
        byte[] key = [];
        int at = 0;
        while (at < bytes.Length)
        {
            ulong shared = Varints.Read(bytes, ref at), own = Varints.Read(bytes, ref at), length = Varints.Read(bytes, ref at);
            ulong room = (ulong)(bytes.Length - at);
            if (shared > (ulong)key.Length || own > room || length > room - own) throw Damaged();
            key = [.. key.AsSpan(0, (int)shared), .. bytes.Slice(at, (int)own)];
            at += (int)own;
            entries.Add((System.Text.Encoding.UTF8.GetString(key), bytes.Slice(at, (int)length).ToArray()));
            at += (int)length;
        }
        return entries;

        static TensorFlowFormatException Damaged() => new("The checkpoint's index is damaged: the lengths in a block do not fit it.");
    }
}
