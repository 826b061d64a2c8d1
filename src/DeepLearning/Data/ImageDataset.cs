namespace MlNetDeepLearning.DeepLearning;

/// <summary>
/// Labelled pictures, divided into training, validation and test. <see cref="Load"/> recognises folders of labelled folders (with or without
/// train, validation and test above them), archives of such folders, CSV lists of paths and labels, and the packed files of MNIST and CIFAR.
/// </summary>
public sealed class ImageDataset
{
    private ImageDataset(string path, string form, IReadOnlyList<ImageSample> train, IReadOnlyList<ImageSample> validation, IReadOnlyList<ImageSample> test, bool ownTest)
    {
        Path = path;
        Form = form;
        Train = train;
        Validation = validation;
        Test = test;
        HasOwnTest = ownTest;
        Labels = [.. All.Select(s => s.Label).Distinct().Order(LabelOrder.Instance)];
    }

    /// <summary>Where it was read from.</summary>
    public string Path { get; }

    /// <summary>What was recognised, in words: <c>labelled folders</c>, <c>IDX files</c>, ….</summary>
    public string Form { get; }

    /// <summary>The pictures to train on.</summary>
    public IReadOnlyList<ImageSample> Train { get; }

    /// <summary>The pictures to watch the training with.</summary>
    public IReadOnlyList<ImageSample> Validation { get; }

    /// <summary>The pictures for the final figures.</summary>
    public IReadOnlyList<ImageSample> Test { get; }

    /// <summary>True when the test pictures came as such, false when they were set aside here.</summary>
    public bool HasOwnTest { get; }

    /// <summary>The classes: numbers in numeric order, else in ordinal order of their text.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>All pictures.</summary>
    public IEnumerable<ImageSample> All => Train.Concat(Validation).Concat(Test);

    /// <summary>Reads a data set and sets test and validation pictures aside where it comes without.</summary>
    /// <param name="path">A folder, an archive (.zip, .tar, .tar.gz, .tgz) or a CSV file.</param>
    /// <param name="options">Fractions and limits.</param>
    /// <exception cref="DatasetException">There is nothing to read, or it cannot be understood.</exception>
    public static ImageDataset Load(string path, ImageDatasetOptions? options = null)
    {
        options ??= new ImageDatasetOptions();
        Collected found = ImageDatasetReader.Read(System.IO.Path.GetFullPath(path), options);
        if (found.Count == 0)
            throw new DatasetException($"No labelled pictures were found in '{path}'. Expected: a folder for each class with its pictures in it " +
                "(root/label/picture.jpg, optionally below train, validation and test), an archive of such folders, a CSV file with columns path and label, " +
                "or the IDX or CIFAR files as they are distributed.");
        return Divide(path, found, options);
    }

    /// <summary>Whether a file's name ends as those of pictures do that can be read.</summary>
    public static bool IsImage(string name) => ImageDatasetReader.IsImage(name);

    /// <summary>The same data set without some pictures, such as unreadable ones.</summary>
    public ImageDataset Without(IReadOnlySet<ImageSample> samples) =>
        new(Path, Form, [.. Train.Where(s => !samples.Contains(s))], [.. Validation.Where(s => !samples.Contains(s))],
            [.. Test.Where(s => !samples.Contains(s))], HasOwnTest);

    private static ImageDataset Divide(string path, Collected found, ImageDatasetOptions options)
    {
        List<ImageSample> train = found[Split.Train], validation = found[Split.Validation], test = found[Split.Test];
        bool ownTest = test.Count > 0;
        if (train.Count == 0 && found[Split.None].Count == 0)
            throw new DatasetException($"'{path}' has pictures for validation or test, but none to train on.");
        train.AddRange(found[Split.None]);
        if (!ownTest) (train, test) = StratifiedSplit.Take(train, options.TestFraction, options.Seed);
        if (validation.Count == 0) (train, validation) = StratifiedSplit.Take(train, options.ValidationFraction, options.Seed + 1);
        return new ImageDataset(path, found.Form, train, validation, test, ownTest);
    }
}

/// <summary>Orders labels: numbers by value before other text in ordinal order.</summary>
internal sealed class LabelOrder : IComparer<string>
{
    public static LabelOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        bool xNumber = long.TryParse(x, out long a), yNumber = long.TryParse(y, out long b);
        return xNumber && yNumber && a != b ? a.CompareTo(b)
            : xNumber != yNumber ? (xNumber ? -1 : 1)
            : string.CompareOrdinal(x, y);
    }
}
