using System.Buffers.Binary;
using System.IO.Compression;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Model;

/// <summary>
/// A model zip open for reading. Nothing in it is trusted: names that leave the zip, too many or too big entries, entries longer than they
/// say and anything malformed end in a <see cref="FormatException"/> that names the file.
/// </summary>
internal sealed class ModelArchive : IDisposable
{
    public const string PipelineName = "pipeline.json";
    public const string FormatName = "MlNetDeepLearning.Pipeline";
    public const int FormatVersion = 1;

    private const int MaxEntries = 4096;
    private const long MaxEntryLength = 2L * 1024 * 1024 * 1024 - 64 * 1024;
    private const long MaxTotalLength = 8L * 1024 * 1024 * 1024;
    private const int MaxPipelineLength = 256 * 1024 * 1024;
    private const int MaxRatio = 200;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = 256, AllowDuplicateProperties = false };

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = [];

    private ModelArchive(Stream source, string file)
    {
        File = file;
        CheckDirectory(source, file);
        _zip = Guard(file, () => new ZipArchive(source, ZipArchiveMode.Read, leaveOpen: true));
        try
        {
            Index();
        }
        catch
        {
            _zip.Dispose();
            throw;
        }
    }

    /// <summary>The name of the file, for errors.</summary>
    public string File { get; }

    /// <summary>The assemblies that a user's own components are looked for in.</summary>
    public IReadOnlyCollection<Assembly> Components { get; set; } = [];

    /// <summary>Opens a zip and reads its description.</summary>
    public static ModelArchive Open(Stream source, string file, out JsonObject root)
    {
        ModelArchive archive = new(source, file);
        try
        {
            root = archive.ReadPipeline();
            return archive;
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <summary>The content of an entry.</summary>
    public byte[] Read(string name) => _entries.TryGetValue(name, out ZipArchiveEntry? entry)
        ? Read(entry)
        : throw new FormatException($"{File}: {PipelineName} refers to an entry '{name}', which is not in the zip.");

    public void Dispose() => _zip.Dispose();

    private JsonObject ReadPipeline()
    {
        if (!_entries.TryGetValue(PipelineName, out ZipArchiveEntry? entry))
        {
            bool official = _entries.Keys.Any(name => name.StartsWith("TransformerChain/", StringComparison.Ordinal)
                || name.StartsWith("DataLoaderModel/", StringComparison.Ordinal) || name.EndsWith("Model.key", StringComparison.Ordinal));
            throw new FormatException(official
                ? $"{File} was saved by the official ML.NET packages; this runtime reads the models it saved itself. Save it again with this runtime, or export it to ONNX."
                : $"{File} is not a model: it has no {PipelineName}.");
        }
        if (entry.Length > MaxPipelineLength) throw new FormatException($"{File}: {PipelineName} is said to be {entry.Length} bytes long; {MaxPipelineLength} are allowed.");
        byte[] text = Read(entry);
        JsonObject root = Guard(File, () => JsonNode.Parse(Utf8.GetString(text), documentOptions: JsonOptions)) as JsonObject
            ?? throw new FormatException($"{File}: {PipelineName} does not hold a JSON object.");
        ModelReader reader = new(this, root, PipelineName);
        string format = reader.Guard(() => reader.Text("format"));
        if (format != FormatName) throw new FormatException($"{File}: {PipelineName} is of the format '{format}', not '{FormatName}'.");
        int version = reader.Guard(() => reader.Int("version"));
        if (version > FormatVersion)
            throw new FormatException($"{File} was saved by a newer version of this library (model format {version}; this version reads up to {FormatVersion}). Update the library to open it.");
        if (version < 1) throw new FormatException($"{File}: there is no model format {version}.");
        return root;
    }

    private void Index()
    {
        long total = 0;
        foreach (ZipArchiveEntry entry in Guard(File, () => _zip.Entries))
        {
            string name = entry.FullName;
            if (name.EndsWith('/') && entry.Length == 0) continue;
            if (name.Length is 0 or > 256 || name.StartsWith('/') || name.Contains('\\') || name.Contains(':') || name.Contains('\0') || name.Split('/').Any(part => part is "" or "." or ".."))
                throw new FormatException($"{File}: the entry name '{name}' is not allowed in a model.");
            if (entry.Length > MaxEntryLength)
                throw new FormatException($"{File}: entry '{name}' is said to be {entry.Length} bytes long; {MaxEntryLength} are allowed.");
            if (entry.Length > MaxRatio * Math.Max(entry.CompressedLength, 0) + 1024 * 1024)
                throw new FormatException($"{File}: entry '{name}' is said to unpack from {entry.CompressedLength} to {entry.Length} bytes, which no model does.");
            total += entry.Length;
            if (total > MaxTotalLength) throw new FormatException($"{File}: the entries are said to be more than {MaxTotalLength} bytes long together.");
            if (!_entries.TryAdd(name, entry)) throw new FormatException($"{File}: the entry '{name}' is there twice.");
        }
    }

    private byte[] Read(ZipArchiveEntry entry) => Guard(File, () =>
    {
        using Stream stream = entry.Open();
        using MemoryStream content = new();
        byte[] block = new byte[81920];
        for (int read; (read = stream.Read(block, 0, block.Length)) > 0;)
        {
            if (content.Length + read > entry.Length) throw new FormatException($"{File}: entry '{entry.FullName}' is longer than the {entry.Length} bytes it says.");
            content.Write(block, 0, read);
        }
        if (content.Length != entry.Length) throw new FormatException($"{File}: entry '{entry.FullName}' ends after {content.Length} of {entry.Length} bytes.");
        return content.ToArray();
    });

    // The zip reader would make an object of each entry before anyone could count them, so the count is read first.
    private static void CheckDirectory(Stream source, string file)
    {
        const int RecordLength = 22;
        long length = source.Length;
        byte[] tail = new byte[(int)Math.Min(length, RecordLength + ushort.MaxValue)];
        source.Position = length - tail.Length;
        source.ReadExactly(tail);
        source.Position = 0;
        for (int i = tail.Length - RecordLength; i >= 0; i--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(i)) != 0x06054B50) continue;
            int entries = BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(i + 10));
            if (entries > MaxEntries) throw new FormatException($"{file}: the zip says it has {(entries == ushort.MaxValue ? "65535 or more" : entries)} entries; a model has at most {MaxEntries}.");
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(i + 12)) > MaxEntries * 1024u) throw new FormatException($"{file}: the zip's directory is too big for a model.");
            return;
        }
        throw new FormatException($"{file} is not a model: it is no zip file, or it was cut off.");
    }

    private static T Guard<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or IOException or JsonException or NotSupportedException or ArgumentException or OverflowException or IndexOutOfRangeException or InvalidOperationException)
        {
            throw new FormatException($"{file} is not a readable model: {error.Message}", error);
        }
    }
}
