using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class EnumerableDataTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Row
    {
        public float Number { get; set; }

        [ColumnName("Renamed")]
        public string? Text;

        [VectorType(2)]
        public float[]? Pair { get; set; }

        public string[]? Words { get; set; }

        [KeyType(5)]
        public uint Key { get; set; }

        [NoColumn]
        public object? Ignored { get; set; }

        public VBuffer<double> Sparse { get; set; }

        public DateTime Time { get; set; }
    }

    private static Row Make(int i) => new()
    {
        Number = i,
        Text = "t" + i,
        Pair = [i, -i],
        Words = ["a", "b" + i],
        Key = (uint)(i % 6),
        Sparse = new VBuffer<double>(4, 1, [i + 0.5], [2]),
        Time = new DateTime(2020, 1, 1 + i),
    };

    [Fact]
    public void ObjectsGoInAndComeOutAgain()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 3).Select(Make).ToList());
        Assert.Equal(["Text", "Number", "Pair", "Words", "Key", "Sparse", "Time"], data.Schema.Select(c => c.Name == "Renamed" ? "Text" : c.Name));
        Assert.Equal("Vector<Single, 2>", data.Schema["Pair"].Type.ToString());
        Assert.Equal("Vector<String>", data.Schema["Words"].Type.ToString());
        Assert.Equal("Key<UInt32, 0-4>", data.Schema["Key"].Type.ToString());
        Row[] rows = [.. _ml.Data.CreateEnumerable<Row>(data, reuseRowObject: false)];
        Assert.Equal(3, rows.Length);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("t" + i, rows[i].Text);
            Assert.Equal([i, -i], rows[i].Pair!);
            Assert.Equal(["a", "b" + i], rows[i].Words!);
            Assert.Equal([0, 0, i + 0.5, 0], rows[i].Sparse.DenseValues());
            Assert.Equal(Make(i).Time, rows[i].Time);
        }
        Assert.NotSame(rows[0].Pair, rows[1].Pair);
    }

    private sealed class Wrong
    {
        public double Number { get; set; }
    }

    private sealed class Extra
    {
        public float Number { get; set; }

        public float Missing { get; set; } = 7;
    }

    [Fact]
    public void MembersThatDoNotFitAreNamed()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { Make(1) });
        Assert.Contains("Number", Assert.Throws<InvalidOperationException>(() => _ml.Data.CreateEnumerable<Wrong>(data, false)).Message);
        Assert.Contains("Missing", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.CreateEnumerable<Extra>(data, false)).Message);
        Assert.Equal(7, _ml.Data.CreateEnumerable<Extra>(data, false, ignoreMissingColumns: true).Single().Missing);
        Row bad = Make(0);
        bad.Pair = [1, 2, 3];
        Assert.Contains("Pair", Assert.Throws<InvalidOperationException>(() => _ml.Data.LoadFromEnumerable(new[] { bad }).GetColumn<float[]>("Pair").ToArray()).Message);
    }

    private sealed class Free
    {
        public float[]? Features { get; set; }
    }

    [Fact]
    public void ASchemaDefinitionSetsTheLengthAtRunTime()
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Free));
        definition["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 3);
        definition["Features"].AddAnnotation("Unit", "cm".AsMemory(), TextDataViewType.Instance);
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { new Free { Features = [1, 2, 3] } }, definition);
        Assert.Equal(3, ((VectorDataViewType)data.Schema["Features"].Type).Size);
        ReadOnlyMemory<char> unit = default;
        data.Schema["Features"].Annotations.GetValue("Unit", ref unit);
        Assert.Equal("cm", unit.ToString());
        IDataView again = _ml.Data.LoadFromEnumerable(new[] { new Free { Features = [4, 5, 6] } }, data.Schema);
        Assert.Equal([4, 5, 6], again.GetColumn<float[]>("Features").Single());
    }

    [Fact]
    public void InactiveColumnsCannotBeReadAndWrongTypesNeither()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { Make(1) });
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema["Number"]]);
        Assert.True(cursor.IsColumnActive(data.Schema["Number"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<uint>(data.Schema["Key"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<int>(data.Schema["Number"]));
    }

    [Fact]
    public void APreviewShowsRowsAndColumns()
    {
        DataDebuggerPreview preview = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 5).Select(Make)).Preview(2);
        Assert.Equal(2, preview.RowView.Length);
        Assert.Equal(1f, preview.RowView[1].Values.Single(value => value.Key == "Number").Value);
        Assert.Equal([0f, 1f], preview.ColumnView.Single(column => column.Column.Name == "Number").Values);
    }
}
