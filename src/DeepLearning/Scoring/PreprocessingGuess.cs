using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.DeepLearning.Scoring;

/// <summary>What was assumed of a network's input, and why, so that a user sees it and can say otherwise.</summary>
/// <param name="Preprocessing">The assumption.</param>
/// <param name="Reasons">Where each part of it comes from.</param>
public sealed record PreprocessingGuess(ImagePreprocessing Preprocessing, IReadOnlyList<string> Reasons)
{
    /// <summary>The metadata key under which files of this project say how pictures are prepared: <c>preset=unit fit=stretch …</c>.</summary>
    public const string MetadataKey = "preprocessing";

    private const int UsualSize = 224;

    // Parts of file names that tell the family of a network; the first that fits decides.
    private static readonly (string Part, string Preset)[] Families =
    [
        ("ultraface", "ultraface"), ("rfb-", "ultraface"), ("slim-320", "ultraface"), ("fastestdet", "fastestdet"), ("nanodet", "nanodet"),
        ("yolox", "yolox"), ("tiny_yolov2", "raw255"), ("tinyyolov2", "raw255"), ("tiny-yolov2", "raw255"), ("tinyyolo2", "raw255"), ("yolo", "yolo"),
        ("cifar", "cifar"),
    ];

    /// <summary>Assumes from an input's shape, the model's name and its metadata how pictures are prepared.</summary>
    /// <param name="input">The input that takes pictures.</param>
    /// <param name="modelName">The model's file name.</param>
    /// <param name="metadata">What the model says of itself.</param>
    /// <param name="preset">A preset that the user chose; null to find one.</param>
    /// <param name="size">Width and height that the user chose; null to find them.</param>
    /// <exception cref="ArgumentException">The input takes no pictures, or there is no such preset.</exception>
    public static PreprocessingGuess Of(ModelTensor input, string modelName, IReadOnlyDictionary<string, string> metadata, string? preset = null, (int Width, int Height)? size = null)
    {
        if (!TakesPictures(input)) throw new ArgumentException($"Input {input} does not take pictures: its dimensions are not N x C x H x W or N x H x W x C with 1 or 3 channels.", nameof(input));
        List<string> reasons = [];
        bool nhwc = !IsChannels(input.Dims[1]) && IsChannels(input.Dims[3]);
        int? channels = nhwc ? input.Dims[3] : input.Dims[1];
        (int? rows, int? columns) = nhwc ? (input.Dims[1], input.Dims[2]) : (input.Dims[2], input.Dims[3]);
        int width = size?.Width ?? columns ?? UsualSize, height = size?.Height ?? rows ?? UsualSize;
        if (size is null && (columns is null || rows is null)) reasons.Add($"the model leaves the size open, {width}x{height} is usual (--size)");
        reasons.Add($"layout and size from the input {input}");
        if (metadata.TryGetValue(MetadataKey, out string? said) && preset is null && PreprocessingText.TryParse(said, width, height) is { } own)
            return new PreprocessingGuess(own with { Layout = nhwc ? TensorLayout.Nhwc : TensorLayout.Nchw }, [.. reasons, "the rest from the model's metadata"]);
        string name = preset ?? Family(modelName, metadata, input, nhwc, channels, reasons);
        ImagePreprocessing found = PreprocessingPresets.Create(name, width, height, nhwc ? TensorLayout.Nhwc : TensorLayout.Nchw);
        // A crop at a size that few pixels fill would throw away what little there is.
        if (preset is null && Math.Min(width, height) < 96 && found.Fit == PictureFit.Crop) found = found with { Fit = PictureFit.Stretch, Part = 1 };
        if (channels == 1 && found.Channels != ColorChannels.Gray) found = found with { Channels = ColorChannels.Gray, Mean = [found.Mean[0]], Deviation = [found.Deviation[0]] };
        if (channels == 3 && found.Channels == ColorChannels.Gray) found = found with { Channels = ColorChannels.Rgb };
        if (input.Type is ElementType.UInt8) (found, reasons) = (found with { Bytes = true }, [.. reasons, "bytes, because the input takes bytes"]);
        return new PreprocessingGuess(found, reasons);
    }

    /// <summary>True for an input of pictures: four dimensions, one or three channels, numbers.</summary>
    public static bool TakesPictures(ModelTensor input) =>
        input.Dims.Count == 4 && input.Type is ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16 or ElementType.UInt8 && (IsChannels(input.Dims[1]) || IsChannels(input.Dims[3]));

    private static bool IsChannels(int? dim) => dim is 1 or 3;

    private static string Family(string modelName, IReadOnlyDictionary<string, string> metadata, ModelTensor input, bool nhwc, int? channels, List<string> reasons)
    {
        string name = Path.GetFileNameWithoutExtension(modelName).ToLowerInvariant();
        foreach ((string part, string preset) in Families)
            if (name.Contains(part, StringComparison.Ordinal)) return Because(preset, $"the file's name has '{part}'");
        if (metadata.TryGetValue("Image.NominalPixelRange", out string? range) && range.Contains("0_255", StringComparison.Ordinal)) return Because("raw255", $"the metadata says {range}");
        if (input.Type is ElementType.UInt8) return Because("raw255", "the input takes bytes");
        if (channels == 1) return Because(name.Contains("mnist", StringComparison.Ordinal) && !name.Contains("lenet", StringComparison.Ordinal) ? "mnist255" : "mnist", "there is one channel");
        return nhwc ? Because("tf", "the layout is TensorFlow's") : Because("imagenet", "most networks with this input are trained so");

        string Because(string preset, string reason)
        {
            reasons.Add($"preset {preset}, because {reason}");
            return preset;
        }
    }
}
