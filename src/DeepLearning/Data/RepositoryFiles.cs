namespace MlNetDeepLearning.DeepLearning;

/// <summary>Finds the files that the repository ships: data sets and models.</summary>
public static class RepositoryFiles
{
    /// <summary>
    /// The full path of a file or folder of the repository, such as <c>datasets/shapes</c>: below <c>MLNETDL_HOME</c> when it is set, else
    /// below the nearest folder above the program or the current folder that has it.
    /// </summary>
    /// <exception cref="FileNotFoundException">It is nowhere.</exception>
    public static string Find(string relative) => TryFind(relative)
        ?? throw new FileNotFoundException($"'{relative}' is not found. Run from the repository, set MLNETDL_HOME to a folder that has it, or name data of your own with --data.");

    /// <summary>The same, or null where it is nowhere.</summary>
    public static string? TryFind(string relative)
    {
        if (Home is { } home && Exists(Path.Combine(home, relative)) is { } own) return own;
        foreach (string start in new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() })
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
                if (Exists(Path.Combine(folder.FullName, relative)) is { } found) return found;
        return null;
    }

    /// <summary>The folder for what was downloaded: <c>MLNETDL_HOME</c>; null where it is not set.</summary>
    public static string? Home => Environment.GetEnvironmentVariable("MLNETDL_HOME") is { Length: > 0 } home ? home : null;

    private static string? Exists(string path) => Directory.Exists(path) || File.Exists(path) ? Path.GetFullPath(path) : null;
}
