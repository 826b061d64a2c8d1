namespace MlNetDeepLearning.Hosting;

/// <summary>Finds the files that the repository ships: data sets and models.</summary>
public static class RepositoryFiles
{
    /// <summary>
    /// The full path of a file or folder of the repository, such as <c>datasets/shapes</c>: below <c>MLNETDL_HOME</c> when it is set, else
    /// below the nearest folder above the program or the current folder that has it.
    /// </summary>
    /// <exception cref="PipelineException">It is nowhere.</exception>
    public static string Find(string relative)
    {
        string? home = Environment.GetEnvironmentVariable("MLNETDL_HOME");
        if (!string.IsNullOrEmpty(home) && Exists(Path.Combine(home, relative)) is { } own) return own;
        foreach (string start in new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() })
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
                if (Exists(Path.Combine(folder.FullName, relative)) is { } found) return found;
        throw new PipelineException($"'{relative}' is not found. Run from the repository, set MLNETDL_HOME to a folder that has it, or name data of your own with --data.");
    }

    private static string? Exists(string path) => Directory.Exists(path) || File.Exists(path) ? Path.GetFullPath(path) : null;
}
