using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

/// <summary>What ZipMap makes of class labels and scores, in columns.</summary>
public class OnnxMapTests
{
    private readonly MLContext _context = new(1);

    [SharedDataTheory("models/mlnet-onnx-testmodels/zipmap")]
    [InlineData(3)]
    [InlineData(100)]
    public void MapsWithNumbersForKeys(int count)
    {
        Input[] points = Points(count);
        IDataView data = _context.Data.LoadFromEnumerable(points), scored = Apply("zipmap/TestZipMapInt64.onnx", data);
        Assert.Equal(new OnnxSequenceType(typeof(IDictionary<long, float>)), scored.Schema["output"].Type);
        NumberedMaps[] rows = [.. _context.Data.CreateEnumerable<NumberedMaps>(scored, reuseRowObject: false)];
        Assert.Equal(count, rows.Length);
        for (int i = 0; i < count; i++)
        {
            IDictionary<long, float> map = Assert.Single(rows[i].Maps!);
            Assert.Equal((3, points[i].X[0], points[i].X[1], points[i].X[2]), (map.Count, map[94], map[17], map[36]));
        }
    }

    [SharedDataFact("models/mlnet-onnx-testmodels/zipmap")]
    public void MapsWithTextsForKeys()
    {
        Input[] points = Points(2);
        IDataView data = _context.Data.LoadFromEnumerable(points), scored = Apply("zipmap/TestZipMapString.onnx", data);
        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["output"]]);
        ValueGetter<IEnumerable<IDictionary<string, float>>> get = cursor.GetGetter<IEnumerable<IDictionary<string, float>>>(scored.Schema["output"]);
        IEnumerable<IDictionary<string, float>> maps = null!;
        for (int i = 0; cursor.MoveNext(); i++)
        {
            get(ref maps);
            IDictionary<string, float> map = Assert.Single(maps);
            Assert.Equal((3, points[i].X[0], points[i].X[1], points[i].X[2]), (map.Count, map["A"], map["B"], map["C"]));
        }
        Assert.Equal(2, _context.Data.CreateEnumerable<NamedMaps>(scored, reuseRowObject: false).Count());
    }

    [Fact]
    public void RowsWithMapsGoTogether()
    {
        var graph = new Graph();
        Value x = graph.Input("input", ElementType.Float32, ["N", 3]);
        graph.Output("output", x.Softmax().ZipMap("low", "middle", "high"));
        graph.Output("label", x.ArgMax(1, keepDims: false));
        int read = 0;
        IDataView data = _context.Data.LoadFromEnumerable(Points(100).Select(point =>
        {
            read++;
            return point;
        }));
        IDataView scored = _context.Transforms.ApplyOnnxModel(new MemoryStream(OnnxExporter.ToBytes(graph))).Fit(data).Transform(data);
        NamedMaps[] rows = [.. _context.Data.CreateEnumerable<NamedMaps>(scored, reuseRowObject: false)];
        Assert.All(rows, row => Assert.Equal(1, Assert.Single(row.Maps!).Values.Sum(), 1e-5f));
        Assert.Equal(100, rows.Length);
        read = 0;
        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["output"]]);
        Assert.True(cursor.MoveNext());
        Assert.Equal(64, read);
    }

    private static Input[] Points(int count) => [.. Enumerable.Range(0, count).Select(i => new Input { X = [i, i + 1, i + 2] })];

    private IDataView Apply(string model, IDataView data) =>
        _context.Transforms.ApplyOnnxModel(["output"], ["input"], SharedData.PathOf("models/mlnet-onnx-testmodels/" + model)).Fit(data).Transform(data);

    private sealed class Input
    {
        [ColumnName("input"), VectorType(3)]
        public float[] X { get; set; } = [];
    }

    private sealed class NumberedMaps
    {
        [ColumnName("output"), OnnxSequenceType(typeof(IDictionary<long, float>))]
        public IEnumerable<IDictionary<long, float>>? Maps { get; set; }
    }

    private sealed class NamedMaps
    {
        [ColumnName("output"), OnnxSequenceType(typeof(IDictionary<string, float>))]
        public IEnumerable<IDictionary<string, float>>? Maps { get; set; }
    }
}
