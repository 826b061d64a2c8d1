using System.Collections;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

/// <summary>Models as ONNX files: applied again, they give what the pipeline gives.</summary>
public class OnnxConversionTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void AConvertedPipelineGivesWhatThePipelineGives()
    {
        IDataView data = Data(150);
        ITransformer model = Pipeline().Fit(data);
        IDataView expected = model.Transform(data), scored = Score(Convert(model, data), data);
        string[] names = [.. expected.Schema.Where(c => !c.IsHidden).Select(c => c.Name)];
        Assert.Contains("FromModel", names);
        Assert.DoesNotContain("Dropped", names);
        foreach (string name in names) AssertSame(expected, scored, name);
        // The names of the items come along, and the file is for any number of rows.
        VBuffer<ReadOnlyMemory<char>> slots = default;
        scored.Schema["Indicator"].GetSlotNames(ref slots);
        Assert.Equal(["red", "green", "blue"], slots.DenseValues().Select(slot => slot.ToString()).OrderByDescending(slot => slot[0]));
        Assert.True(OnnxImporter.Import(Convert(model, data)).Inputs.All(i => i.Shape[0] == "N"));
    }

    [Fact]
    public void RowsThatTheModelHasNotSeenAreTheSameToo()
    {
        ITransformer model = Pipeline().Fit(Data(20));
        IDataView unseen = _context.Data.LoadFromEnumerable(new[] { new Row { A = 1e6f, B = [-5, 0, float.MaxValue / 1e30f], C = "never seen", D = -3, E = 7 }, new Row { C = "" } });
        IDataView expected = model.Transform(unseen), scored = Score(Convert(model, unseen), unseen);
        foreach (string name in new[] { "Scaled", "Centred", "Probability", "Key", "Indicator", "Text", "Weight", "Colour", "Vector", "Number", "FromModel" }) AssertSame(expected, scored, name);
    }

    [Fact]
    public void ASavedAndLoadedModelConvertsToTheSameBytes()
    {
        IDataView data = Data(20);
        ITransformer model = Pipeline().Fit(data);
        using var zip = new MemoryStream();
        _context.Model.Save(model, data.Schema, zip);
        zip.Position = 0;
        Assert.Equal(Convert(model, data), Convert(_context.Model.Load(zip, out _), data));
    }

    [Fact]
    public void ATrainedNetworkConvertsWithItsLabels()
    {
        IDataView data = _context.Transforms.Concatenate("Features", "A", "B").Append(_context.Transforms.Conversion.MapValueToKey("Label", "C")).Fit(Data(60)).Transform(Data(60));
        NeuralNetworkOptions options = new() { Training = new TrainingOptions { Epochs = 2, BatchSize = 16 }, ValidationFraction = 0 };
        ITransformer trained = _context.MulticlassClassification.Trainers.NeuralNetwork(options).Fit(data);
        ITransformer model = new TransformerChain<ITransformer>(trained, _context.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel").Fit(trained.Transform(data)));
        using var file = new MemoryStream();
        _context.Model.ConvertToOnnx(model, data, file, "Score", "PredictedLabel", "Answer");
        Graph graph = OnnxImporter.Import(file.ToArray());
        Assert.Equal("Features", Assert.Single(graph.Inputs).Name);
        Assert.Equal(["Score.output", "PredictedLabel.output", "Answer.output"], graph.Outputs.Select(o => o.Name));
        IDataView expected = model.Transform(data), scored = Score(file.ToArray(), data);
        foreach (string name in new[] { "Score", "PredictedLabel", "Answer" }) AssertSame(expected, scored, name);
    }

    [Fact]
    public void AMergedModelForOneRowMakesAFileForOneRow()
    {
        var graph = new Graph();
        Value x = graph.Input("Joined", ElementType.Float32, [1, 2, 2]);
        graph.Output("Turned", x.Transpose(0, 2, 1));
        IDataView data = Data(10);
        ITransformer model = _context.Transforms.Concatenate("Joined", "A", "B").Append(_context.Transforms.ApplyOnnxModel("Turned", "Joined", new MemoryStream(OnnxExporter.ToBytes(graph))))
            .Append(_context.Transforms.Concatenate("Both", "Turned", "A")).Fit(data);
        IDataView expected = model.Transform(data), scored = Score(Convert(model, data), data);
        foreach (string name in new[] { "Turned", "Both", "C" }) AssertSame(expected, scored, name);
    }

    [Fact]
    public void PicturesAreTheirBytes()
    {
        byte[] pixels = [.. Enumerable.Range(0, 2 * 3 * 4).Select(i => (byte)(i % 4 == 3 ? 255 : i * 9))];
        IDataView data = _context.Data.LoadFromEnumerable(new[] { new Picture { Image = MLImage.CreateFromPixels(3, 2, MLPixelFormat.Rgba32, pixels) } });
        ITransformer model = _context.Transforms.ExtractPixels("planes", "Image", orderOfExtraction: ImagePixelExtractingEstimator.ColorsOrder.ABGR, offsetImage: 100, scaleImage: 0.5f)
            .Append(_context.Transforms.ExtractPixels("bytes", "Image", interleavePixelColors: true, outputAsFloatArray: false)).Fit(data);
        Graph graph = OnnxImporter.Import(Convert(model, data));
        Assert.Equal("Nx2x3x3", Assert.Single(graph.Inputs).Shape.ToString());
        Tensor[] results = new Executor(graph).Run(Tensor.Of<byte>([1, 2, 3, 3], [.. pixels.Where((_, i) => i % 4 != 3)]));
        IDataView expected = model.Transform(data);
        string[] outputs = [.. graph.Outputs.Select(o => o.Name)];
        Assert.Equal(expected.GetColumn<float[]>("planes").Single(), results[Array.IndexOf(outputs, "planes.output")].AsSpan<float>().ToArray());
        Assert.Equal(expected.GetColumn<byte[]>("bytes").Single(), results[Array.IndexOf(outputs, "bytes.output")].AsSpan<byte>().ToArray());
    }

    [Fact]
    public void WhatCannotBeConvertedIsNamed()
    {
        IDataView pictures = _context.Data.LoadFromEnumerable(new[] { new Picture { Image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Rgba32, new byte[4]) } });
        ITransformer resizing = _context.Transforms.CopyColumns("Copy", "Image").Append(_context.Transforms.ResizeImages("Image", 2, 2)).Fit(pictures);
        string step = Assert.Throws<NotSupportedException>(() => Convert(resizing, pictures)).Message;
        Assert.Contains("ImageResizingTransformer, step 2", step);

        IDataView times = _context.Data.LoadFromEnumerable(new[] { new Time() });
        ITransformer keys = _context.Transforms.Conversion.MapValueToKey("Key", "At").Fit(times);
        Assert.Contains("column 'At' of type DateTime", Assert.Throws<NotSupportedException>(() => Convert(keys, times)).Message);

        IDataView data = Data(3);
        ITransformer copy = _context.Transforms.CopyColumns("X", "A").Fit(data);
        Assert.Contains("'Y'", Assert.ThrowsAny<ArgumentException>(() => _context.Model.ConvertToOnnx(copy, data, new MemoryStream(), "Y")).Message);
        ITransformer text = _context.Transforms.Conversion.ConvertType("X", "A", DataKind.String).Fit(data);
        Assert.Contains("Single to String", Assert.Throws<NotSupportedException>(() => Convert(text, data)).Message);
    }

    [Fact]
    public void OldOperatorSetsAreWrittenAsTheOldestThatIs()
    {
        IDataView data = Data(3);
        ITransformer model = _context.Transforms.CopyColumns("X", "A").Fit(data);
        List<string> warnings = [];
        _context.Log += (_, e) => warnings.Add(e.Message);
        using MemoryStream old = new(), newer = new();
        _context.Model.ConvertToOnnx(model, data, 11, old);
        _context.Model.ConvertToOnnx(model, data, 18, newer);
        Assert.Contains(warnings, w => w.Contains("Operator set 11 was asked for"));
        Assert.Equal((13, 18), (OnnxImporter.Parse(old.ToArray()).OpsetImport[0].Version, OnnxImporter.Parse(newer.ToArray()).OpsetImport[0].Version));
    }

    private IEstimator<ITransformer> Pipeline()
    {
        var graph = new Graph();
        Value x = graph.Input("Features", ElementType.Float32, ["N", 8]);
        graph.Output("FromModel", x.MatMul(graph.Constant(Tensor.Of<float>([8, 2], [.. Enumerable.Range(0, 16).Select(i => i * 0.1f - 0.7f)]))).Tanh());
        TransformsCatalog t = _context.Transforms;
        return t.Concatenate("Joined", "A", "B")
            .Append(t.NormalizeMinMax("Scaled", "Joined"))
            .Append(t.NormalizeMeanVariance("Centred", "Joined", fixZero: false))
            .Append(t.NormalizeMeanVariance("Probability", "A", useCdf: true))
            .Append(t.Conversion.MapValueToKey("Key", "C"))
            .Append(t.Conversion.MapValueToKey("Number", "D"))
            .Append(t.Conversion.MapKeyToVector("Indicator", "Key"))
            .Append(t.Conversion.MapKeyToValue("Text", "Key"))
            .Append(t.Conversion.MapKeyToValue("Again", "Number"))
            .Append(t.Conversion.MapValue("Weight", new Dictionary<string, double> { ["red"] = 0.1, ["green"] = 1 / 3.0 }, "C"))
            .Append(t.Conversion.MapValue("Colour", new Dictionary<int, string> { [1] = "one", [2] = "two" }, "D"))
            .Append(t.Conversion.MapValue("Vector", new Dictionary<string, float[]> { ["red"] = [1, 0], ["blue"] = [0.5f, 2] }, "C"))
            .Append(t.Conversion.ConvertType("Single", "D"))
            .Append(t.Conversion.ConvertType("Whole", "A", DataKind.Int32))
            .Append(t.Conversion.ConvertType("Truth", "E", DataKind.Boolean))
            .Append(t.CopyColumns("Dropped", "A"))
            .Append(t.Concatenate("Features", "Scaled", "Single", "Indicator"))
            .Append(t.ApplyOnnxModel("FromModel", "Features", new MemoryStream(OnnxExporter.ToBytes(graph))))
            .Append(t.DropColumns("Dropped"));
    }

    private IDataView Data(int rows) => _context.Data.LoadFromEnumerable(Enumerable.Range(0, rows).Select(i => new Row
    {
        A = i % 11 - 3.25f,
        B = [i % 5, 2, -i % 7],
        C = new[] { "red", "green", "blue" }[i * 7 % 3],
        D = i % 4,
        E = i % 2 * 0.5,
    }).ToList());

    private byte[] Convert(ITransformer model, IDataView data)
    {
        using var stream = new MemoryStream();
        _context.Model.ConvertToOnnx(model, data, stream);
        return stream.ToArray();
    }

    private IDataView Score(byte[] onnx, IDataView data) => _context.Transforms.ApplyOnnxModel(new MemoryStream(onnx)).Fit(data).Transform(data);

    private static void AssertSame(IDataView expected, IDataView actual, string column)
    {
        object[][] left = Items(expected, column), right = Items(actual, column);
        Assert.Equal(left.Length, right.Length);
        for (int row = 0; row < left.Length; row++)
        {
            Assert.True(left[row].Length == right[row].Length, $"{column}, row {row}: {left[row].Length} and {right[row].Length} items");
            for (int i = 0; i < left[row].Length; i++)
            {
                (object a, object b) = (left[row][i], right[row][i]);
                bool same = a is float or double
                    ? Close(System.Convert.ToDouble(a, CultureInfo.InvariantCulture), System.Convert.ToDouble(b, CultureInfo.InvariantCulture))
                    : a.ToString() == b.ToString();
                Assert.True(same && a.GetType() == b.GetType(), $"{column}, row {row}, item {i}: {a} and {b}");
            }
        }
    }

    private static bool Close(double a, double b) => a.Equals(b) || Math.Abs(a - b) <= 1e-6 * Math.Max(1, Math.Abs(a));

    private static object[][] Items(IDataView data, string column) =>
        [.. data.Preview(maxRows: 1000).ColumnView.Last(c => c.Column.Name == column).Values.Select(value => value.GetType().GetMethod("DenseValues")?.Invoke(value, []) is IEnumerable items
            ? items.Cast<object>().ToArray() : [value])];

    private sealed class Row
    {
        public float A { get; set; }

        [VectorType(3)]
        public float[] B { get; set; } = new float[3];

        public string C { get; set; } = "";

        public int D { get; set; }

        public double E { get; set; }
    }

    private sealed class Picture
    {
        [ImageType(2, 3)]
        public MLImage? Image { get; set; }
    }

    private sealed class Time
    {
        public DateTime At { get; set; }
    }
}
