namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>The files that a model may consist of, on disk or in memory, by their paths with forward slashes.</summary>
internal sealed class ModelFiles
{
    private readonly Func<string, Stream?> _open;

    private ModelFiles(Func<string, Stream?> open) => _open = open;

    /// <summary>No files at all.</summary>
    public static ModelFiles None { get; } = new(_ => null);

    /// <summary>The files in a folder and below it.</summary>
    public static ModelFiles In(string folder) => new(path =>
    {
        string full = Path.Combine(folder, path);
        return File.Exists(full) ? File.OpenRead(full) : null;
    });

    /// <summary>Files in memory.</summary>
    public static ModelFiles In(IReadOnlyDictionary<string, byte[]> files)
    {
        Dictionary<string, byte[]> byPath = [];
        foreach ((string path, byte[] bytes) in files) byPath[path.Replace('\\', '/')] = bytes;
        return new ModelFiles(path => byPath.TryGetValue(path, out byte[]? bytes) ? new MemoryStream(bytes, writable: false) : null);
    }

    /// <summary>Opens a file; null when it is not there.</summary>
    public Stream? Open(string path) => _open(path);

    /// <summary>The bytes of a file; null when it is not there.</summary>
    public byte[]? Read(string path)
    {
        using Stream? stream = Open(path);
        if (stream is null) return null;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
