using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using static MlNetDeepLearning.Tests.Unit.MLNet.TransformChecks;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class CustomMappingTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Row
    {
        public int Age { get; set; }

        public string Name { get; set; } = "";
    }

    public sealed class Source
    {
        public int Age { get; set; }

        public string Name { get; set; } = "";
    }

    public sealed class Target
    {
        public bool IsOld { get; set; }

        public string Greeting { get; set; } = "";

        [VectorType(2)]
        public float[] Pair { get; set; } = [0, 0];
    }

    public sealed class Sum
    {
        public long Total;
    }

    public sealed class Running
    {
        public long SoFar { get; set; }
    }

    [CustomMappingFactoryAttribute("Greet")]
    public sealed class Greeting : CustomMappingFactory<Source, Target>
    {
        public static void Map(Source source, Target target)
        {
            target.IsOld = source.Age > 50;
            target.Greeting = $"hello {source.Name}";
            target.Pair = [source.Age, -source.Age];
        }

        public override Action<Source, Target> GetMapping() => Map;
    }

    [CustomMappingFactoryAttribute("Total")]
    public sealed class Totals : StatefulCustomMappingFactory<Source, Running, Sum>
    {
        public override Action<Source, Running, Sum> GetMapping() => (source, target, state) => target.SoFar = state.Total += source.Age;

        public override Action<Sum> GetStateInitAction() => state => state.Total = 100;
    }

    private IDataView Data() => _ml.Data.LoadFromEnumerable(new Row[] { new() { Age = 60, Name = "Ada" }, new() { Age = 20, Name = "Bob" }, new() { Age = 51 } });

    [Fact]
    public void UsersCodeComputesColumns()
    {
        IDataView output = Run(_ml, _ml.Transforms.CustomMapping<Source, Target>(Greeting.Map, "Greet"), Data());
        Assert.Equal([true, false, true], output.GetColumn<bool>("IsOld"));
        Assert.Equal(["hello Ada", "hello Bob", "hello "], output.GetColumn<string>("Greeting"));
        Assert.Equal("Vector<Single, 2>", output.Schema["Pair"].Type.ToString());
        ITransformer model = Reload(_ml, _ml.Transforms.CustomMapping<Source, Target>(Greeting.Map, "Greet").Fit(Data()), Data().Schema);
        Assert.Equal("hello Eve", _ml.Model.CreatePredictionEngine<Source, Target>(model).Predict(new Source { Name = "Eve" }).Greeting);
    }

    [Fact]
    public void TheCodeRunsOnceForARow()
    {
        int calls = 0;
        IDataView output = _ml.Transforms.CustomMapping<Source, Target>((source, target) => calls++, null).Fit(Data()).Transform(Data());
        using DataViewRowCursor cursor = output.GetRowCursor(output.Schema);
        ValueGetter<bool> old = cursor.GetGetter<bool>(output.Schema["IsOld"]);
        ValueGetter<ReadOnlyMemory<char>> greeting = cursor.GetGetter<ReadOnlyMemory<char>>(output.Schema["Greeting"]);
        bool isOld = false;
        ReadOnlyMemory<char> text = default;
        while (cursor.MoveNext())
        {
            old(ref isOld);
            greeting(ref text);
            old(ref isOld);
        }
        Assert.Equal(3, calls);
        Assert.Equal(3, output.GetColumn<int>("Age").Count());
        Assert.Equal(3, calls);
    }

    [Fact]
    public void MappingsWithoutANameOrAFactoryAreNotSavedOrLoaded()
    {
        ITransformer nameless = _ml.Transforms.CustomMapping<Source, Target>(Greeting.Map, null).Fit(Data());
        Assert.Contains("contract name", Assert.Throws<InvalidOperationException>(() => Reload(_ml, nameless, Data().Schema)).Message);
        ITransformer unknown = _ml.Transforms.CustomMapping<Source, Target>(Greeting.Map, "Nobody stands for this").Fit(Data());
        Assert.Contains("RegisterAssembly", Assert.Throws<FormatException>(() => Reload(_ml, unknown, Data().Schema)).Message);
        _ml.ComponentCatalog.RegisterAssembly(typeof(Greeting).Assembly);
        Assert.NotNull(Reload(_ml, _ml.Transforms.CustomMapping<Source, Target>(Greeting.Map, "Greet").Fit(Data()), Data().Schema));
        Assert.Contains("'Name'", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.CustomMapping<Source, Target>(Greeting.Map, null).Fit(_ml.Transforms.DropColumns("Name").Fit(Data()).Transform(Data()))).Message);
    }

    [Fact]
    public void CodeWithMemorySeesRowsInOrder()
    {
        Totals totals = new();
        IDataView output = Run(_ml, _ml.Transforms.StatefulCustomMapping(totals.GetMapping(), totals.GetStateInitAction(), "Total"), Data());
        Assert.Equal([160L, 180, 231], output.GetColumn<long>("SoFar"));
        Assert.False(output.CanShuffle);
        ITransformer model = _ml.Transforms.StatefulCustomMapping(totals.GetMapping(), totals.GetStateInitAction(), null).Fit(Data());
        Assert.False(model.IsRowToRowMapper);
        Assert.Throws<InvalidOperationException>(() => _ml.Model.CreatePredictionEngine<Source, Running>(model));
    }

    [Fact]
    public void RowsForWhichCodeSaysTrueAreLeftOut()
    {
        Assert.Equal([20], _ml.Data.FilterByCustomPredicate<Source>(Data(), row => row.Age > 50).GetColumn<int>("Age"));
        IDataView firstOfEach = _ml.Data.FilterByStatefulCustomPredicate<Source, Sum>(Data(), (row, state) => state.Total++ > 0, state => state.Total = 0);
        Assert.Equal([60], firstOfEach.GetColumn<int>("Age"));
        Assert.Equal([60], firstOfEach.GetColumn<int>("Age"));
    }
}
