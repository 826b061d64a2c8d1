namespace MlNetDeepLearning.DeepLearning;

/// <summary>Reads root/label/picture, where train, validation and test may stand between root and label.</summary>
internal static class FolderReader
{
    public static Collected? TryRead(string root, ImageDatasetOptions options)
    {
        string[] folders = Folders(root);
        bool divided = folders.Any(f => IsSplit(f));
        var found = new Collected(divided ? "labelled folders, divided" : "labelled folders");
        foreach (string folder in folders)
        {
            if (!divided) Add(found, Split.None, folder, options);
            else if (IsSplit(folder))
                foreach (string label in Folders(folder)) Add(found, ImageDatasetReader.SplitOf(Path.GetFileName(folder)), label, options);
            else if (HoldsImages(folder))
                throw new DatasetException($"'{root}' holds both divided folders (train, validation, test) and '{Path.GetFileName(folder)}', which is none of them. Move it into one of them, or out of '{root}'.");
        }
        if (found.Count > 0) return found;
        string? loose = Directory.EnumerateFiles(root).FirstOrDefault(ImageDatasetReader.IsImage);
        if (loose is not null)
            throw new DatasetException($"'{root}' holds pictures such as '{Path.GetFileName(loose)}' but no folders of labels. Put the pictures of each class into a folder named after it.");
        string[] empty = [.. folders.SelectMany(f => divided && IsSplit(f) ? Folders(f) : [f]).Where(f => !HoldsImages(f))];
        return empty.Length > 0 && !Directory.EnumerateFiles(root).Any()
            ? throw new DatasetException($"The folders of '{root}' hold no pictures (.jpg, .png, .bmp, .gif): {string.Join(", ", empty.Take(5).Select(Path.GetFileName))}{(empty.Length > 5 ? ", …" : "")}.")
            : null;
    }

    private static void Add(Collected found, Split split, string folder, ImageDatasetOptions options)
    {
        string label = Path.GetFileName(folder);
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(ImageDatasetReader.IsImage).Order(StringComparer.Ordinal))
            found[split].Add(new FileSample(file, label, options.Decode));
    }

    private static bool IsSplit(string folder) => Path.GetFileName(folder).ToLowerInvariant()
        is "train" or "training" or "val" or "valid" or "validation" or "dev" or "test" or "testing";

    private static bool HoldsImages(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any(ImageDatasetReader.IsImage);

    private static string[] Folders(string root) =>
        [.. Directory.EnumerateDirectories(root).Where(d => Path.GetFileName(d) is var n && !n.StartsWith('.') && n != "__MACOSX").Order(StringComparer.Ordinal)];
}
