using System.Buffers.Binary;
using System.Text.Json;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Training;

/// <summary>
/// Checkpoint files. They are valid safetensors files: the length of a JSON header, the header, the tensors; everything that is no tensor is text in
/// the header's <c>__metadata__</c>.
/// </summary>
internal static class Checkpoint
{
    private const int MaxHeader = 100_000_000;

    public static void Write(string path, IReadOnlyDictionary<string, string> texts, IReadOnlyList<(string Name, Tensor Value)> tensors)
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach ((string name, string text) in texts) json.WriteString(name, text);
            json.WriteEndObject();
            long offset = 0;
            foreach ((string name, Tensor value) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (int d in value.Shape) json.WriteNumberValue(d);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += value.Bytes);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        string full = Path.GetFullPath(path), temporary = full + ".tmp";
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        using (FileStream file = File.Create(temporary))
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            file.Write(length);
            header.WriteTo(file);
            foreach ((string _, Tensor value) in tensors) file.Write(value.AsBytes());
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, full, overwrite: true);
    }

    public static Dictionary<string, string> ReadTexts(string path)
    {
        using FileStream file = File.OpenRead(path);
        using JsonDocument header = ReadHeader(file, path);
        return header.RootElement.TryGetProperty("__metadata__", out JsonElement texts)
            ? texts.EnumerateObject().ToDictionary(t => t.Name, t => t.Value.GetString()!)
            : throw Broken(path, "it has no metadata");
    }

    public static void ReadTensors(string path, IReadOnlyList<(string Name, Tensor Value)> tensors)
    {
        using FileStream file = File.OpenRead(path);
        using JsonDocument header = ReadHeader(file, path);
        long start = file.Position;
        foreach ((string name, Tensor value) in tensors)
        {
            if (!header.RootElement.TryGetProperty(name, out JsonElement entry)) throw Broken(path, $"the tensor '{name}' is missing");
            long from, to;
            try
            {
                from = entry.GetProperty("data_offsets")[0].GetInt64();
                to = entry.GetProperty("data_offsets")[1].GetInt64();
            }
            catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
            {
                throw Broken(path, $"the entry of '{name}' is not understood");
            }
            if (from < 0 || to - from != value.Bytes) throw Broken(path, $"the tensor '{name}' has {to - from} bytes, but {value.Bytes} are expected");
            if (start + to > file.Length) throw Broken(path, "it is cut off");
            file.Position = start + from;
            file.ReadExactly(value.AsBytes());
        }
    }

    private static JsonDocument ReadHeader(FileStream file, string path)
    {
        Span<byte> bytes = stackalloc byte[8];
        if (file.Length < 8) throw Broken(path, "it is cut off");
        file.ReadExactly(bytes);
        long length = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (length is < 2 or > MaxHeader || length > file.Length - 8) throw Broken(path, "it is cut off or not a checkpoint");
        var text = new byte[length];
        file.ReadExactly(text);
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            throw Broken(path, e.Message);
        }
    }

    private static InvalidDataException Broken(string path, string why) =>
        new($"The checkpoint '{path}' cannot be read: {why}. Delete it to train from the beginning.");
}
