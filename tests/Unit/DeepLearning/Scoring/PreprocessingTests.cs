using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeepLearning.DeepLearning.Scoring;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.DeepLearning.Scoring;

public sealed class PreprocessingTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.png");
    private readonly Image _image = new(8, 6, PixelFormat.Rgb24);

    public PreprocessingTests()
    {
        for (int i = 0; i < _image.Pixels.Length; i++) _image.Pixels[i] = (byte)(i * 37 % 251);
        _image.Save(_file);
    }

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("imagenet")]
    [InlineData("tf")]
    [InlineData("caffe")]
    [InlineData("ultraface")]
    [InlineData("nanodet")]
    [InlineData("unit")]
    [InlineData("raw255")]
    public void EveryPresetComputesWhatItSays(string preset)
    {
        foreach (TensorLayout layout in Enum.GetValues<TensorLayout>())
        {
            ImagePreprocessing form = PreprocessingPresets.Create(preset, 8, 6, layout) with { Fit = PictureFit.Stretch, Part = 1 };
            float[] values = Run(form);
            for (int y = 0; y < 6; y++)
                for (int x = 0; x < 8; x++)
                    for (int c = 0; c < 3; c++)
                    {
                        int source = form.Channels == ColorChannels.Bgr ? 2 - c : c;
                        float mean = form.Mean[form.Mean.Count == 1 ? 0 : c], deviation = form.Deviation[form.Deviation.Count == 1 ? 0 : c];
                        float expected = (_image.Row(y)[x * 3 + source] * form.Scale - mean) / deviation;
                        Assert.Equal(expected, values[layout == TensorLayout.Nchw ? (c * 6 + y) * 8 + x : (y * 8 + x) * 3 + c], 1e-3f);
                    }
        }
    }

    [Fact]
    public void TheMiddleIsCroppedOutOfTheResizedPicture()
    {
        Image wide = _image.Crop(0, 0, 8, 4);
        wide.Save(_file);
        float[] values = Run(new(4, 2) { Fit = PictureFit.Crop, Part = 0.5, Scale = 1, Mean = [0, 0, 0.5f] });
        Assert.Equal(4 * 2 * 3, values.Length);
        // Twice the input is the picture itself; its middle is rows 1 and 2, columns 2 to 5.
        for (int y = 0; y < 2; y++)
            for (int x = 0; x < 4; x++)
            {
                Assert.Equal(wide.Row(y + 1)[(x + 2) * 3], values[y * 4 + x]);
                Assert.Equal(wide.Row(y + 1)[(x + 2) * 3 + 2] - 0.5f, values[16 + y * 4 + x]);
            }
    }

    [Fact]
    public void GreyIsOneChannel()
    {
        float[] values = Run(new ImagePreprocessing(8, 6) { Channels = ColorChannels.Gray, Scale = 1 });
        byte[] grey = _image.Convert(PixelFormat.Gray8).Pixels;
        Assert.Equal(48, values.Length);
        for (int i = 0; i < 48; i++) Assert.InRange(Math.Abs(values[i] - grey[i]), 0, 1);
    }

    [Theory]
    [InlineData("squeezenet.onnx", new[] { -1, 3, 224, 224 }, "imagenet", TensorLayout.Nchw)]
    [InlineData("version-RFB-320.onnx", new[] { 1, 3, 240, 320 }, "ultraface", TensorLayout.Nchw)]
    [InlineData("FastestDet.onnx", new[] { 1, 3, 352, 352 }, "fastestdet", TensorLayout.Nchw)]
    [InlineData("nanodet_m.onnx", new[] { 1, 3, 416, 416 }, "nanodet", TensorLayout.Nchw)]
    [InlineData("yolov8n.onnx", new[] { 1, 3, 640, 640 }, "yolo", TensorLayout.Nchw)]
    [InlineData("mobilenet.onnx", new[] { 1, 128, 128, 3 }, "tf", TensorLayout.Nhwc)]
    [InlineData("lenet_mnist.onnx", new[] { -1, 1, 28, 28 }, "mnist", TensorLayout.Nchw)]
    public void NamesAndShapesAreGuessedFrom(string file, int[] dims, string preset, TensorLayout layout)
    {
        PreprocessingGuess guess = PreprocessingGuess.Of(Input(dims), file, new Dictionary<string, string>());
        (int width, int height) = layout == TensorLayout.Nchw ? (dims[3], dims[2]) : (dims[2], dims[1]);
        Assert.Equal(PreprocessingPresets.Create(preset, width, height, layout), guess.Preprocessing);
        Assert.Contains(guess.Reasons, r => r.Contains($"preset {preset}", StringComparison.Ordinal));
    }

    [Fact]
    public void MetadataSizesAndPresetsOverrideGuesses()
    {
        ImagePreprocessing own = new(32, 32) { Channels = ColorChannels.Bgr, Fit = PictureFit.Letterbox, Scale = 0.5f, Mean = [1, 2, 3], Deviation = [4], Part = 0.75 };
        var metadata = new Dictionary<string, string> { [PreprocessingGuess.MetadataKey] = PreprocessingText.Of(own) };
        ImagePreprocessing read = PreprocessingGuess.Of(Input(-1, 3, 32, 32), "any.onnx", metadata).Preprocessing;
        Assert.Equal(own.ToString(), read.ToString());
        Assert.Equal((own.Fit, own.Part, own.Scale), (read.Fit, read.Part, read.Scale));
        Assert.Equal("unit", Preset(PreprocessingGuess.Of(Input(-1, 3, 32, 32), "any.onnx", metadata, preset: "unit")));
        PreprocessingGuess open = PreprocessingGuess.Of(Input(1, 3, -1, -1), "any.onnx", new Dictionary<string, string>(), size: (320, 200));
        Assert.Equal((320, 200), (open.Preprocessing.Width, open.Preprocessing.Height));
        Assert.Null(PreprocessingText.TryParse("channels=purple", 1, 1));
        Assert.Null(PreprocessingText.TryParse("nonsense", 1, 1));
        Assert.Throws<ArgumentException>(() => PreprocessingGuess.Of(Input(1, 10), "any.onnx", new Dictionary<string, string>()));
        Assert.Contains("ultraface", Assert.Throws<ArgumentException>(() => PreprocessingPresets.Create("none", 1, 1)).Message);
    }

    private static string Preset(PreprocessingGuess guess) => PreprocessingPresets.Names.Single(n => PreprocessingPresets.Create(n, guess.Preprocessing.Width, guess.Preprocessing.Height) == guess.Preprocessing);

    private static ModelTensor Input(params int[] dims) => new("input", ElementType.Float32, [.. dims.Select(d => d < 0 ? (int?)null : d)]);

    private float[] Run(ImagePreprocessing form)
    {
        var context = new MLContext();
        IDataView rows = context.Data.LoadFromEnumerable(new[] { new Row { Path = _file } });
        IDataView result = context.Transforms.LoadImages("Image", "", "Path").Append(form.Compose(context, "Image", "data")).Fit(rows).Transform(rows);
        return context.Data.CreateEnumerable<Result>(result, reuseRowObject: false, ignoreMissingColumns: true).Single().Values;
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";
    }

    private sealed class Result
    {
        [ColumnName("data")]
        public float[] Values { get; set; } = [];
    }
}
