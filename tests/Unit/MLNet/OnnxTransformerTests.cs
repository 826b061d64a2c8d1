using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public class OnnxTransformerTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void RowsAreScoredInBatchesAsOneByOne()
    {
        IDataView data = Data(150);
        ITransformer model = _context.Transforms.ApplyOnnxModel(["y", "sum"], ["x"], new MemoryStream(Model(open: true, scalars: null))).Fit(data);
        IDataView scored = model.Transform(data);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1, 1, 3), scored.Schema["y"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1), scored.Schema["sum"].Type);
        Scored[] rows = [.. _context.Data.CreateEnumerable<Scored>(scored, reuseRowObject: false)];
        PredictionEngine<Row, Scored> engine = _context.Model.CreatePredictionEngine<Row, Scored>(model);
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.Equal([2f * i + 1, 2f * (i + 1) + 1, 2f * (i + 2) + 1], rows[i].Y);
            Scored single = engine.Predict(MakeRow(i));
            Assert.Equal(rows[i].Y, single.Y);
            Assert.Equal(rows[i].Sum, single.Sum);
            Assert.Equal(rows[i].Y.Sum(), rows[i].Sum[0]);
        }
    }

    [Fact]
    public void AFixedFirstDimensionScoresRowByRow()
    {
        IDataView data = Data(5);
        IDataView scored = _context.Transforms.ApplyOnnxModel("y", "x", new MemoryStream(Model(open: false, scalars: null))).Fit(data).Transform(data);
        Assert.Equal(9, _context.Data.CreateEnumerable<OnlyY>(scored, false).Last().Y[0]);
    }

    [Fact]
    public void OutputsNamedInTheMetadataAreSingleValues()
    {
        IDataView data = Data(70);
        IDataView scored = _context.Transforms.ApplyOnnxModel(new MemoryStream(Model(open: true, scalars: "sum"))).Fit(data).Transform(data);
        Assert.Equal(NumberDataViewType.Single, scored.Schema["sum"].Type);
        float[] sums = [.. scored.GetColumn<float>("sum")];
        Assert.Equal(Enumerable.Range(0, 70).Select(i => 6f * i + 9), sums);
    }

    [Fact]
    public void ASavedModelScoresTheSame()
    {
        IDataView data = Data(10);
        ITransformer model = _context.Transforms.ApplyOnnxModel(new MemoryStream(Model(open: true, scalars: "sum"))).Fit(data);
        using var stream = new MemoryStream();
        _context.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        ITransformer loaded = new MLContext().Model.Load(stream, out DataViewSchema schema);
        Assert.Equal("x", Assert.Single(schema).Name);
        Assert.Equal(model.Transform(data).GetColumn<float>("sum"), loaded.Transform(data).GetColumn<float>("sum"));
    }

    [Fact]
    public void ThreadsGetTheSameAnswers()
    {
        ITransformer model = _context.Transforms.ApplyOnnxModel(new MemoryStream(Model(open: true, scalars: null))).Fit(Data(1));
        PredictionEngine<Row, Scored> engine = _context.Model.CreatePredictionEngine<Row, Scored>(model);
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => Assert.Equal(6f * i + 9, engine.Predict(MakeRow(i)).Sum[0]));
    }

    [Fact]
    public void WrongNamesAndTypesAreExplained()
    {
        byte[] model = Model(open: true, scalars: null);
        Assert.Contains("no output 'z'", Assert.ThrowsAny<ArgumentException>(() => _context.Transforms.ApplyOnnxModel("z", "x", new MemoryStream(model))).Message);
        Assert.Contains("Its inputs are: x", Assert.ThrowsAny<ArgumentException>(() => _context.Transforms.ApplyOnnxModel("y", "a", new MemoryStream(model))).Message);
        OnnxFormatException damaged = Assert.Throws<OnnxFormatException>(() => _context.Transforms.ApplyOnnxModel(new MemoryStream(model[..(model.Length / 2)])));
        Assert.Contains("stream", damaged.Message);
        Assert.Throws<FileNotFoundException>(() => _context.Transforms.ApplyOnnxModel("nowhere.onnx"));
        Assert.Contains("fallbackToCpu", Assert.Throws<InvalidOperationException>(() => _context.Transforms.ApplyOnnxModel(new MemoryStream(model), gpuDeviceId: 0)).Message);
        IDataView wrong = _context.Data.LoadFromEnumerable([new WrongRow()]);
        Exception e = Assert.ThrowsAny<ArgumentException>(() => _context.Transforms.ApplyOnnxModel(new MemoryStream(model)).Fit(wrong));
        Assert.Contains("'x'", e.Message);
    }

    // y = 2 x + 1 and the sum of y, for rows of three.
    private static byte[] Model(bool open, string? scalars)
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [open ? "N" : 1, 1, 3]), y = x * 2 + 1;
        graph.Output("y", y);
        graph.Output("sum", y.MatMul(graph.Constant(Tensor.Of<float>([3, 1], 1, 1, 1))).Squeeze(1, 2));
        if (scalars is not null) graph.Metadata["mlnet.scalar_outputs"] = scalars;
        using var stream = new MemoryStream();
        OnnxExporter.Export(graph, stream);
        return stream.ToArray();
    }

    private IDataView Data(int rows) => _context.Data.LoadFromEnumerable(Enumerable.Range(0, rows).Select(MakeRow));

    private static Row MakeRow(int i) => new() { X = [i, i + 1, i + 2] };

    private sealed class Row
    {
        [ColumnName("x"), VectorType(3)]
        public float[] X { get; set; } = [];
    }

    private sealed class WrongRow
    {
        [ColumnName("x"), VectorType(4)]
        public float[] X { get; set; } = new float[4];
    }

    private sealed class OnlyY
    {
        [ColumnName("y")]
        public float[] Y { get; set; } = [];
    }

    private sealed class Scored
    {
        [ColumnName("y")]
        public float[] Y { get; set; } = [];

        [ColumnName("sum")]
        public float[] Sum { get; set; } = [];
    }
}
