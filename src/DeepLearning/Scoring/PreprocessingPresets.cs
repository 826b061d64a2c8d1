namespace MlNetDeepLearning.DeepLearning.Scoring;

/// <summary>The usual ways to make a network's input of pictures, by name. They say nothing of the input's size and layout.</summary>
public static class PreprocessingPresets
{
    private static readonly ImagePreprocessing Unit = new(1, 1);

    private static readonly Dictionary<string, (ImagePreprocessing Form, string Meaning)> Presets = new(StringComparer.OrdinalIgnoreCase)
    {
        ["unit"] = (Unit, "0 to 1"),
        ["raw255"] = (Unit with { Scale = 1 }, "0 to 255"),
        ["imagenet"] = (Unit with { Fit = PictureFit.Crop, Part = 0.875, Mean = [0.485f, 0.456f, 0.406f], Deviation = [0.229f, 0.224f, 0.225f] },
            "the middle of the picture, ImageNet's mean and deviation: torchvision and most of the ONNX model zoo"),
        ["tf"] = (Unit with { Fit = PictureFit.Crop, Part = 0.875, Mean = [0.5f], Deviation = [0.5f] }, "the middle of the picture, -1 to 1: MobileNet and Inception of TensorFlow"),
        ["caffe"] = (Unit with { Fit = PictureFit.Crop, Part = 0.875, Channels = ColorChannels.Bgr, Scale = 1, Mean = [103.939f, 116.779f, 123.68f] }, "BGR of 0 to 255 without its mean: Caffe, VGG and ResNet of Keras"),
        ["cifar"] = (Unit with { Mean = [0.485f, 0.456f, 0.406f], Deviation = [0.229f, 0.224f, 0.225f] }, "the whole picture with ImageNet's mean and deviation"),
        ["mnist"] = (Unit with { Channels = ColorChannels.Gray, Fit = PictureFit.Letterbox }, "grey of 0 to 1, light writing on a dark ground"),
        ["mnist255"] = (Unit with { Channels = ColorChannels.Gray, Fit = PictureFit.Letterbox, Scale = 1 }, "grey of 0 to 255, light writing on a dark ground"),
        ["yolo"] = (Unit with { Fit = PictureFit.Letterbox }, "letterboxed, 0 to 1: YOLOv5 and later"),
        ["yolox"] = (Unit with { Fit = PictureFit.Letterbox, Channels = ColorChannels.Bgr, Scale = 1 }, "letterboxed, BGR of 0 to 255"),
        ["fastestdet"] = (Unit with { Channels = ColorChannels.Bgr }, "stretched, BGR of 0 to 1"),
        ["nanodet"] = (Unit with { Fit = PictureFit.Letterbox, Channels = ColorChannels.Bgr, Scale = 1, Mean = [103.53f, 116.28f, 123.675f], Deviation = [57.375f, 57.12f, 58.395f] }, "letterboxed, BGR with mean and deviation of 0 to 255"),
        ["ultraface"] = (Unit with { Scale = 1, Mean = [127], Deviation = [128] }, "stretched, about -1 to 1"),
    };

    /// <summary>The presets' names.</summary>
    public static IReadOnlyCollection<string> Names => Presets.Keys;

    /// <summary>What a preset is for.</summary>
    public static string Meaning(string name) => Presets[name].Meaning;

    /// <summary>A preset for an input.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="width">The input's columns.</param>
    /// <param name="height">The input's rows.</param>
    /// <param name="layout">The input's layout.</param>
    /// <exception cref="ArgumentException">There is no such preset.</exception>
    public static ImagePreprocessing Create(string name, int width, int height, TensorLayout layout = TensorLayout.Nchw) =>
        Presets.TryGetValue(name, out (ImagePreprocessing Form, string Meaning) preset)
            ? preset.Form with { Width = width, Height = height, Layout = layout }
            : throw new ArgumentException($"There is no preset '{name}'. The presets are: {string.Join(", ", Names)}.", nameof(name));
}
