using MlNetDeepLearning.DeepLearning;

namespace MlNetDeepLearning.Hosting;

/// <summary>Finds the picture files that a command line names.</summary>
public static class ImageFiles
{
    /// <summary>The files among the paths, and the pictures in the folders among them with all their folders, in order of their names.</summary>
    /// <exception cref="PipelineException">A path does not exist, or there are no pictures.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string> paths)
    {
        List<string> files = [];
        foreach (string path in paths)
        {
            if (File.Exists(path)) files.Add(Path.GetFullPath(path));
            else if (Directory.Exists(path))
                files.AddRange(Directory.EnumerateFiles(Path.GetFullPath(path), "*", SearchOption.AllDirectories)
                    .Where(ImageDataset.IsImage).Order(StringComparer.Ordinal));
            else throw new PipelineException($"'{path}' does not exist.");
        }
        return files.Count > 0 ? files : throw new PipelineException($"There are no pictures in {string.Join(", ", paths)}.");
    }

    /// <summary>The first files of each folder in a folder, in order of their names.</summary>
    /// <param name="folder">The folder of folders.</param>
    /// <param name="count">How many of each.</param>
    public static IReadOnlyList<string> FirstOfEachFolder(string folder, int count) =>
        [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal).SelectMany(inner => Directory.GetFiles(inner).Order(StringComparer.Ordinal).Take(count))];
}
