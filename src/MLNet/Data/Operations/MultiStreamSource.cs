namespace Microsoft.ML.Data;

/// <summary>Streams that are read one after the other, such as files.</summary>
public interface IMultiStreamSource
{
    /// <summary>The number of streams.</summary>
    int Count { get; }

    /// <summary>The path of the file behind stream <paramref name="index"/>, or null.</summary>
    string? GetPathOrNull(int index);

    /// <summary>Opens stream <paramref name="index"/>.</summary>
    Stream Open(int index);

    /// <summary>Opens stream <paramref name="index"/> as text.</summary>
    TextReader OpenTextReader(int index);
}

/// <summary>Files that are read one after the other.</summary>
public sealed class MultiFileSource : IMultiStreamSource
{
    private readonly string[] _paths;

    /// <summary>Names the files: each path a file, a folder, a pattern such as <c>data/part-*.csv</c>, or several of these joined with <c>+</c>.</summary>
    public MultiFileSource(params string[] paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        _paths = [.. paths.Where(path => path is not null).SelectMany(Expand)];
    }

    /// <inheritdoc/>
    public int Count => _paths.Length;

    /// <inheritdoc/>
    public string? GetPathOrNull(int index) => _paths[index];

    /// <inheritdoc/>
    public Stream Open(int index) => File.OpenRead(_paths[index]);

    /// <inheritdoc/>
    public TextReader OpenTextReader(int index) => new StreamReader(Open(index));

    /// <summary>The files of a path, all of which must be there.</summary>
    internal static MultiFileSource Existing(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        MultiFileSource files = new(path);
        foreach (string file in files._paths)
            if (!File.Exists(file)) throw new FileNotFoundException($"There is no file {file}.", file);
        return files;
    }

    private static IEnumerable<string> Expand(string path)
    {
        if (File.Exists(path)) return [path];
        if (path.Contains('+')) return path.Split('+', StringSplitOptions.RemoveEmptyEntries).SelectMany(Expand);
        if (Directory.Exists(path)) path = Path.Combine(path, "*");
        string name = Path.GetFileName(path);
        if (!name.Contains('*') && !name.Contains('?')) return [path];
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } given ? given : ".";
        string[] found = Directory.Exists(folder) ? [.. Directory.GetFiles(folder, name).Order(StringComparer.Ordinal)] : [];
        return found.Length > 0 ? found : throw new FileNotFoundException($"No file matches {path}.", path);
    }
}

/// <summary>A file handle as a source of one stream.</summary>
public sealed class FileHandleSource : IMultiStreamSource
{
    private readonly IFileHandle _file;

    /// <summary>Makes a source of a file handle that can be read.</summary>
    public FileHandleSource(IFileHandle file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!file.CanRead) throw new ArgumentException("The file cannot be read.", nameof(file));
        _file = file;
    }

    /// <inheritdoc/>
    public int Count => 1;

    /// <summary>Null: a file handle tells no path.</summary>
    public string? GetPathOrNull(int index) => null;

    /// <inheritdoc/>
    public Stream Open(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(index, 0);
        return _file.OpenReadStream();
    }

    /// <inheritdoc/>
    public TextReader OpenTextReader(int index) => new StreamReader(Open(index));
}
