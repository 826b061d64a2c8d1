using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class TextSavingTests
{
    private readonly MLContext _ml = new(1);

    private sealed class Row
    {
        public string Name { get; set; } = "";
        public bool Truth { get; set; }
        [KeyType(3)] public uint Key { get; set; }
        public double Number { get; set; }
        public DateTime Time { get; set; }
        [VectorType(8)] public float[] Sparse { get; set; } = new float[8];
    }

    private static Row[] Rows =>
    [
        new() { Name = "plain", Truth = true, Key = 2, Number = 0.1, Time = new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc), Sparse = [0, 0, 0, 0, 0, 0, 0, 1.5f] },
        new() { Name = "a\t\"b\", c:d", Number = double.NaN, Sparse = [1, 2, 3, 4, 5, 6, 7, 8] },
        new() { Name = " # spaced", Key = 3, Number = -1e300 },
        new() { Name = "" },
    ];

    private string Save(char separator = '\t', bool schema = true, bool dense = false, bool header = true)
    {
        using MemoryStream stream = new();
        _ml.Data.SaveAsText(_ml.Data.LoadFromEnumerable(Rows), stream, separator, header, schema, forceDense: dense);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [Theory]
    [InlineData('\t', false)]
    [InlineData(',', true)]
    [InlineData(';', false)]
    public void WhatIsSavedWithItsSchemaIsReadBack(char separator, bool dense)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Save(separator, dense: dense));
            Row[] rows = [.. _ml.Data.CreateEnumerable<Row>(_ml.Data.LoadFromTextFile(path), false)];
            Assert.Equal(Rows.Select(Text), rows.Select(Text));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Text(Row row) => $"{row.Name}|{row.Truth}|{row.Key}|{row.Number}|{row.Time:o}|{string.Join(' ', row.Sparse)}".Replace("0000000Z", "0000000");

    [Fact]
    public void MostlyEmptyRowsAreSparseAndSettingsStandInFront()
    {
        string[] lines = Save().Split('\n');
        Assert.Equal("#@ TextLoader{", lines[0]);
        Assert.Contains("#@   col=Key:U4[3]:2", lines);
        Assert.Contains("#@   col=Sparse:R4:5-12", lines);
        Assert.Equal("Name\tTruth\tKey\tNumber\tTime\t8\t0:\"\"", lines.First(line => !line.StartsWith('#')));
        Assert.Equal("plain\t1\t1\t0.1\t\"2020-01-02T03:04:05.0000000Z\"\t8\t7:1.5", lines.SkipWhile(line => line.StartsWith('#')).ElementAt(1));
        Assert.DoesNotContain("#", Save(schema: false, header: false).Split('\n')[0]);
    }

    [Fact]
    public void OtherSeparatorsAreRefused() => Assert.Throws<ArgumentException>(() => Save('x'));
}
