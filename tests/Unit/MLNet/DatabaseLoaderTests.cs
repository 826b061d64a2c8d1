using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class DatabaseLoaderTests : IDisposable
{
    private readonly SqliteConnection _keeper = new("Data Source=loader-tests;Mode=Memory;Cache=Shared");
    private readonly MLContext _ml = new(1);

    public DatabaseLoaderTests()
    {
        _keeper.Open();
        using SqliteCommand command = _keeper.CreateCommand();
        command.CommandText = "DROP TABLE IF EXISTS t; CREATE TABLE t (id INTEGER, name TEXT, a REAL, b REAL, k INTEGER, at TEXT);"
            + "INSERT INTO t VALUES (1, 'one', 0.5, NULL, 2, '2020-01-02 03:04:05'), (2, NULL, -1, 3, 9, NULL)";
        command.ExecuteNonQuery();
    }

    public void Dispose() => _keeper.Dispose();

    private DatabaseSource Query(string text = "SELECT id, name, a, b, k, at FROM t ORDER BY id") => new(SqliteFactory.Instance, _keeper.ConnectionString, text);

    private sealed class Row
    {
        [LoadColumnName("id")] public int Number = 0;
        public string Name = "";
        [LoadColumnName("a", "b")] public float[] Values = [];
        [LoadColumn(4), KeyType(3)] public uint Key = 0;
        [LoadColumn(5)] public DateTime At = default;
    }

    [Fact]
    public void AClassIsFilledByNamesAndPlaces()
    {
        IDataView data = _ml.Data.CreateDatabaseLoader<Row>().Load(Query());
        for (int reading = 0; reading < 2; reading++)
        {
            Row[] rows = [.. _ml.Data.CreateEnumerable<Row>(data, false)];
            Assert.Equal([1, 2], rows.Select(row => row.Number));
            Assert.Equal(["one", ""], rows.Select(row => row.Name));
            Assert.Equal([0.5f, float.NaN], rows[0].Values);
            Assert.Equal([3u, 0u], rows.Select(row => row.Key));
            Assert.Equal([new DateTime(2020, 1, 2, 3, 4, 5), default], rows.Select(row => row.At));
        }
    }

    [Fact]
    public void ColumnsMayBeGivenOneByOne()
    {
        DatabaseLoader loader = _ml.Data.CreateDatabaseLoader(new("F", DbType.Double, 2, 3), new("name", DbType.String, null, null), new("K", DbType.UInt32, [new("k")], new KeyCount(10)));
        IDataView data = loader.Load(Query());
        Assert.Equal([[0.5, double.NaN], [-1, 3]], data.GetColumn<double[]>("F"));
        Assert.Equal([3u, 10u], data.GetColumn<uint>("K"));
        using MemoryStream zip = new();
        _ml.Model.Save(_ml.Transforms.CopyColumns("X", "F").Fit(data), loader, zip);
        Assert.True(zip.Length > 0);
    }

    [Fact]
    public void WhatTheQueryDoesNotGiveIsNamed()
    {
        IDataView missing = _ml.Data.CreateDatabaseLoader(new DatabaseLoader.Column("X", DbType.Single, [new("zz")])).Load(Query());
        Assert.Contains("It gives: id, name, a, b, k, at", Assert.Throws<ArgumentException>(() => missing.GetColumn<float>("X").ToArray()).Message);
        IDataView far = _ml.Data.CreateDatabaseLoader(new DatabaseLoader.Column("X", DbType.Single, 17)).Load(Query());
        Assert.Contains("only 6 fields", Assert.Throws<ArgumentException>(() => far.GetColumn<float>("X").ToArray()).Message);
        IDataView text = _ml.Data.CreateDatabaseLoader(new DatabaseLoader.Column("X", DbType.Int32, 1)).Load(Query());
        Assert.Contains("Row 0 of the query, column 'X' (field 'name'): 'one' of type String is no Int32", Assert.Throws<FormatException>(() => text.GetColumn<int>("X").ToArray()).Message);
    }
}
