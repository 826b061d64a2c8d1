using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class BatchScoringTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Row
    {
        public long Id { get; set; }

        public string Name { get; set; } = "";

        public float[] Items { get; set; } = [];

        [ColumnName("x"), VectorType(2)]
        public float[] X { get; set; } = [];
    }

    private sealed class Scored
    {
        public long Id { get; set; }

        public string Name { get; set; } = "";

        public float[] Items { get; set; } = [];

        [ColumnName("y")]
        public float[] Y { get; set; } = [];
    }

    private static byte[] Doubling()
    {
        Graph graph = new();
        graph.Output("y", graph.Input("x", ElementType.Float32, ["N", 2]) * 2);
        using MemoryStream stream = new();
        OnnxExporter.Export(graph, stream);
        return stream.ToArray();
    }

    private IDataView Data(int count) => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, count)
        .Select(i => new Row { Id = i, Name = "n" + i, Items = [.. Enumerable.Repeat((float)i, i % 4)], X = [i, -i] }).ToList());

    private ITransformer Model() => _ml.Transforms.ApplyOnnxModel("y", "x", new MemoryStream(Doubling())).Fit(Data(1));

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(300)]
    public void ColumnsThatPassThroughStayWithTheirRows(int count)
    {
        Scored[] rows = [.. _ml.Data.CreateEnumerable<Scored>(Model().Transform(Data(count)), reuseRowObject: false)];
        Assert.Equal(count, rows.Length);
        for (int i = 0; i < count; i++)
        {
            Assert.Equal((i, "n" + i), (rows[i].Id, rows[i].Name));
            Assert.Equal(Enumerable.Repeat((float)i, i % 4), rows[i].Items);
            Assert.Equal([2f * i, -2f * i], rows[i].Y);
        }
    }

    [Fact]
    public void IdentitiesAndOrdersSurviveReadingAhead()
    {
        IDataView source = Data(200), scored = Model().Transform(source);
        Assert.Equal(Ids(source, null), Ids(scored, null));
        Assert.Equal(Ids(source, 7), Ids(scored, 7));
        Assert.NotEqual(Ids(source, null), Ids(scored, 7));
        Assert.Equal(5, _ml.Data.TakeRows(scored, 5).GetColumn<float[]>("y").Count());
    }

    [Fact]
    public void NothingIsScoredWhereNoScoreIsRead()
    {
        IDataView bad = _ml.Data.LoadFromEnumerable(new[] { new Row { Id = 9, X = [1] } });
        IDataView scored = Model().Transform(bad);
        Assert.Equal([9L], scored.GetColumn<long>("Id"));
        Assert.Throws<InvalidOperationException>(() => scored.GetColumn<float[]>("y").Count());
    }

    private sealed class Meeting
    {
        public static Barrier? Both { get; set; }

        public int First
        {
            get
            {
                Both?.SignalAndWait(TimeSpan.FromSeconds(20));
                return Number;
            }
        }

        public int Second => Number;

        [NoColumn]
        public int Number { get; set; }
    }

    private sealed class Pair
    {
        public int A { get; set; }

        public int B { get; set; }
    }

    [Fact]
    public async Task TwoPredictionsAtOnceDoNotSeeEachOther()
    {
        ITransformer model = _ml.Transforms.CopyColumns("A", "First").Append(_ml.Transforms.CopyColumns("B", "Second")).Fit(_ml.Data.LoadFromEnumerable(new[] { new Meeting() }));
        using PredictionEngine<Meeting, Pair> engine = _ml.Model.CreatePredictionEngine<Meeting, Pair>(model);
        // Both calls stand inside the first column at the same time; a shared row would give one of them the other's values.
        Meeting.Both = new Barrier(2);
        Task<Pair> one = Task.Factory.StartNew(() => engine.Predict(new Meeting { Number = 1 }), TaskCreationOptions.LongRunning);
        Task<Pair> two = Task.Factory.StartNew(() => engine.Predict(new Meeting { Number = 2 }), TaskCreationOptions.LongRunning);
        Assert.Equal((1, 1, 2, 2), ((await one).A, (await one).B, (await two).A, (await two).B));
        Meeting.Both = null;
    }

    private static string[] Ids(IDataView data, int? seed)
    {
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema, seed is int value ? new Random(value) : null);
        ValueGetter<DataViewRowId> get = cursor.GetIdGetter();
        ValueGetter<long> number = cursor.GetGetter<long>(data.Schema["Id"]);
        List<string> ids = [];
        while (cursor.MoveNext())
        {
            DataViewRowId id = default;
            long row = 0;
            get(ref id);
            number(ref row);
            ids.Add($"{id} {row} {cursor.Position}");
        }
        return [.. ids];
    }
}
