using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MlNetDeepLearning.Training;

/// <summary>
/// Features that were computed before, in a file for each backbone and way of decoding: found by the content of a sample, wherever it lies and
/// whatever it is called. What a killed process left unfinished is cut off; a damaged file is read up to the damage. Safe to use from any number of threads;
/// a second process reads what the first one had written and adds nothing.
/// </summary>
/// <remarks>
/// A header of 48 bytes (the letters MLDLFEAT, version 2, the number of features, the first 32 bytes of the key's SHA-256) and records: 16 bytes of the sample's
/// SHA-256, the features as single-precision numbers, the first 8 bytes of both's SHA-256. All little-endian.
/// </remarks>
public sealed class FeatureCache : IDisposable
{
    private const int Version = 2, HeaderSize = 48;
    private static readonly byte[] Magic = "MLDLFEAT"u8.ToArray();

    private readonly Dictionary<FeatureKey, float[]> _features = [];
    private readonly Lock _lock = new();
    private readonly int _count;
    private readonly long _maxBytes;
    private FileStream? _file;
    private FileStream? _lockFile;

    private FeatureCache(string path, int count, long maxBytes)
    {
        Path = path;
        _count = count;
        _maxBytes = maxBytes;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>How many samples are known.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _features.Count;
        }
    }

    /// <summary>What was wrong with the file, and what that means; null where nothing was.</summary>
    public string? Note { get; private set; }

    /// <summary>Opens the file of a backbone in a folder, or starts one.</summary>
    /// <param name="folder">The folder; it is made where it is missing.</param>
    /// <param name="backbone">The backbone.</param>
    /// <param name="decoding">How samples become the backbone's input, as text: other ways have other files.</param>
    /// <param name="maxBytes">How large the file, and what is held in memory, may become; what comes after that is computed each time.</param>
    public static FeatureCache Open(string folder, Backbone backbone, string decoding, long maxBytes = 4L << 30)
    {
        byte[] key = SHA256.HashData(Encoding.UTF8.GetBytes($"{backbone.Hash}\n{decoding}"));
        Directory.CreateDirectory(folder);
        return Open(System.IO.Path.Combine(folder, $"{Convert.ToHexStringLower(key.AsSpan(0, 8))}.features"), key, backbone.FeatureCount, maxBytes);
    }

    /// <summary>Opens a file by its path.</summary>
    /// <param name="path">The file.</param>
    /// <param name="backbone">The backbone.</param>
    /// <param name="decoding">How samples become the backbone's input, as text; a file that was made in another way is started anew.</param>
    public static FeatureCache OpenFile(string path, Backbone backbone, string decoding) =>
        Open(path, SHA256.HashData(Encoding.UTF8.GetBytes($"{backbone.Hash}\n{decoding}")), backbone.FeatureCount, 4L << 30);

    /// <summary>Closes the file; what is in memory can be read on.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _file?.Dispose();
            _lockFile?.Dispose();
            _file = null;
        }
    }

    internal bool TryRead(FeatureKey key, Span<float> target)
    {
        float[]? values;
        lock (_lock)
            if (!_features.TryGetValue(key, out values)) return false;
        values.CopyTo(target);
        return true;
    }

    internal void Append(IEnumerable<(FeatureKey Key, ReadOnlyMemory<float> Values)> features)
    {
        byte[] record = new byte[RecordSize];
        lock (_lock)
        {
            foreach ((FeatureKey key, ReadOnlyMemory<float> values) in features)
            {
                if (HeaderSize + (long)(_features.Count + 1) * RecordSize > _maxBytes || !_features.TryAdd(key, values.ToArray())) continue;
                if (_file is null) continue;
                Write(key, values.Span, record);
            }
        }
    }

    // A full disk must not end a training.
    private void Write(FeatureKey key, ReadOnlySpan<float> values, byte[] record)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(record, key.Low);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(8), key.High);
        for (int i = 0; i < _count; i++) BinaryPrimitives.WriteSingleLittleEndian(record.AsSpan(16 + 4 * i), values[i]);
        SHA256.HashData(record.AsSpan(0, RecordSize - 8)).AsSpan(0, 8).CopyTo(record.AsSpan(RecordSize - 8));
        try
        {
            _file!.Write(record);
            _file.Flush();
        }
        catch (IOException e)
        {
            Note = $"The features in '{Path}' are not added to any more: {e.Message}";
            _file!.Dispose();
            _file = null;
        }
    }

    private int RecordSize => 16 + 4 * _count + 8;

    private static FeatureCache Open(string path, byte[] key, int count, long maxBytes)
    {
        var cache = new FeatureCache(path, count, maxBytes);
        try
        {
            // A file of its own is the lock, because a locked file cannot be read by others on every system.
            cache._lockFile = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            cache._file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
            cache.Load(cache._file, key, writable: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            cache.Dispose();
            cache.Note = $"The features in '{path}' are read but not added to: {e.Message}";
            if (!File.Exists(path)) return cache;
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            cache.Load(file, key, writable: false);
        }
        return cache;
    }

    private void Load(FileStream file, byte[] key, bool writable)
    {
        byte[] header = new byte[HeaderSize], expected = Header(key);
        int length = file.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false);
        long whole = HeaderSize;
        if (length < HeaderSize || !header.AsSpan().SequenceEqual(expected))
        {
            if (length > 0) Note = $"'{Path}' holds features of another backbone or version, or is damaged; it is started anew.";
            whole = 0;
        }
        else whole += ReadRecords(file);
        if (!writable) return;
        if (whole > 0 && whole + RecordSize > _maxBytes) return;
        if (whole < file.Length && whole > 0) Note = $"'{Path}' is damaged behind {_features.Count} samples; what follows is computed again.";
        file.SetLength(whole);
        file.Position = whole;
        if (whole == 0) file.Write(expected);
    }

    private long ReadRecords(FileStream file)
    {
        byte[] record = new byte[RecordSize];
        long whole = 0;
        while (HeaderSize + whole + RecordSize <= _maxBytes && file.ReadAtLeast(record, RecordSize, throwOnEndOfStream: false) == RecordSize)
        {
            if (!SHA256.HashData(record.AsSpan(0, RecordSize - 8)).AsSpan(0, 8).SequenceEqual(record.AsSpan(RecordSize - 8))) break;
            float[] values = new float[_count];
            if (BitConverter.IsLittleEndian) MemoryMarshal.Cast<byte, float>(record.AsSpan(16, 4 * _count)).CopyTo(values);
            else
                for (int i = 0; i < _count; i++) values[i] = BinaryPrimitives.ReadSingleLittleEndian(record.AsSpan(16 + 4 * i));
            _features[new FeatureKey(BinaryPrimitives.ReadUInt64LittleEndian(record), BinaryPrimitives.ReadUInt64LittleEndian(record.AsSpan(8)))] = values;
            whole += RecordSize;
        }
        return whole;
    }

    private byte[] Header(byte[] key)
    {
        byte[] header = new byte[HeaderSize];
        Magic.CopyTo(header, 0);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), _count);
        key.AsSpan(0, 32).CopyTo(header.AsSpan(16));
        return header;
    }
}
