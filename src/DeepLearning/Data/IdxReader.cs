using System.Buffers.Binary;
using System.IO.Compression;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>
/// Reads IDX files (MNIST, Fashion-MNIST, EMNIST; plain or gzipped): big-endian, two zero bytes, a type, the number of dimensions, the dimensions, the bytes.
/// A file labels.txt or classes.txt beside them, a line a class, names the classes.
/// </summary>
internal static class IdxReader
{
    private const byte UnsignedByte = 8;

    public static Collected? TryRead(string folder, string[] files)
    {
        string[] images = [.. files.Where(f => Path.GetFileName(f).Contains("images-idx3-ubyte", StringComparison.Ordinal) || Path.GetFileName(f).Contains("images.idx3-ubyte", StringComparison.Ordinal))];
        if (images.Length == 0) return null;
        var found = new Collected("IDX files");
        string? named = files.FirstOrDefault(f => Path.GetFileName(f) is "labels.txt" or "classes.txt");
        string[] names = named is null ? [] : [.. File.ReadLines(named).Select(l => l.Trim()).Where(l => l.Length > 0)];
        foreach (string file in images.DistinctBy(f => f.EndsWith(".gz", StringComparison.Ordinal) ? f[..^3] : f))
        {
            string labels = Path.Combine(folder, Path.GetFileName(file).Replace("images-idx3", "labels-idx1").Replace("images.idx3", "labels.idx1"));
            if (!File.Exists(labels)) labels = labels.EndsWith(".gz", StringComparison.Ordinal) ? labels[..^3] : labels + ".gz";
            if (!File.Exists(labels)) throw new DatasetException($"'{file}' has no labels beside it; expected '{Path.GetFileName(labels)}'.");
            Add(found[ImageDatasetReader.SplitOf(Path.GetFileName(file))], file, labels, names);
        }
        return found;
    }

    private static void Add(List<ImageSample> samples, string imageFile, string labelFile, string[] names)
    {
        (int[] dims, byte[] pixels, int start) = ReadFile(imageFile, 3);
        (int[] labelDims, byte[] labels, int labelStart) = ReadFile(labelFile, 1);
        if (dims[0] != labelDims[0]) throw new DatasetException($"'{imageFile}' has {dims[0]:N0} pictures, but '{labelFile}' has {labelDims[0]:N0} labels.");
        for (int i = 0; i < dims[0]; i++)
        {
            int label = labels[labelStart + i];
            samples.Add(new PackedSample($"{imageFile}#{i}", label < names.Length ? names[label] : label.ToString(), pixels, start + i * dims[1] * dims[2], dims[2], dims[1], 1));
        }
    }

    private static (int[] Dims, byte[] Data, int Start) ReadFile(string file, int rank)
    {
        byte[] data;
        try
        {
            using Stream raw = File.OpenRead(file);
            using Stream stream = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            data = memory.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new DatasetException($"'{file}' is damaged: {e.Message}", e);
        }
        int start = 4 + 4 * rank;
        if (data.Length < start || data[0] != 0 || data[1] != 0 || data[2] != UnsignedByte || data[3] != rank)
            throw new DatasetException($"'{file}' is not an IDX file of unsigned bytes with {rank} dimension{(rank == 1 ? "" : "s")}.");
        int[] dims = [.. Enumerable.Range(0, rank).Select(d => BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(4 + 4 * d)))];
        long expected = dims.Aggregate(1L, (n, d) => d < 0 ? -1 : n * d);
        if (expected < 0 || data.Length - start < expected)
            throw new DatasetException($"'{file}' is cut short: its header promises {string.Join(" x ", dims)} bytes, {data.Length - start:N0} follow.");
        return (dims, data, start);
    }
}
