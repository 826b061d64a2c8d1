using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetDeepLearning.Imaging;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;
using static Microsoft.ML.Transforms.Image.ImageResizingEstimator;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class ImagesTransformTests
{
    private readonly MLContext _ml = new(seed: 1);

    // Two rows of three pixels: red 1.., green 11.., blue 21.., alpha 101...
    private static readonly byte[] Rgba = [.. Enumerable.Range(1, 6).SelectMany(i => new[] { (byte)i, (byte)(i + 10), (byte)(i + 20), (byte)(i + 100) })];

    private sealed class Small
    {
        [ImageType(2, 3)]
        public MLImage? Image { get; set; }
    }

    private sealed class Any
    {
        [ImageType]
        public MLImage? Image { get; set; }
    }

    private sealed class Vectors
    {
        [VectorType(6)]
        public float[] Floats { get; set; } = [];

        [VectorType(6)]
        public double[] Doubles { get; set; } = [];

        [VectorType(6)]
        public byte[] Bytes { get; set; } = [];

        public float[] Variable { get; set; } = [];
    }

    private IDataView Of(MLImage? image) => _ml.Data.LoadFromEnumerable(new[] { new Small { Image = image } });

    private IDataView OfAny(MLImage? image) => _ml.Data.LoadFromEnumerable(new[] { new Any { Image = image } });

    private static MLImage Raw() => MLImage.CreateFromPixels(3, 2, MLPixelFormat.Rgba32, Rgba);

    private static byte[] Shuffled(params int[] places) => [.. Rgba.Chunk(4).SelectMany(pixel => places.Select(place => pixel[place]))];

    private static MLImage Decoded()
    {
        using MemoryStream stream = new(new Image(3, 2, PixelFormat.Rgb24, Shuffled(0, 1, 2)).EncodePng());
        return MLImage.CreateFromStream(stream);
    }

    public static TheoryData<string> Kinds => ["rgba", "bgra", "decoded"];

    private static MLImage Make(string kind) => kind switch
    {
        "rgba" => Raw(),
        "bgra" => MLImage.CreateFromPixels(3, 2, MLPixelFormat.Bgra32, Shuffled(2, 1, 0, 3)),
        _ => Decoded(),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void PixelsComeInTheChosenOrder(string kind)
    {
        MLImage image = Make(kind);
        byte[] alpha = kind == "decoded" ? [255, 255, 255, 255, 255, 255] : [101, 102, 103, 104, 105, 106];
        byte[] red = [1, 2, 3, 4, 5, 6], green = [11, 12, 13, 14, 15, 16], blue = [21, 22, 23, 24, 25, 26];
        (ColorBits, ColorsOrder, byte[][])[] cases =
        [
            (ColorBits.Rgb, ColorsOrder.ARGB, [red, green, blue]),
            (ColorBits.Rgb, ColorsOrder.ABGR, [blue, green, red]),
            (ColorBits.All, ColorsOrder.AGRB, [alpha, green, red, blue]),
            (ColorBits.All, ColorsOrder.AGBR, [alpha, green, blue, red]),
            (ColorBits.Red | ColorBits.Blue, ColorsOrder.ABRG, [blue, red]),
            (ColorBits.Alpha | ColorBits.Green, ColorsOrder.ARBG, [alpha, green]),
        ];
        foreach ((ColorBits colors, ColorsOrder order, byte[][] planes) in cases)
            foreach (bool interleaved in new[] { false, true })
            {
                float[] expected = [.. interleaved ? Enumerable.Range(0, 6).SelectMany(i => planes.Select(plane => (float)plane[i])) : planes.SelectMany(plane => plane.Select(value => (float)value))];
                IDataView floats = Apply(Of(image), _ml.Transforms.ExtractPixels("Pixels", "Image", colors, order, interleaved));
                Assert.Equal(interleaved ? [2, 3, planes.Length] : [planes.Length, 2, 3], ((VectorDataViewType)floats.Schema["Pixels"].Type).Dimensions.AsEnumerable());
                Assert.Equal(expected, floats.GetColumn<float[]>("Pixels").Single());
                IDataView scaled = Apply(Of(image), _ml.Transforms.ExtractPixels("Pixels", "Image", colors, order, interleaved, offsetImage: 3, scaleImage: 0.5f));
                Assert.Equal(expected.Select(value => (value - 3) * 0.5f), scaled.GetColumn<float[]>("Pixels").Single());
                IDataView bytes = Apply(Of(image), _ml.Transforms.ExtractPixels("Pixels", "Image", colors, order, interleaved, 3, 0.5f, outputAsFloatArray: false));
                Assert.Equal(expected.Select(value => (byte)value), bytes.GetColumn<byte[]>("Pixels").Single());
            }
    }

    [Fact]
    public void ManyPixelsTakeTheSameValuesAsFew()
    {
        byte[] pixels = new byte[4 * 5 * 7];
        new Random(3).NextBytes(pixels);
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { new Any { Image = MLImage.CreateFromPixels(5, 7, MLPixelFormat.Bgra32, pixels) } });
        float[] planes = Apply(data, _ml.Transforms.ResizeImages("Image", 5, 7), _ml.Transforms.ExtractPixels("Pixels", "Image", offsetImage: 1.5f, scaleImage: 0.25f))
            .GetColumn<float[]>("Pixels").Single();
        for (int i = 0; i < 35; i++)
            for (int color = 0; color < 3; color++) Assert.Equal((pixels[4 * i + 2 - color] - 1.5f) * 0.25f, planes[35 * color + i]);
    }

    [Fact]
    public void MissingImagesStayMissingUntilTheirPixelsAreNeeded()
    {
        IDataView data = Apply(OfAny(null), _ml.Transforms.ConvertToGrayscale("Grey", "Image"), _ml.Transforms.ResizeImages("Sized", 3, 2, "Grey"), _ml.Transforms.ExtractPixels("Pixels", "Sized"));
        Assert.Null(data.GetColumn<MLImage>("Sized").Single());
        Assert.Contains("Row 0: column 'Sized', which ExtractPixels reads, has no image", Assert.Throws<InvalidOperationException>(() => data.GetColumn<float[]>("Pixels").Single()).Message);
    }

    [Fact]
    public void GreyIsTheSameInAllColors()
    {
        MLImage image = MLImage.CreateFromPixels(3, 2, MLPixelFormat.Rgba32, [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 10, 20, 30, 255]);
        image.Tag = "tag";
        IDataView data = Apply(Of(image), _ml.Transforms.ConvertToGrayscale("Grey", "Image"));
        Assert.Equal("Image<2, 3>", data.Schema["Grey"].Type.ToString());
        MLImage grey = data.GetColumn<MLImage>("Grey").Single();
        byte[] gray = [77, 150, 28, 255, 0, 18];
        Assert.Equal(gray.SelectMany(value => new byte[] { value, value, value }), grey.GetBGRPixels);
        Assert.Equal("tag", grey.Tag);
    }

    private static MLImage Row(params byte[] values) => MLImage.CreateFromPixels(values.Length, 1, MLPixelFormat.Bgra32, [.. values.SelectMany(value => new byte[] { value, value, value, 255 })]);

    private static MLImage Column(params byte[] values) => MLImage.CreateFromPixels(1, values.Length, MLPixelFormat.Bgra32, [.. values.SelectMany(value => new byte[] { value, value, value, 255 })]);

    private byte[] Resized(MLImage image, int width, int height, ResizingKind kind, Anchor anchor = Anchor.Center)
    {
        IDataView data = Apply(OfAny(image), _ml.Transforms.ResizeImages("Sized", width, height, "Image", kind, anchor));
        Assert.Equal($"Image<{height}, {width}>", data.Schema["Sized"].Type.ToString());
        MLImage resized = data.GetColumn<MLImage>("Sized").Single();
        Assert.Equal((width, height), (resized.Width, resized.Height));
        return [.. resized.GetBGRPixels.Chunk(3).Select(pixel => pixel[0])];
    }

    [Theory]
    [InlineData(Anchor.Left, 10, 20)]
    [InlineData(Anchor.Center, 20, 30)]
    [InlineData(Anchor.Top, 20, 30)]
    [InlineData(Anchor.Right, 30, 40)]
    public void CroppingKeepsTheAnchoredPart(Anchor anchor, byte first, byte second)
    {
        MLImage wide = MLImage.CreateFromPixels(4, 2, MLPixelFormat.Bgra32, [.. Enumerable.Range(0, 8).SelectMany(i => Enumerable.Repeat((byte)(10 + i % 4 * 10), 3).Append((byte)255))]);
        Assert.Equal([first, second, first, second], Resized(wide, 2, 2, ResizingKind.IsoCrop, anchor));
    }

    [Theory]
    [InlineData(Anchor.Top, 10)]
    [InlineData(Anchor.Center, 20)]
    [InlineData(Anchor.Left, 20)]
    [InlineData(Anchor.Bottom, 30)]
    public void CroppingAHighImageKeepsTheAnchoredPart(Anchor anchor, byte kept) => Assert.Equal([kept], Resized(Column(10, 20, 30), 1, 1, ResizingKind.IsoCrop, anchor));

    [Fact]
    public void PaddingIsBlackOnBothSidesAndFillingStretches()
    {
        Assert.Equal([0, 0, 0, 10, 20, 30, 0, 0, 0], Resized(Row(10, 20, 30), 3, 3, ResizingKind.IsoPad, Anchor.Top));
        Assert.Equal([0, 10, 0, 0, 20, 0, 0, 30, 0], Resized(Column(10, 20, 30), 3, 3, ResizingKind.IsoPad));
        Assert.Equal([10, 20, 10, 20], Resized(Row(10, 20), 2, 2, ResizingKind.Fill));
        // Every source pixel counts when shrinking: (0.75 * 0 + 0.75 * 40 + 0.25 * 80) / 1.75.
        Assert.Equal([29, 91], Resized(Row(0, 40, 80, 120), 2, 1, ResizingKind.Fill));
    }

    [Fact]
    public void FillingKeepsAlphaAndColorsDoNotBleed()
    {
        MLImage image = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, [200, 0, 0, 255, 0, 0, 0, 0]);
        MLImage resized = Apply(OfAny(image), _ml.Transforms.ResizeImages("Sized", 2, 2, "Image", ResizingKind.Fill)).GetColumn<MLImage>("Sized").Single();
        Assert.Equal(MLPixelFormat.Bgra32, resized.PixelFormat);
        Assert.Equal([0, 0, 200, 255, 0, 0, 0, 0, 0, 0, 200, 255, 0, 0, 0, 0], resized.Pixels.ToArray());
    }

    [Fact]
    public void ImagesOfTheWantedSizeAreHandedOn()
    {
        MLImage image = Raw();
        Assert.Same(image, Apply(OfAny(image), _ml.Transforms.ResizeImages("Sized", 3, 2, "Image")).GetColumn<MLImage>("Sized").Single());
    }

    [Fact]
    public void VectorsBecomeImages()
    {
        float[] values = [1, 2.9f, 300, -5, 5, 6];
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { new Vectors { Floats = values, Doubles = [.. values.Select(value => (double)value)], Bytes = [1, 2, 3, 4, 5, 6] } });
        IDataView images = Apply(data,
            _ml.Transforms.ConvertToImage(1, 2, "A", "Floats"),
            _ml.Transforms.ConvertToImage(1, 2, "B", "Doubles", ColorBits.Rgb, ColorsOrder.ABGR, interleavedColors: true, scaleImage: 2, offsetImage: 1),
            _ml.Transforms.ConvertToImage(3, 1, "C", "Bytes", ColorBits.Alpha | ColorBits.Green, ColorsOrder.ARGB, defaultRed: 7, defaultBlue: 9));
        Assert.Equal("Image<1, 2>", images.Schema["A"].Type.ToString());
        Assert.Equal([5, 255, 1, 255, 6, 0, 3, 255], images.GetColumn<MLImage>("A").Single().Pixels.ToArray());
        Assert.Equal([1, 5, 255, 255, 0, 9, 11, 255], images.GetColumn<MLImage>("B").Single().Pixels.ToArray());
        Assert.Equal([9, 4, 7, 1, 9, 5, 7, 2, 9, 6, 7, 3], images.GetColumn<MLImage>("C").Single().Pixels.ToArray());
    }

    [Fact]
    public void ExtractedPixelsGoBackIntoTheSameImage()
    {
        IDataView data = Apply(Of(Raw()),
            _ml.Transforms.ExtractPixels("Pixels", "Image", ColorBits.All, ColorsOrder.ABRG, offsetImage: 4, scaleImage: 0.5f),
            _ml.Transforms.ConvertToImage(2, 3, "Back", "Pixels", ColorBits.All, ColorsOrder.ABRG, scaleImage: 2, offsetImage: -4));
        Assert.Equal(Shuffled(2, 1, 0, 3), data.GetColumn<MLImage>("Back").Single().Pixels.ToArray());
    }

    [Fact]
    public void WrongColumnsAreExplained()
    {
        IDataView vectors = _ml.Data.LoadFromEnumerable(new[] { new Vectors() });
        IDataView paths = _ml.Data.LoadFromEnumerable(new[] { new { Image = "a.png" } });
        AssertMismatch("'Floats' of ResizeImages: expected Image", vectors, _ml.Transforms.ResizeImages("X", 1, 1, "Floats"));
        AssertMismatch("'Floats' of ConvertToGrayscale: expected Image", vectors, _ml.Transforms.ConvertToGrayscale("X", "Floats"));
        AssertMismatch("LoadImages makes images", paths, _ml.Transforms.ExtractPixels("Image"));
        AssertMismatch("put ResizeImages before", OfAny(Raw()), _ml.Transforms.ExtractPixels("Image"));
        AssertMismatch("expected String, the paths", vectors, _ml.Transforms.LoadImages("X", null, "Floats"));
        AssertMismatch("of LoadRawImageBytes: expected String", vectors, _ml.Transforms.LoadRawImageBytes("X", "", "Floats"));
        AssertMismatch("expected a vector of 12", vectors, _ml.Transforms.ConvertToImage(2, 2, "X", "Floats"));
        AssertMismatch("expected a vector of 6", vectors, _ml.Transforms.ConvertToImage(1, 2, "X", "Variable"));
        AssertMismatch("'None'", vectors, _ml.Transforms.ConvertToImage(1, 2, "X", "None"));
    }

    private static void AssertMismatch(string text, IDataView data, IEstimator<ITransformer> estimator)
    {
        Assert.Contains(text, Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(data)).Message);
        Assert.Contains(text, Assert.Throws<ArgumentOutOfRangeException>(() => new EstimatorChain<ITransformer>().Append(estimator).Fit(data)).Message);
    }

    [Fact]
    public void WrongSettingsAndSizesAreExplained()
    {
        Assert.Throws<ArgumentException>(() => _ml.Transforms.ExtractPixels("X", colorsToExtract: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ExtractPixels("X", orderOfExtraction: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ExtractPixels("X", scaleImage: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ExtractPixels("X", offsetImage: float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ResizeImages("X", 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ResizeImages("X", 1, 1, resizing: (ResizingKind)9));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ConvertToImage(1, 1, "X", defaultRed: 256));
        MLImage wrong = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[4]);
        wrong.Tag = "here.png";
        IDataView data = Apply(Of(wrong), _ml.Transforms.ExtractPixels("X", "Image"));
        Assert.Contains("Row 0: the image here.png in column 'Image' is 1 x 1 pixels; the column is of 3 x 2",
            Assert.Throws<InvalidOperationException>(() => data.GetColumn<float[]>("X").ToArray()).Message);
    }

    private static IDataView Apply(IDataView data, params IEstimator<ITransformer>[] estimators)
    {
        foreach (IEstimator<ITransformer> estimator in estimators) data = estimator.Fit(data).Transform(data);
        return data;
    }
}
