using MlNetDeepLearning.DeepLearning;

namespace MlNetDeepLearning.Hosting;

/// <summary>Loads a data set of pictures, looks it over, and says what was found before any time is spent on it.</summary>
public static class ImageDatasets
{
    private const int LargestGuessedSize = 96;
    private const int GuessedSize = 64;
    private const int Shown = 8;

    /// <summary>Loads and checks a data set. What speaks against training ends the run; what is merely odd is shown as a warning and noted.</summary>
    /// <param name="path">The data.</param>
    /// <param name="seed">Decides what is set aside for test and validation.</param>
    /// <param name="skipUnreadable">Whether unreadable pictures are left out rather than end the run.</param>
    /// <param name="training">False when the data is only to be evaluated on, so that few or one-sided examples do no harm.</param>
    /// <param name="cancellation">Stops the check.</param>
    public static (ImageDataset Data, DatasetCheck Check, IReadOnlyList<string> Notes) Load(string path, int seed, bool skipUnreadable, bool training, CancellationToken cancellation)
    {
        ImageDataset data = ImageDataset.Load(path, new ImageDatasetOptions(Seed: seed));
        int total = data.All.Count();
        DatasetCheck check;
        using (var line = new ProgressLine()) check = DatasetCheck.Run(data, done => line.Show(done / (double)total, () => $"checked {done:N0} of {total:N0} pictures"), cancellation);
        List<string> notes = [];
        if (check.Unreadable.Count > 0)
        {
            string list = string.Join("; ", check.Unreadable.Take(Shown).Select(u => $"{u.Sample.Name} ({u.Reason})")) + (check.Unreadable.Count > Shown ? "; …" : "");
            string pictures = check.Unreadable.Count == 1 ? "1 picture" : $"{check.Unreadable.Count:N0} pictures";
            if (!skipUnreadable) throw new PipelineException($"{pictures} cannot be read: {list}. Mend or remove them, or leave them out with --skip-unreadable.");
            notes.Add($"{pictures} could not be read and {(check.Unreadable.Count == 1 ? "was" : "were")} left out: {list}");
            data = data.Without(check.Unreadable.Select(u => u.Sample).ToHashSet());
            check = DatasetCheck.Run(data, cancellation: cancellation);
        }
        IReadOnlyList<string> problems = training ? check.Problems() : [];
        if (problems.Count > 0) throw new PipelineException($"{path}: {string.Join(" ", problems)}");
        if (check.Duplicates.Count > 0)
            notes.Add($"{check.Duplicates.Count:N0} test picture{(check.Duplicates.Count == 1 ? " is" : "s are")} among the training pictures too, such as {check.Duplicates[0].Test.Name}: the test figures are too good by as much.");
        Show(data, check);
        foreach (string note in notes) Terminal.Warning(note);
        return (data, check, notes);
    }

    /// <summary>The side of the square that pictures are resized to: as asked for, else that of the pictures where they all have one and it is small.</summary>
    public static int SizeFor(DatasetCheck check, int asked) => asked > 0 ? asked
        : check.Sizes.MinWidth == check.Sizes.MaxWidth && check.Sizes.MinHeight == check.Sizes.MaxHeight && Math.Max(check.Sizes.MaxWidth, check.Sizes.MaxHeight) <= LargestGuessedSize
            ? Math.Max(check.Sizes.MaxWidth, check.Sizes.MaxHeight)
            : GuessedSize;

    private static void Show(ImageDataset data, DatasetCheck check)
    {
        (int minWidth, int maxWidth, int minHeight, int maxHeight) = check.Sizes;
        string size = minWidth == maxWidth && minHeight == maxHeight ? $"{minWidth}x{minHeight}" : $"{minWidth}x{minHeight} to {maxWidth}x{maxHeight}";
        Terminal.Line($"{data.Path}: {data.Form}, {data.All.Count():N0} {(check.AllGrey ? "grey " : "")}pictures of {size} pixels in {data.Labels.Count} classes.");
        if (check.Counts.Count <= 24)
            Terminal.Table(["Class", "Training", "Validation", data.HasOwnTest ? "Test" : "Test (set aside)"],
                check.Counts.Select(c => (IReadOnlyList<string>)[c.Label, $"{c.Train:N0}", $"{c.Validation:N0}", $"{c.Test:N0}"]));
    }
}
