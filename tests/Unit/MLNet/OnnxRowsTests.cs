using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

/// <summary>Rows go through a model together only where the numbers cannot tell.</summary>
public class OnnxRowsTests
{
    private const int Rows = 70;

    private static readonly Dictionary<string, (bool Together, Func<Value, Value> Model)> Models = new()
    {
        ["elementwise"] = (true, x => (x * 2 + 1).Relu()),
        ["dense"] = (true, x => x.Gemm(Table(x, 3, 2), Row(x, 1, 2)).Softmax()),
        ["product"] = (true, x => x.MatMul(Table(x, 3, 2))),
        ["views"] = (true, x => x.Reshape(-1, 3, 1).Transpose(0, 2, 1).Reshape(0, 3)),
        ["computed views"] = (true, x => x.Reshape(x.Graph.Concat(0, x.ShapeOf().Gather(x.Graph.Constant(Tensor.Ints(0))), x.Graph.Constant(Tensor.Ints(-1)))).Unsqueeze(1).Squeeze(1)),
        ["repeated for each row"] = (true, x => x * x.Graph.Add(new Expand(), Row(x, 1, 2, 3), x.ShapeOf())),
        ["reduction"] = (true, x => x - x.ReduceMean([1])),
        ["joined"] = (true, x => x.Graph.Concat(1, x, x * 3)),
        ["sliced"] = (true, x => x.Slice(1, 1)),
        ["looked up"] = (true, x => Table(x, 9, 2).Gather(x.Cast(ElementType.Int64).Mod(x.Graph.Constant(Tensor.Ints(9))).Slice(1, 0, 1), 0).Reshape(-1, 2)),
        ["convolution"] = (true, x => x.Reshape(-1, 1, 3, 1).Conv(Table(x, 6, 1).Reshape(2, 1, 3, 1)).Flatten()),
        ["recurrent"] = (true, x => x.Reshape(-1, 3, 1).Transpose(1, 0, 2).LSTM(Table(x, 8, 1).Reshape(1, 8, 1), Table(x, 8, 2).Reshape(1, 8, 2))[1].Transpose(1, 0, 2).Reshape(-1, 2)),
        ["recurrent over rows"] = (false, x => x.Reshape(-1, 1, 3).LSTM(Table(x, 8, 3).Reshape(1, 8, 3), Table(x, 8, 2).Reshape(1, 8, 2))[0].Reshape(-1, 2)),
        ["mean over rows"] = (false, x => x - x.ReduceMean([0])),
        ["softmax over rows"] = (false, x => x.Softmax(0)),
        ["rows against rows"] = (false, x => x.MatMul(x.Transpose(1, 0))),
        ["rows against the sum of rows"] = (false, x => x * x.ReduceSum([0])),
        ["reversed"] = (false, x => x.Slice(0, -1, long.MinValue, -1)),
        ["counted"] = (false, x => x * x.ShapeOf().Slice(0, 0, 1).Cast(ElementType.Float32)),
        ["mixed views"] = (false, x => x.Transpose(1, 0).Reshape(-1, 3)),
        ["running sum"] = (false, x => x.CumSum(0)),
        ["first rows"] = (false, x => x.Slice(0, 0, 1)),
    };

    private readonly MLContext _context = new(1);

