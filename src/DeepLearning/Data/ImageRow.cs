using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>A row of the data views that <see cref="ImageDataViews"/> makes.</summary>
public sealed class ImageRow
{
    /// <summary>The picture's file, or its name within a container.</summary>
    public string ImagePath { get; set; } = "";

    /// <summary>The class that it belongs to.</summary>
    public string Label { get; set; } = "";

    /// <summary>The picture.</summary>
    [ImageType]
    public MLImage Image { get; set; } = null!;
}

/// <summary>Makes data views of labelled pictures.</summary>
public static class ImageDataViews
{
    /// <summary>
    /// A data view with the columns ImagePath, Label and Image. Pictures are decoded while rows are read, some ahead on all cores, and not kept.
    /// </summary>
    public static IDataView LoadFromImages(this DataOperationsCatalog catalog, IReadOnlyList<ImageSample> samples) =>
        catalog.LoadFromEnumerable(Rows(samples));

    /// <summary>A data view with the column Label alone, a row for each label in the order given: the keyData of MapValueToKey.</summary>
    public static IDataView LoadFromLabels(this DataOperationsCatalog catalog, IEnumerable<string> labels) =>
        catalog.LoadFromEnumerable(labels.Select(label => new LabelRow { Label = label }));

    private sealed class LabelRow
    {
        public string Label { get; set; } = "";
    }

    private static IEnumerable<ImageRow> Rows(IReadOnlyList<ImageSample> samples) => samples
        .AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.AutoBuffered)
        .Select(s => new ImageRow { ImagePath = s.Name, Label = s.Label, Image = s.Load().ToMLImage() });

    /// <summary>The same picture as ML.NET's type.</summary>
    public static MLImage ToMLImage(this Image image) =>
        MLImage.CreateFromPixels(image.Width, image.Height, MLPixelFormat.Rgba32, image.Convert(PixelFormat.Rgba32).Pixels);
}
