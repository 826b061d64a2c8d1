using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class DataOperationsTests
{
    private readonly MLContext _ml = new(seed: 3);

    public sealed class Row
    {
        public int Id { get; set; }

        public float Value { get; set; }

        public string Group { get; set; } = "";

        [KeyType(4)]
        public uint Key { get; set; }
    }

    private IDataView Data(int count) => _ml.Data.LoadFromEnumerable(Rows(count).ToList());

    private static IEnumerable<Row> Rows(int count)
        => Enumerable.Range(0, count).Select(i => new Row { Id = i, Value = i % 7 == 0 ? float.NaN : i, Group = "g" + i % 50, Key = (uint)(i % 5) });

    private static int[] Ids(IDataView data) => [.. data.GetColumn<int>("Id")];

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.35)]
    public void ASplitGivesEachRowToOneSideInAboutTheShareAsked(double fraction)
    {
        DataOperationsCatalog.TrainTestData split = _ml.Data.TrainTestSplit(Data(4000), fraction, seed: 5);
        int[] train = Ids(split.TrainSet), test = Ids(split.TestSet);
        Assert.Equal(Enumerable.Range(0, 4000), train.Concat(test).Order());
        Assert.InRange(test.Length / 4000.0, fraction - 0.03, fraction + 0.03);
        Assert.Equal(test, Ids(_ml.Data.TrainTestSplit(Data(4000), fraction, seed: 5).TestSet));
        Assert.NotEqual(test, Ids(_ml.Data.TrainTestSplit(Data(4000), fraction, seed: 6).TestSet));
    }

    [Fact]
    public void ASamplingKeyKeepsRowsTogether()
    {
        DataOperationsCatalog.TrainTestData split = _ml.Data.TrainTestSplit(Data(1000), 0.3, "Group");
        HashSet<string> train = [.. split.TrainSet.GetColumn<string>("Group")], test = [.. split.TestSet.GetColumn<string>("Group")];
        Assert.NotEmpty(train);
        Assert.NotEmpty(test);
        Assert.Empty(train.Intersect(test));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(Data(5), 0.3, "Nothing"));
    }

    [Fact]
    public void FoldsAreDisjointTestSetsThatCoverAllRows()
    {
        IReadOnlyList<DataOperationsCatalog.TrainTestData> folds = _ml.Data.CrossValidationSplit(Data(500), 4);
        Assert.Equal(4, folds.Count);
        Assert.Equal(Enumerable.Range(0, 500), folds.SelectMany(fold => Ids(fold.TestSet)).Order());
        Assert.All(folds, fold => Assert.Empty(Ids(fold.TrainSet).Intersect(Ids(fold.TestSet))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ShufflingKeepsAllRowsAndTheirValuesTogether(bool list)
    {
        IDataView source = list ? Data(300) : _ml.Data.LoadFromEnumerable(Rows(300).Where(_ => true));
        IDataView shuffled = _ml.Data.ShuffleRows(source, seed: 9, shufflePoolSize: 50);
        int[] ids = Ids(shuffled);
        Assert.NotEqual(Enumerable.Range(0, 300), ids);
        Assert.Equal(Enumerable.Range(0, 300), ids.Order());
        Assert.Equal(ids, Ids(shuffled));
        foreach (Row row in _ml.Data.CreateEnumerable<Row>(shuffled, false)) Assert.Equal("g" + row.Id % 50, row.Group);
    }

    [Fact]
    public void RowsAreSkippedAndTaken()
    {
        Assert.Equal([3, 4], Ids(_ml.Data.TakeRows(_ml.Data.SkipRows(Data(10), 3), 2)));
        Assert.Equal(2, _ml.Data.TakeRows(_ml.Data.SkipRows(Data(10), 3), 2).GetRowCount());
        Assert.Empty(Ids(_ml.Data.SkipRows(Data(3), 5)));
    }

    [Fact]
    public void FiltersChooseByRangeKeyAndMissingValues()
    {
        Assert.Equal([2, 3, 4], Ids(_ml.Data.FilterRowsByColumn(Data(10), "Value", 2, 5)));
        Assert.DoesNotContain(7, Ids(_ml.Data.FilterRowsByMissingValues(Data(20), "Value")));
        Assert.Equal(Enumerable.Range(0, 20).Where(i => i % 5 != 0), Ids(_ml.Data.FilterRowsByMissingValues(Data(20), "Key")));
        Assert.Equal(Enumerable.Range(0, 20).Where(i => i % 5 is 1 or 2), Ids(_ml.Data.FilterRowsByKeyColumnFraction(Data(20), "Key", 0, 0.5)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.FilterRowsByColumn(Data(1), "Group"));
    }

    [Fact]
    public void ABootstrapSampleAndItsComplementShareNoRow()
    {
        int[] sample = Ids(_ml.Data.BootstrapSample(Data(1000), seed: 2));
        int[] left = Ids(_ml.Data.BootstrapSample(Data(1000), seed: 2, complement: true));
        Assert.Empty(sample.Intersect(left));
        Assert.Equal(1000, sample.Distinct().Count() + left.Length);
        Assert.InRange(sample.Length, 900, 1100);
        Assert.InRange(left.Length, 320, 420);
    }

    [Fact]
    public void ACacheReadsItsSourceOnce()
    {
        int reads = 0;
        IDataView source = _ml.Data.LoadFromEnumerable(Rows(50).Select(row =>
        {
            reads++;
            return row;
        }));
        IDataView cache = _ml.Data.Cache(source);
        Assert.Equal(Ids(cache), Ids(cache));
        Assert.Equal(50, reads);
        Assert.True(cache.CanShuffle);
        Assert.NotEqual(Enumerable.Range(0, 50), Ids(_ml.Data.ShuffleRows(cache, shufflePoolSize: 1)));
    }

    [Fact]
    public void MessagesReachTheLogWithKindAndSource()
    {
        List<LoggingEventArgs> log = [];
        _ml.Log += (_, message) => log.Add(message);
        using (Microsoft.ML.Runtime.IChannel channel = ((Microsoft.ML.Runtime.IHostEnvironment)_ml).Register("Trainer").Start("Training"))
            channel.Warning(Microsoft.ML.Runtime.MessageSensitivity.None, "loss is {0}", 3);
        LoggingEventArgs warning = log.Single(message => message.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning);
        Assert.Equal("loss is 3", warning.RawMessage);
        Assert.Equal("Trainer; Training", warning.Source);
        Assert.Equal("[Source=Trainer; Training, Kind=Warning] loss is 3", warning.Message);
    }
}
