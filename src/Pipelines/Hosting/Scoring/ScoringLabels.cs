using MlNetDeepLearning.DeepLearning.Scoring;

namespace MlNetDeepLearning.Hosting.Scoring;

/// <summary>Finds the names of a network's classes.</summary>
public static class ScoringLabels
{
    private static readonly string[] Beside = ["labels.txt", "synset.txt", "classes.txt"];

    /// <summary>The labels that the user named, else the catalog's, else those in the network's metadata, else those of a file beside it; none where there is nothing.</summary>
    /// <exception cref="PipelineException">The named file is not there or is no list.</exception>
    public static ClassLabels Find(ScoringModel model, string? named, CatalogModel? catalog)
    {
        if ((named ?? catalog?.Labels) is { } source) return Named(source);
        if (ClassLabels.FromMetadata(model.Metadata) is { } own) return own;
        string folder = Path.GetDirectoryName(Path.GetFullPath(model.Path))!, stem = Path.GetFileNameWithoutExtension(model.Path);
        string[] places = [Path.Combine(folder, $"{stem}.labels.txt"), .. Beside.Select(b => Path.Combine(folder, b))];
        return Array.Find(places, File.Exists) is { } file ? ClassLabels.Load(file) : ClassLabels.None;
    }

    /// <summary>What detectors of so many classes are nearly always trained on.</summary>
    public static ClassLabels Usual(int classes) => classes switch { 80 => ClassLabels.Coco, 20 => ClassLabels.Voc, 1 => ClassLabels.Face, _ => ClassLabels.None };

    /// <summary>Labels for so many classes.</summary>
    /// <exception cref="PipelineException">There are too many or too few.</exception>
    public static ClassLabels For(ClassLabels labels, int classes)
    {
        try
        {
            return classes == 0 ? labels : labels.For(classes);
        }
        catch (ArgumentException e)
        {
            throw new PipelineException($"{e.Message} Name other labels with --labels.", e);
        }
    }

    private static ClassLabels Named(string source)
    {
        ClassLabels? known = source.ToLowerInvariant() switch { "coco" => ClassLabels.Coco, "voc" => ClassLabels.Voc, "face" => ClassLabels.Face, _ => null };
        if (known is not null) return known;
        if (!File.Exists(source) && source.Contains(',', StringComparison.Ordinal)) return new ClassLabels(source.Split(',', StringSplitOptions.TrimEntries));
        if (!File.Exists(source)) throw new PipelineException($"The labels '{source}' do not exist. Name a file of a name a line, the names themselves with commas between, or coco, voc or face.");
        try
        {
            return ClassLabels.Load(source);
        }
        catch (FormatException e)
        {
            throw new PipelineException(e.Message, e);
        }
    }
}
