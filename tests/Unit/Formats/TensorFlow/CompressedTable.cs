using System.Buffers.Binary;
using Google.Protobuf;
using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;

namespace MlNetDeepLearning.Tests.Unit.Formats.TensorFlow;

/// <summary>Writes checkpoints as TensorFlow does, with a compressed index.</summary>
internal static class CompressedTable
{
    private const ulong Magic = 0xdb4775248b80fb57;

    /// <summary>A variable's elements as a checkpoint gives them whose index is compressed.</summary>
    public static float[] Variable(string name, float[] elements)
    {
        GraphDef g = Nets.New();
        g.Add("VariableV2", name, [], ("dtype", DataType.Float), ("shape", TensorShapeProto.Of(elements.Length)));
        g.Add("Identity", "y", [name], ("T", DataType.Float));
        byte[] data = new byte[elements.Length * sizeof(float)];
        Buffer.BlockCopy(elements, 0, data, 0, data.Length);
        var files = new Dictionary<string, byte[]>
        {
            ["net.meta"] = new MetaGraphDef { Graph = g }.ToByteArray(),
            ["net.index"] = Index(name, elements.Length, data.Length),
            ["net.data-00000-of-00001"] = data,
        };
        Graph graph = TensorFlowFile.Read(files).ToGraph(new TensorFlowImportOptions { Outputs = ["y"] });
        return new Executor(graph).Run([])[0].AsSpan<float>().ToArray();
    }

    private static byte[] Index(string name, int count, int bytes)
    {
        // dtype float, shape, shard 0, offset 0, size.
        byte[] shape = [.. Varint(2 << 3 | 2), .. Sized([.. Varint(1 << 3), .. Varint(count)])];
        byte[] entry = [.. Varint(1 << 3), 1, .. Varint(2 << 3 | 2), .. Sized(shape), .. Varint(5 << 3), .. Varint(bytes)];
        byte[] block = Block(("", [8, 1]), (name, entry));
        byte[] packed = Packed(block);
        byte[] top = Block((name, [0, .. Varint(packed.Length)])), empty = Block();
        var file = new List<byte>([.. packed, 1, 0, 0, 0, 0]);
        int emptyAt = file.Count;
        file.AddRange([.. empty, 0, 0, 0, 0, 0]);
        int topAt = file.Count;
        file.AddRange([.. top, 0, 0, 0, 0, 0]);
        byte[] footer = new byte[48];
        byte[] handles = [.. Varint(emptyAt), .. Varint(empty.Length), .. Varint(topAt), .. Varint(top.Length)];
        handles.CopyTo(footer, 0);
        BinaryPrimitives.WriteUInt64LittleEndian(footer.AsSpan(40), Magic);
        return [.. file, .. footer];
    }

    private static byte[] Block(params (string Key, byte[] Value)[] entries) =>
        [.. entries.SelectMany(e => (byte[])[0, .. Varint(e.Key.Length), .. Varint(e.Value.Length), .. System.Text.Encoding.UTF8.GetBytes(e.Key), .. e.Value]), 0, 0, 0, 0, 1, 0, 0, 0];

    // What is the same as six bytes before, as a word that is repeated is, becomes a copy, which may overlap what it makes; the rest stands byte by byte.
    private static byte[] Packed(byte[] bytes)
    {
        const int Distance = 6;
        List<byte> packed = [.. Varint(bytes.Length)];
        for (int i = 0; i < bytes.Length;)
        {
            int same = 0;
            while (i >= Distance && same < 64 && i + same < bytes.Length && bytes[i + same] == bytes[i + same - Distance]) same++;
            if (same >= Distance) packed.AddRange([(byte)((same - 1) << 2 | 2), Distance, 0]);
            else packed.AddRange([0, bytes[i]]);
            i += same >= Distance ? same : 1;
        }
        return [.. packed];
    }

    private static byte[] Sized(byte[] bytes) => [.. Varint(bytes.Length), .. bytes];

    private static byte[] Varint(int number)
    {
        List<byte> bytes = [];
        for (; number >= 128; number >>= 7) bytes.Add((byte)(number & 127 | 128));
        return [.. bytes, (byte)number];
    }
}