    public static TheoryData<string> Names => [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void RowsGoTogetherOnlyWhereTheyDoNotMeet(string name)
    {
        byte[] onnx = Export(["N", 3], Models[name].Model);
        int read = 0;
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, Rows).Select(i =>
        {
            read++;
            return MakeRow(i);
        }));
        ITransformer model = _context.Transforms.ApplyOnnxModel("y", "x", new MemoryStream(onnx)).Fit(data);
        float[][] together = [.. model.Transform(data).GetColumn<float[]>("y")];
        Assert.Equal(Rows, together.Length);
        for (int i = 0; i < Rows; i++)
        {
            IDataView one = _context.Data.LoadFromEnumerable(new[] { MakeRow(i) });
            float[] alone = model.Transform(one).GetColumn<float[]>("y").Single();
            Assert.Equal(alone.Length, together[i].Length);
            for (int k = 0; k < alone.Length; k++) Assert.Equal(alone[k], together[i][k], 1e-5f);
        }
        read = 0;
        using DataViewRowCursor cursor = model.Transform(data).GetRowCursor([model.GetOutputSchema(data.Schema)["y"]]);
        Assert.True(cursor.MoveNext());
        Assert.Equal(Models[name].Together ? 64 : 1, read);
    }

    [Fact]
    public void DimensionsNextToTheRowsStayWithTheirRow()
    {
        // The second dimension is open: its size follows from each row, so that rows cannot go together.
        byte[] onnx = Export(["N", "L"], x => x * 2);
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(1, 5).Select(i => new AnyRow { X = [.. Enumerable.Repeat((float)i, i)] }));
        IDataView scored = _context.Transforms.ApplyOnnxModel("y", "x", new MemoryStream(onnx)).Fit(data).Transform(data);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1, 0), scored.Schema["y"].Type);
        Assert.Equal(Enumerable.Range(1, 5).Select(i => Enumerable.Repeat(2f * i, i).ToArray()), scored.GetColumn<float[]>("y"));
    }

    [Fact]
    public void WhatCountsRowsInFrontCountsThemElsewhereToo()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N", 3]), state = graph.Input("state", ElementType.Float32, [2, "N", 3]);
        graph.Output("y", state + x);
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 3).Select(i => new StateRow { X = [i, i, i], State = [1, 2, 3, 4, 5, 6] }));
        IDataView scored = _context.Transforms.ApplyOnnxModel(new MemoryStream(OnnxExporter.ToBytes(graph))).Fit(data).Transform(data);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2, 1, 3), scored.Schema["y"].Type);
        Assert.Equal([3f, 4f, 5f, 6f, 7f, 8f], scored.GetColumn<float[]>("y").Last());
    }

    [Fact]
    public void SeveralRowsOfTheModelInOneStayTogether()
    {
        byte[] onnx = Export(["N", 3], x => x + 1);
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 4).Select(i => new TwiceRow { X = [i, i, i, 9, 9, 9] }));
        IDataView scored = _context.Transforms.ApplyOnnxModel("y", "x", new MemoryStream(onnx)).Fit(data).Transform(data);
        Assert.Equal([3f, 3f, 3f, 10f, 10f, 10f], scored.GetColumn<float[]>("y").ElementAt(2));
    }

    private static byte[] Export(SymbolicShape shape, Func<Value, Value> model)
    {
        var graph = new Graph();
        graph.Output("y", model(graph.Input("x", ElementType.Float32, shape)));
        return OnnxExporter.ToBytes(graph);
    }

    private static Value Table(Value x, int rows, int columns) =>
        x.Graph.Constant(Tensor.Of<float>([rows, columns], [.. Enumerable.Range(1, rows * columns).Select(i => i * 0.1f)]));

    private static Value Row(Value x, params float[] numbers) => x.Graph.Constant(Tensor.Of<float>([numbers.Length], numbers));

    private static Vector3 MakeRow(int i) => new() { X = [i % 7, (i + 2) % 5 - 1, 0.5f * (i % 3)] };

    private sealed class Vector3
    {
        [ColumnName("x"), VectorType(3)]
        public float[] X { get; set; } = [];
    }

    private sealed class TwiceRow
    {
        [ColumnName("x"), VectorType(6)]
        public float[] X { get; set; } = [];
    }

    private sealed class StateRow
    {
        [ColumnName("x"), VectorType(3)]
        public float[] X { get; set; } = [];

        [ColumnName("state"), VectorType(6)]
        public float[] State { get; set; } = [];
    }

    private sealed class AnyRow
    {
        [ColumnName("x")]
        public float[] X { get; set; } = [];
    }
}
