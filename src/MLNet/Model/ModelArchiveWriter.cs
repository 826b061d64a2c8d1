using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Model;

/// <summary>
/// Writes a model zip: <c>pipeline.json</c>, which describes everything, and the binary parts beside it. The same model gives the same bytes.
/// </summary>
internal sealed class ModelArchiveWriter : IDisposable
{
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly ZipArchive _zip;
    private readonly HashSet<string> _names = [ModelArchive.PipelineName];

    private ModelArchiveWriter(Stream target) => _zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);

    public static void Save(Stream target, ICanSaveModel model, DataViewSchema? schema, ICanSaveModel? loader)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(model);
        // A zip can only be written to streams that know their place; others get it in one piece.
        using MemoryStream? whole = target.CanSeek ? null : new MemoryStream();
        using (ModelArchiveWriter archive = new(whole ?? target))
        {
            JsonObject root = new() { ["format"] = ModelArchive.FormatName, ["version"] = ModelArchive.FormatVersion };
            root["schema"] = schema is null ? null : SchemaFormat.Write(schema);
            ModelWriter writer = new(archive, root);
            if (loader is not null) writer.Part("loader", loader);
            writer.Part("model", model);
            using Stream entry = archive.Open(ModelArchive.PipelineName, CompressionLevel.Optimal);
            using Utf8JsonWriter json = new(entry, new JsonWriterOptions { Indented = true });
            root.WriteTo(json, Indented);
        }
        whole?.WriteTo(target);
    }

    /// <summary>Adds an entry and returns the name it got.</summary>
    public string Add(string fileName, ReadOnlyMemory<byte> content)
    {
        string name = fileName;
        for (int number = 2; !_names.Add(name); number++) name = $"network-{number}/{fileName}";
        using Stream entry = Open(name, CompressionLevel.NoCompression);
        entry.Write(content.Span);
        return name;
    }

    public void Dispose() => _zip.Dispose();

    private Stream Open(string name, CompressionLevel level)
    {
        ZipArchiveEntry entry = _zip.CreateEntry(name, level);
        entry.LastWriteTime = EntryTime;
        return entry.Open();
    }
}
