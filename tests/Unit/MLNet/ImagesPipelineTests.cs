using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class ImagesPipelineTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("mlnet-images-").FullName;

    private sealed class PathRow
    {
        public string Path { get; set; } = "";
    }

    private sealed class ImageRow
    {
        [ImageType]
        public MLImage? Image { get; set; }
    }

    private sealed class Result
    {
        public float[] Pixels { get; set; } = [];

        [ImageType]
        public MLImage? Image { get; set; }
    }

    public ImagesPipelineTests()
    {
        for (byte i = 0; i < 3; i++)
        {
            Image image = new(2, 2, PixelFormat.Rgb24);
            image.Pixels.AsSpan().Fill((byte)(10 * (i + 1)));
            image.Save(System.IO.Path.Combine(_folder, $"{i}.png"));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private IDataView Paths(params string[] paths) => _ml.Data.LoadFromEnumerable(paths.Select(path => new PathRow { Path = path }));

    private IEstimator<ITransformer> Pipeline() => _ml.Transforms.LoadImages("Image", _folder, "Path")
        .Append(_ml.Transforms.ResizeImages("Sized", 1, 1, "Image", ImageResizingEstimator.ResizingKind.Fill, ImageResizingEstimator.Anchor.Left))
        .Append(_ml.Transforms.ConvertToGrayscale("Grey", "Sized"))
        .Append(_ml.Transforms.ExtractPixels("Pixels", "Grey", offsetImage: 5, scaleImage: 0.1f))
        .Append(_ml.Transforms.ConvertToImage(1, 1, "Back", "Pixels", scaleImage: 10, offsetImage: -5, defaultAlpha: 7))
        .Append(_ml.Transforms.LoadRawImageBytes("Bytes", _folder, "Path"));

    [Fact]
    public void PathsBecomePixels()
    {
        IDataView data = Paths("0.png", System.IO.Path.Combine(_folder, "2.png"));
        IDataView scored = Pipeline().Fit(data).Transform(data);
        float[][] pixels = [.. scored.GetColumn<float[]>("Pixels")];
        Assert.Equal([0.5f, 0.5f, 0.5f], pixels[0]);
        Assert.Equal([2.5f, 2.5f, 2.5f], pixels[1]);
        byte[][] bytes = [.. scored.GetColumn<byte[]>("Bytes")];
        Assert.Equal(File.ReadAllBytes(System.IO.Path.Combine(_folder, "2.png")), bytes[1]);
        MLImage?[] images = [.. scored.GetColumn<MLImage>("Image")];
        Assert.Equal(System.IO.Path.Combine(_folder, "0.png"), images[0]!.Tag);
        Assert.Equal(images[0]!.Tag, scored.GetColumn<MLImage>("Grey").First().Tag);
    }

    [Fact]
    public void ImagesAreMadeOnceForARow()
    {
        IDataView data = Paths("0.png", "1.png");
        IDataView made = _ml.Transforms.LoadImages("Image", _folder, "Path").Append(_ml.Transforms.ResizeImages("Sized", 1, 1, "Image")).Fit(data).Transform(data);
        foreach (string name in new[] { "Image", "Sized" })
        {
            using DataViewRowCursor cursor = made.GetRowCursor(made.Schema);
            ValueGetter<MLImage> one = cursor.GetGetter<MLImage>(made.Schema[name]), two = cursor.GetGetter<MLImage>(made.Schema[name]);
            MLImage a = null!, b = null!, c = null!;
            Assert.True(cursor.MoveNext());
            one(ref a);
            two(ref b);
            Assert.Same(a, b);
            Assert.True(cursor.MoveNext());
            one(ref c);
            Assert.Equal((10, 20), (a.Pixels[0], c.Pixels[0]));
        }
    }

    [Fact]
    public void AModelDoesTheSameAfterSavingAndLoading()
    {
        IDataView data = Paths("0.png", "1.png", "2.png");
        ITransformer model = Pipeline().Fit(data);
        using MemoryStream stream = new();
        _ml.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        IDataView loaded = new MLContext().Model.Load(stream, out _).Transform(data), before = model.Transform(data);
        Assert.Equal(before.Schema.Select(column => (column.Name, column.Type.ToString())), loaded.Schema.Select(column => (column.Name, column.Type.ToString())));
        Assert.Equal(before.GetColumn<float[]>("Pixels"), loaded.GetColumn<float[]>("Pixels"));
        Assert.Equal(before.GetColumn<byte[]>("Bytes"), loaded.GetColumn<byte[]>("Bytes"));
        Assert.Equal(before.GetColumn<MLImage>("Back").Select(image => image.Pixels.ToArray()), loaded.GetColumn<MLImage>("Back").Select(image => image.Pixels.ToArray()));
        Assert.Equal([10, 10, 10, 7], loaded.GetColumn<MLImage>("Back").First().Pixels.ToArray());
    }

    [Fact]
    public void EverySettingIsSaved()
    {
        MLImage image = MLImage.CreateFromPixels(4, 2, MLPixelFormat.Rgba32, [.. Enumerable.Range(0, 32).Select(i => (byte)(i * 8))]);
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { new ImageRow { Image = image } });
        IEstimator<ITransformer> pipeline = _ml.Transforms.ResizeImages("Image", 3, 2, resizing: ImageResizingEstimator.ResizingKind.IsoCrop, cropAnchor: ImageResizingEstimator.Anchor.Right)
            .Append(_ml.Transforms.ExtractPixels("Pixels", "Image", ImagePixelExtractingEstimator.ColorBits.Red | ImagePixelExtractingEstimator.ColorBits.Blue,
                ImagePixelExtractingEstimator.ColorsOrder.ABRG, true, outputAsFloatArray: false))
            .Append(_ml.Transforms.ConvertToImage(3, 2, "Back", "Pixels", ImagePixelExtractingEstimator.ColorBits.Red | ImagePixelExtractingEstimator.ColorBits.Green,
                ImagePixelExtractingEstimator.ColorsOrder.AGRB, true, 2, 1, 3, 4, 5, 6));
        ITransformer model = pipeline.Fit(data);
        using MemoryStream stream = new();
        _ml.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        ITransformer again = _ml.Model.Load(stream, out DataViewSchema schema);
        Assert.Equal("Image", schema["Image"].Type.ToString());
        Assert.Equal("Vector<Byte, 2, 3, 2>", again.GetOutputSchema(schema)["Pixels"].Type.ToString());
        Assert.Equal(model.Transform(data).GetColumn<byte[]>("Pixels").Single(), again.Transform(data).GetColumn<byte[]>("Pixels").Single());
        Assert.Equal(model.Transform(data).GetColumn<MLImage>("Back").Single().Pixels.ToArray(), again.Transform(data).GetColumn<MLImage>("Back").Single().Pixels.ToArray());
        Assert.Equal([6, 48, 32, 3], again.Transform(data).GetColumn<MLImage>("Back").Single().Pixels[..4].ToArray());
    }

    [Fact]
    public void APredictionEngineTakesAPathAndGivesPixels()
    {
        ITransformer model = Pipeline().Fit(Paths());
        using PredictionEngine<PathRow, Result> engine = _ml.Model.CreatePredictionEngine<PathRow, Result>(model);
        Result second = engine.Predict(new PathRow { Path = "1.png" }), first = engine.Predict(new PathRow { Path = "0.png" });
        Assert.Equal([1.5f, 1.5f, 1.5f], second.Pixels);
        Assert.Equal([0.5f, 0.5f, 0.5f], first.Pixels);
        Assert.Equal((20, 10), (second.Image!.Pixels[0], first.Image!.Pixels[0]));
        Assert.Contains("none.png", Assert.Throws<FileNotFoundException>(() => engine.Predict(new PathRow { Path = "none.png" })).Message);
        Assert.Equal([1.5f, 1.5f, 1.5f], engine.Predict(new PathRow { Path = "1.png" }).Pixels);
    }

    [Fact]
    public void APredictionEngineTakesAnImage()
    {
        ITransformer model = _ml.Transforms.ResizeImages("Image", 1, 1).Append(_ml.Transforms.ExtractPixels("Pixels", "Image")).Fit(_ml.Data.LoadFromEnumerable(Array.Empty<ImageRow>()));
        using PredictionEngine<ImageRow, Result> engine = _ml.Model.CreatePredictionEngine<ImageRow, Result>(model);
        Assert.Equal([3f, 2f, 1f], engine.Predict(new ImageRow { Image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, [1, 2, 3, 255]) }).Pixels);
    }

    [Fact]
    public void BadFilesAreNamedWithTheirRowAndReason()
    {
        File.WriteAllText(System.IO.Path.Combine(_folder, "text.png"), "not a picture");
        Directory.CreateDirectory(System.IO.Path.Combine(_folder, "folder.png"));
        Exception damaged = Read("0.png", "text.png");
        Assert.IsType<ImageFormatException>(damaged);
        Assert.Contains("Row 1, column 'Path'", damaged.Message);
        Assert.Contains("text.png", damaged.Message);
        Assert.Contains("not a picture", damaged.Message);
        Assert.Null(damaged.InnerException);
        FileNotFoundException missing = Assert.IsType<FileNotFoundException>(Read("0.png", "1.png", "none/there.png"));
        Assert.Contains("Row 2, column 'Path': there is no image", missing.Message);
        Assert.EndsWith("there.png", missing.FileName);
        Assert.Contains("Row 1: column 'Path' names no image file", Assert.IsType<InvalidOperationException>(Read("0.png", "")).Message);
        Assert.Contains("folder.png", Assert.IsType<IOException>(Read("folder.png")).Message);
        IDataView raw = _ml.Transforms.LoadRawImageBytes("Bytes", _folder, "Path").Fit(Paths()).Transform(Paths("0.png", "none.png"));
        Assert.Contains("Row 1", Assert.Throws<FileNotFoundException>(() => raw.GetColumn<byte[]>("Bytes").Count()).Message);
        Assert.Contains("nowhere", Assert.Throws<ArgumentException>(() => _ml.Transforms.LoadImages("Image", "nowhere")).Message);
    }

    [Fact]
    public void RowsKeepTheirOrderAndAnErrorWaitsForItsRow()
    {
        string[] names = [.. Enumerable.Range(0, 100).Select(i => $"{i * 7 % 3}.png")];
        names[50] = "none.png";
        IDataView data = _ml.Transforms.LoadImages("Image", _folder, "Path").Fit(Paths()).Transform(Paths(names));
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema["Image"], data.Schema["Path"]]);
        ValueGetter<MLImage> get = cursor.GetGetter<MLImage>(data.Schema["Image"]);
        ValueGetter<ReadOnlyMemory<char>> getPath = cursor.GetGetter<ReadOnlyMemory<char>>(data.Schema["Path"]);
        MLImage image = null!;
        ReadOnlyMemory<char> path = default;
        for (int i = 0; i < names.Length; i++)
        {
            Assert.True(cursor.MoveNext());
            getPath(ref path);
            Assert.Equal(names[i], path.ToString());
            if (i == 50)
            {
                Assert.Contains("Row 50", Assert.Throws<FileNotFoundException>(() => get(ref image)).Message);
                continue;
            }
            get(ref image);
            Assert.Equal(10 * (i * 7 % 3 + 1), image.Pixels[0]);
        }
        Assert.False(cursor.MoveNext());
    }

    private Exception Read(params string[] paths)
    {
        IDataView data = Paths(paths);
        return Assert.ThrowsAny<Exception>(() => _ml.Transforms.LoadImages("Image", _folder, "Path").Fit(data).Transform(data).GetColumn<MLImage>("Image").Count());
    }
}
