using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetDeepLearning.Imaging;
using ColorBits = Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator.ColorBits;
using ColorsOrder = Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator.ColorsOrder;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class ImageTransformTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("mlnet-images-").FullName;

    public ImageTransformTests()
    {
        // 2 x 2: red, green / blue, white
        new Image(2, 2, PixelFormat.Rgb24, [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]).Save(Path.Combine(_folder, "colors.png"));
        // 4 x 2: left half black, right half white
        new Image(4, 2, PixelFormat.Gray8, [0, 0, 255, 255, 0, 0, 255, 255]).Save(Path.Combine(_folder, "wide.png"));
        File.WriteAllText(Path.Combine(_folder, "text.jpg"), "this is no image");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed class Row
    {
        public string Path { get; set; } = "";
    }

    private IDataView Names(params string[] names) => _ml.Data.LoadFromEnumerable(names.Select(name => new Row { Path = name }).ToList());

    private float[] Pixels(IEstimator<ITransformer> resize, string file, IEstimator<ITransformer> extract)
    {
        IEstimator<ITransformer> chain = _ml.Transforms.LoadImages("Image", _folder, "Path").Append(resize).Append(extract);
        return chain.Fit(Names(file)).Transform(Names(file)).GetColumn<float[]>("Pixels").Single();
    }

    [Fact]
    public void PixelsComeByColourPlaneInRgbOrder()
    {
        float[] pixels = Pixels(_ml.Transforms.ResizeImages("Image", 2, 2), "colors.png", _ml.Transforms.ExtractPixels("Pixels", "Image"));
        Assert.Equal([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255], pixels);
    }

    [Fact]
    public void PixelsComeInterleavedShiftedScaledAndInOtherOrders()
    {
        float[] pixels = Pixels(_ml.Transforms.ResizeImages("Image", 2, 2), "colors.png", _ml.Transforms.ExtractPixels("Pixels", "Image", ColorBits.All,
            ColorsOrder.ABGR, interleavePixelColors: true, offsetImage: 127.5f, scaleImage: 2 / 255f));
        Assert.Equal([1, -1, -1, 1, 1, -1, 1, -1, 1, 1, -1, -1, 1, 1, 1, 1], pixels);
        float[] blue = Pixels(_ml.Transforms.ResizeImages("Image", 2, 2), "colors.png", _ml.Transforms.ExtractPixels("Pixels", "Image", ColorBits.Blue));
        Assert.Equal([0, 0, 255, 255], blue);
        float[] gray = Pixels(_ml.Transforms.ResizeImages("Image", 2, 2).Append(_ml.Transforms.ConvertToGrayscale("Image")), "colors.png",
            _ml.Transforms.ExtractPixels("Pixels", "Image", ColorBits.Green | ColorBits.Red));
        Assert.Equal([77, 150, 28, 255, 77, 150, 28, 255], gray);
    }

    [Theory]
    [InlineData(ImageResizingEstimator.Anchor.Left, 0f)]
    [InlineData(ImageResizingEstimator.Anchor.Right, 255f)]
    public void CroppingKeepsTheAnchoredPart(ImageResizingEstimator.Anchor anchor, float expected)
        => Assert.Equal([expected, expected, expected, expected], Pixels(_ml.Transforms.ResizeImages("Image", 2, 2, cropAnchor: anchor), "wide.png",
            _ml.Transforms.ExtractPixels("Pixels", "Image", ColorBits.Red)));

    [Fact]
    public void PaddingIsBlackAndFillingStretches()
    {
        float[] padded = Pixels(_ml.Transforms.ResizeImages("Image", 4, 4, resizing: ImageResizingEstimator.ResizingKind.IsoPad), "wide.png",
            _ml.Transforms.ExtractPixels("Pixels", "Image", ColorBits.Red));
        Assert.Equal([0, 0, 0, 0, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 0, 0], padded);
        float[] filled = Pixels(_ml.Transforms.ResizeImages("Image", 4, 1, resizing: ImageResizingEstimator.ResizingKind.Fill), "wide.png",
            _ml.Transforms.ExtractPixels("Pixels", "Image", ColorBits.Red));
        Assert.Equal([0, 0, 255, 255], filled);
    }

    [Fact]
    public void TypesSayWhatComesOut()
    {
        DataViewSchema schema = _ml.Transforms.LoadImages("Image", _folder, "Path").Append(_ml.Transforms.ResizeImages("Small", 3, 2, "Image"))
            .Append(_ml.Transforms.ExtractPixels("Planes", "Small")).Append(_ml.Transforms.ExtractPixels("Bytes", "Small", interleavePixelColors: true, outputAsFloatArray: false))
            .Append(_ml.Transforms.LoadRawImageBytes("Raw", _folder, "Path")).Fit(Names("colors.png")).GetOutputSchema(Names("x").Schema);
        Assert.Equal("Image", schema["Image"].Type.ToString());
        Assert.Equal("Image<2, 3>", schema["Small"].Type.ToString());
        Assert.Equal("Vector<Single, 3, 2, 3>", schema["Planes"].Type.ToString());
        Assert.Equal("Vector<Byte, 2, 3, 3>", schema["Bytes"].Type.ToString());
        Assert.Equal("Vector<Byte>", schema["Raw"].Type.ToString());
        Assert.Contains("ResizeImages", Assert.Throws<ArgumentOutOfRangeException>(()
            => _ml.Transforms.LoadImages("Image", _folder, "Path").Append(_ml.Transforms.ExtractPixels("P", "Image")).Fit(Names("colors.png"))).Message);
    }

    [Theory]
    [InlineData("text.jpg")]
    [InlineData("missing.png")]
    [InlineData("")]
    public void AnImageThatCannotBeReadIsNamedWithItsRow(string bad)
    {
        IDataView data = Names("colors.png", "wide.png", bad);
        IDataView images = _ml.Transforms.LoadImages("Image", _folder, "Path").Fit(data).Transform(data);
        Exception error = Assert.ThrowsAny<Exception>(() => images.GetColumn<MLImage>("Image").Count());
        Assert.Contains("Row 2", error.Message);
        if (bad.Length > 0) Assert.Contains(Path.Combine(_folder, bad), error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void RawBytesAreTheFile()
    {
        byte[] bytes = _ml.Transforms.LoadRawImageBytes("Raw", null, "Path").Fit(Names("x")).Transform(Names(Path.Combine(_folder, "text.jpg"))).GetColumn<byte[]>("Raw").Single();
        Assert.Equal("this is no image"u8.ToArray(), bytes);
    }

    private sealed class Picture
    {
        [ImageType(2, 2)]
        public MLImage? Image { get; set; }
    }

    private sealed class Vector
    {
        public float[] Pixels { get; set; } = [];

        [ImageType(2, 2)]
        public MLImage? Again { get; set; }
    }

    [Fact]
    public void ImagesGoThroughAnEngineAndAModelFileAndBack()
    {
        using MLImage image = MLImage.CreateFromPixels(2, 2, MLPixelFormat.Bgra32, [1, 2, 3, 255, 4, 5, 6, 255, 7, 8, 9, 255, 10, 11, 12, 255]);
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { new Picture { Image = image } });
        ITransformer model = _ml.Transforms.ExtractPixels("Pixels", "Image", offsetImage: 1, scaleImage: 0.5f)
            .Append(_ml.Transforms.ConvertToImage(2, 2, "Again", "Pixels", scaleImage: 2, offsetImage: -1)).Fit(data);
        using MemoryStream stream = new();
        _ml.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        ITransformer loaded = _ml.Model.Load(stream, out DataViewSchema schema);
        Assert.Equal("Image<2, 2>", schema["Image"].Type.ToString());
        using PredictionEngine<Picture, Vector> engine = _ml.Model.CreatePredictionEngine<Picture, Vector>(loaded);
        Vector vector = engine.Predict(new Picture { Image = image });
        Assert.Equal([1f, 2.5f, 4f, 5.5f], vector.Pixels[..4]);
        Assert.Equal(image.GetBGRPixels, vector.Again!.GetBGRPixels);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], image.GetBGRPixels);
        MLImage wrong = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Rgba32, [1, 2, 3, 4]);
        Assert.Contains("1 x 1", Assert.Throws<InvalidOperationException>(() => engine.Predict(new Picture { Image = wrong })).Message);
    }

    [Fact]
    public void AnImageKnowsItsPixelsAndCanBeSaved()
    {
        using MLImage image = MLImage.CreateFromFile(Path.Combine(_folder, "colors.png"));
        Assert.Equal((2, 2, 32, MLPixelFormat.Bgra32), (image.Width, image.Height, image.BitsPerPixel, image.PixelFormat));
        Assert.Equal([0, 0, 255, 255, 0, 255, 0, 255], image.Pixels[..8].ToArray());
        string copy = Path.Combine(_folder, "copy.png");
        image.Save(copy);
        using FileStream stream = File.OpenRead(copy);
        Assert.Equal(image.Pixels.ToArray(), MLImage.CreateFromStream(stream).Pixels.ToArray());
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromFile(Path.Combine(_folder, "text.jpg")));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(2, 2, MLPixelFormat.Bgra32, new byte[5]));
    }
}
