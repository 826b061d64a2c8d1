using System.Formats.Tar;
using System.IO.Compression;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>Reads archives of labelled folders into memory: the last folder of an entry's path is its label.</summary>
internal static class ArchiveReader
{
    private const long MaxEntryBytes = 256L << 20;
    private const long MaxTotalBytes = 16L << 30;

    public static bool IsArchive(string path) =>
        path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase);

    public static Collected? TryReadAll(string[] files, ImageDatasetOptions options)
    {
        string[] archives = [.. files.Where(IsArchive)];
        if (archives.Length == 0) return null;
        var all = new Collected("archives of labelled folders");
        foreach (string archive in archives) all.AddRange(Read(archive, options));
        return all;
    }

    public static Collected Read(string path, ImageDatasetOptions options)
    {
        var found = new Collected("an archive of labelled folders");
        Split whole = ImageDatasetReader.SplitOf(Path.GetFileName(path));
        long total = 0;
        try
        {
            foreach ((string name, byte[] bytes) in Entries(path))
            {
                if ((total += bytes.Length) > MaxTotalBytes) throw new DatasetException($"'{path}' unpacks to more than {MaxTotalBytes >> 30} GB. Unpack it and name the folder.");
                string[] parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries);
                if (parts.Length < 2 || parts.Any(p => p == "__MACOSX" || p.StartsWith('.'))) continue;
                Split split = parts[..^2].Select(ImageDatasetReader.SplitOf).LastOrDefault(s => s != Split.None);
                found[split == Split.None ? whole : split].Add(new EncodedSample($"{path}/{name}", parts[^2], bytes, options.Decode));
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new DatasetException($"'{path}' is damaged: {e.Message}", e);
        }
        return found;
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Entries(string path)
    {
        using FileStream file = File.OpenRead(path);
        if (path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Read);
            foreach (ZipArchiveEntry entry in zip.Entries.OrderBy(e => e.FullName, StringComparer.Ordinal))
            {
                if (!ImageDatasetReader.IsImage(entry.FullName)) continue;
                using Stream stream = entry.Open();
                yield return (entry.FullName, ReadAll(stream, path, entry.FullName));
            }
            yield break;
        }
        using Stream plain = path.EndsWith("gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var tar = new TarReader(plain);
        List<(string, byte[])> entries = [];
        while (tar.GetNextEntry() is { } entry)
            if (entry.DataStream is { } stream && ImageDatasetReader.IsImage(entry.Name)) entries.Add((entry.Name, ReadAll(stream, path, entry.Name)));
        foreach ((string, byte[]) entry in entries.OrderBy(e => e.Item1, StringComparer.Ordinal)) yield return entry;
    }

    private static byte[] ReadAll(Stream stream, string path, string entry)
    {
        using var memory = new MemoryStream();
        byte[] buffer = new byte[81920];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (memory.Length + read > MaxEntryBytes) throw new DatasetException($"'{entry}' in '{path}' unpacks to more than {MaxEntryBytes >> 20} MB.");
            memory.Write(buffer, 0, read);
        }
        return memory.ToArray();
    }
}
