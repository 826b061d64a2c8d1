namespace MlNetDeepLearning.DeepLearning;

/// <summary>What part of a data set pictures belong to, as far as its layout says.</summary>
internal enum Split { None, Train, Validation, Test }

/// <summary>The pictures that a reader found.</summary>
internal sealed class Collected(string form)
{
    private readonly Dictionary<Split, List<ImageSample>> _samples = [];

    public string Form { get; } = form;

    public List<ImageSample> this[Split split] => _samples.TryGetValue(split, out List<ImageSample>? list) ? list : _samples[split] = [];

    public int Count => _samples.Values.Sum(l => l.Count);

    public void AddRange(Collected other)
    {
        foreach ((Split split, List<ImageSample> samples) in other._samples) this[split].AddRange(samples);
    }
}

/// <summary>Recognises the form of a data set and has it read.</summary>
internal static class ImageDatasetReader
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".gif"];
    private static readonly string[] Lists = [".csv", ".tsv"];

    public static Collected Read(string path, ImageDatasetOptions options)
    {
        if (File.Exists(path))
        {
            return ArchiveReader.IsArchive(path) ? ArchiveReader.Read(path, options)
                : Lists.Contains(System.IO.Path.GetExtension(path).ToLowerInvariant()) ? CsvReader.Read(path, options)
                : throw new DatasetException($"'{path}' is neither a folder nor an archive (.zip, .tar, .tar.gz, .tgz) nor a list (.csv, .tsv) of labelled pictures.");
        }
        if (!Directory.Exists(path)) throw new DatasetException($"'{path}' does not exist. Name a folder of labelled folders, an archive or a CSV file.");
        string[] files = [.. Directory.EnumerateFiles(path).Order(StringComparer.Ordinal)];
        return IdxReader.TryRead(path, files)
            ?? CifarReader.TryRead(path, files)
            ?? FolderReader.TryRead(path, options)
            ?? ArchiveReader.TryReadAll(files, options)
            ?? ListIn(path, files, options)
            ?? new Collected("nothing");
    }

    public static bool IsImage(string name) => Extensions.Contains(System.IO.Path.GetExtension(name).ToLowerInvariant());

    /// <summary>The part that a folder's or a file's name stands for: <c>train</c>, <c>x-test-y</c>, <c>val</c>, ….</summary>
    public static Split SplitOf(string name)
    {
        foreach (string word in name.ToLowerInvariant().Split('-', '_', '.', ' '))
        {
            Split split = word switch
            {
                "train" or "training" => Split.Train,
                "val" or "valid" or "validation" or "dev" => Split.Validation,
                "test" or "testing" or "t10k" => Split.Test,
                _ => Split.None,
            };
            if (split != Split.None) return split;
        }
        return Split.None;
    }

    private static Collected? ListIn(string folder, string[] files, ImageDatasetOptions options)
    {
        string[] lists = [.. files.Where(f => Lists.Contains(System.IO.Path.GetExtension(f).ToLowerInvariant()))];
        if (lists.Length == 0) return null;
        var all = new Collected("lists of paths and labels");
        foreach (string list in lists) all.AddRange(CsvReader.Read(list, options));
        return all.Count > 0 ? all : throw new DatasetException($"The lists in '{folder}' name no pictures.");
    }
}
