using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

/// <summary>How inputs and outputs of models become columns.</summary>
public class OnnxColumnTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void OnlyWhatIsReadIsComputed()
    {
        // The second output cannot be computed from these rows; the first can, and needs one of the inputs only.
        var graph = new Graph();
        Value a = graph.Input("a", ElementType.Float32, ["N", 2]), b = graph.Input("b", ElementType.Float32, ["N", "M"]);
        graph.Output("sum", a + a);
        graph.Output("both", a + b);
        byte[] onnx = OnnxExporter.ToBytes(graph);
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 3).Select(i => new TwoInputs { A = [i, 1], B = [1, 2, 3] }));

        IDataView scored = _context.Transforms.ApplyOnnxModel(new MemoryStream(onnx)).Fit(data).Transform(data);
        Assert.Equal([4f, 2f], scored.GetColumn<float[]>("sum").Last());
        Assert.ThrowsAny<Exception>(() => scored.GetColumn<float[]>("both").Last());

        IDataView one = _context.Data.LoadFromEnumerable(new[] { new OneInput { A = [5, 6] } });
        IDataView alone = _context.Transforms.ApplyOnnxModel(["sum"], ["a"], new MemoryStream(onnx)).Fit(one).Transform(one);
        Assert.Equal([10f, 12f], alone.GetColumn<float[]>("sum").Single());
        Assert.Contains("needs the input b too",
            Assert.ThrowsAny<ArgumentException>(() => _context.Transforms.ApplyOnnxModel(["both"], ["a"], new MemoryStream(onnx))).Message);
    }

    [Fact]
    public void EveryElementTypeHasItsColumnType()
    {
        var graph = new Graph();
        (string Name, ElementType Type)[] columns =
        [
            ("f", ElementType.Float32), ("d", ElementType.Float64), ("i8", ElementType.Int8), ("u8", ElementType.UInt8), ("i16", ElementType.Int16), ("u16", ElementType.UInt16),
            ("i32", ElementType.Int32), ("u32", ElementType.UInt32), ("i64", ElementType.Int64), ("u64", ElementType.UInt64), ("t", ElementType.Bool), ("s", ElementType.String),
        ];
        foreach ((string name, ElementType type) in columns) graph.Output(name + ".output", graph.Input(name, type, ["N", 1]).Identity());
        IDataView data = _context.Data.LoadFromEnumerable(new[] { new AllTypes(), new AllTypes { F = 7, S = "b", T = false, Key = 3 } });
        IDataView scored = _context.Transforms.ApplyOnnxModel(new MemoryStream(OnnxExporter.ToBytes(graph))).Fit(data).Transform(data);
        foreach ((string name, ElementType _) in columns)
        {
            // A column of the output's name, without the ending, hides the one that was read.
            Assert.Equal(new VectorDataViewType((PrimitiveDataViewType)(name == "u32" ? NumberDataViewType.UInt32 : data.Schema[name].Type), 1, 1), scored.Schema[name].Type);
        }
        Assert.Equal([1f, 7f], scored.GetColumn<float[]>("f").Select(v => v[0]));
        Assert.Equal([true, false], scored.GetColumn<bool[]>("t").Select(v => v[0]));
        Assert.Equal(["a", "b"], scored.GetColumn<string[]>("s").Select(v => v[0]));
        Assert.Equal([2u, 3u], scored.GetColumn<uint[]>("u32").Select(v => v[0]));
        Assert.Equal([12UL, 12UL], scored.GetColumn<ulong[]>("u64").Select(v => v[0]));
    }

    [Fact]
    public void HalfPrecisionIsSinglePrecisionInColumns()
    {
        var graph = new Graph();
        graph.Output("y", graph.Input("x", ElementType.Float16, ["N", 2]) * 2);
        IDataView data = _context.Data.LoadFromEnumerable(new[] { new X2 { X = [0.5f, 3] } });
        IDataView scored = _context.Transforms.ApplyOnnxModel(new MemoryStream(OnnxExporter.ToBytes(graph))).Fit(data).Transform(data);
        Assert.Equal([1f, 6f], scored.GetColumn<float[]>("y").Single());
    }

    [Fact]
    public void GivenShapesStandInForOpenOnes()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["A", "B", "C"]);
        graph.Output("y", x.ReduceSum([1], keepDims: false));
        byte[] onnx = OnnxExporter.ToBytes(graph);
        IDataView data = _context.Data.LoadFromEnumerable(new[] { new X6 { X = [1, 2, 3, 4, 5, 6] } });
        Assert.Contains("shapeDictionary", Assert.ThrowsAny<ArgumentException>(() => _context.Transforms.ApplyOnnxModel("y", "x", new MemoryStream(onnx)).Fit(data)).Message);

        Dictionary<string, int[]> shapes = new() { ["x"] = [1, 3, 2] };
        OnnxTransformer model = _context.Transforms.ApplyOnnxModel("y", "x", new MemoryStream(onnx), shapes).Fit(data);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1, 2), model.GetOutputSchema(data.Schema)["y"].Type);
        Assert.Equal([9f, 12f], model.Transform(data).GetColumn<float[]>("y").Single());
        using var zip = new MemoryStream();
        _context.Model.Save(model, data.Schema, zip);
        zip.Position = 0;
        Assert.Equal([9f, 12f], _context.Model.Load(zip, out _).Transform(data).GetColumn<float[]>("y").Single());

        Assert.Contains("2x3", Refused("x", 2, 3));
        Assert.Contains("'z'", Refused("z", 1, 3));
        Assert.Contains("'y'", Refused("y", 1, 2, 3));

        string Refused(string name, params int[] dims) => Assert.ThrowsAny<ArgumentException>(()
            => _context.Transforms.ApplyOnnxModel("y", "x", new MemoryStream(onnx), new Dictionary<string, int[]> { [name] = dims })).Message;
    }

    [Fact]
    public void ErrorsNameColumnExpectedAndFound()
    {
        var graph = new Graph();
        graph.Output("y", graph.Input("x", ElementType.Float32, ["N", 3, 4]) * 2);
        byte[] onnx = OnnxExporter.ToBytes(graph);
        string size = Refused(new[] { new X6() });
        Assert.Contains("'x'", size);
        Assert.Contains("Nx3x4", size);
        Assert.Contains("Vector<Single, 6>", size);
        string type = Refused(new[] { new TextX() });
        Assert.Contains("expected Vector<Single, 1, 3, 4>, got String", type);
        Assert.Contains("'x', which is not there", Refused(new[] { new OneInput() }));

        IDataView uneven = _context.Data.LoadFromEnumerable(new[] { new AnyX { X = new float[12] }, new AnyX { X = new float[11] } });
        IDataView scored = _context.Transforms.ApplyOnnxModel("y", "x", new MemoryStream(onnx)).Fit(uneven).Transform(uneven);
        string row = Assert.Throws<InvalidOperationException>(() => scored.GetColumn<float[]>("y").Count()).Message;
        Assert.Contains("Row 1", row);
        Assert.Contains("has 11", row);

        string Refused<T>(T[] rows) where T : class
            => Assert.ThrowsAny<ArgumentException>(() => _context.Transforms.ApplyOnnxModel("y", "x", new MemoryStream(onnx)).Fit(_context.Data.LoadFromEnumerable(rows))).Message;
    }

    private sealed class TwoInputs
    {
        [ColumnName("a"), VectorType(2)]
        public float[] A { get; set; } = [];

        [ColumnName("b"), VectorType(3)]
        public float[] B { get; set; } = [];
    }

    private sealed class OneInput
    {
        [ColumnName("a"), VectorType(2)]
        public float[] A { get; set; } = new float[2];
    }

    private sealed class X2
    {
        [ColumnName("x"), VectorType(2)]
        public float[] X { get; set; } = new float[2];
    }

    private sealed class X6
    {
        [ColumnName("x"), VectorType(6)]
        public float[] X { get; set; } = new float[6];
    }

    private sealed class AnyX
    {
        [ColumnName("x")]
        public float[] X { get; set; } = [];
    }

    private sealed class TextX
    {
        [ColumnName("x")]
        public string X { get; set; } = "";
    }

    private sealed class AllTypes
    {
        [ColumnName("f")]
        public float F { get; set; } = 1;

        [ColumnName("d")]
        public double D { get; set; } = 2;

        [ColumnName("i8")]
        public sbyte I8 { get; set; } = -3;

        [ColumnName("u8")]
        public byte U8 { get; set; } = 4;

        [ColumnName("i16")]
        public short I16 { get; set; } = -5;

        [ColumnName("u16")]
        public ushort U16 { get; set; } = 6;

        [ColumnName("i32")]
        public int I32 { get; set; } = -7;

        [ColumnName("u32"), KeyType(10)]
        public uint Key { get; set; } = 2;

        [ColumnName("i64")]
        public long I64 { get; set; } = -11;

        [ColumnName("u64")]
        public ulong U64 { get; set; } = 12;

        [ColumnName("t")]
        public bool T { get; set; } = true;

        [ColumnName("s")]
        public string S { get; set; } = "a";
    }
}
