using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class BinaryDataTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly MLContext _ml = new(1);

    public void Dispose() => File.Delete(_path);

    private sealed class Row
    {
        public string Name { get; set; } = "";
        public bool Truth { get; set; }
        [KeyType(9)] public uint Key { get; set; }
        public sbyte Small { get; set; }
        public DateTime Time { get; set; }
        public DateTimeOffset Zoned { get; set; }
        public TimeSpan Span { get; set; }
        [VectorType(3)] public double[] Fixed { get; set; } = new double[3];
        public string[] Words { get; set; } = [];
        public VBuffer<float> Sparse { get; set; }
    }

    private static Row[] Rows(int count) => [.. Enumerable.Range(0, count).Select(i => new Row
    {
        Name = i % 3 == 0 ? $"ä\uD800{i}" : $"n{i}",
        Truth = i % 2 == 0,
        Key = (uint)(i % 10),
        Small = (sbyte)-i,
        Time = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(i),
        Zoned = new DateTimeOffset(2020, 1, 1, 0, 0, i % 60, TimeSpan.FromMinutes(-30)),
        Span = TimeSpan.FromTicks(i),
        Fixed = [i, double.NaN, -i],
        Words = [.. Enumerable.Repeat("w", i % 4)],
        Sparse = new VBuffer<float>(100 + i, 1, [i], [i % 100]),
    })];

    private static string Text(Row row) => $"{row.Name}|{row.Truth}|{row.Key}|{row.Small}|{row.Time:o}|{row.Zoned:o}|{row.Span}|{string.Join(' ', row.Fixed)}|{string.Join(' ', row.Words)}|"
        + $"{row.Sparse.Length}:{string.Join(' ', row.Sparse.Items())}";

    private IDataView Save(IDataView data)
    {
        using (FileStream stream = File.Create(_path)) _ml.Data.SaveAsBinary(data, stream);
        return _ml.Data.LoadFromBinary(_path);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10_000)]
    public void EveryTypeComesBackAsItWas(int count)
    {
        IDataView loaded = Save(_ml.Data.LoadFromEnumerable(Rows(count)));
        Assert.Equal(Rows(count).Select(Text), _ml.Data.CreateEnumerable<Row>(loaded, false).Select(Text));
        Assert.Equal(9UL, ((KeyDataViewType)loaded.Schema["Key"].Type).Count);
    }

    [Fact]
    public void AnnotationsAreKept()
    {
        IDataView data = _ml.Transforms.Conversion.MapValueToKey("Id", "Name").Fit(_ml.Data.LoadFromEnumerable(Rows(5))).Transform(_ml.Data.LoadFromEnumerable(Rows(5)));
        IDataView loaded = Save(data);
        Assert.True(loaded.Schema["Id"].HasKeyValues());
        Assert.Equal(data.GetColumn<uint>("Id"), loaded.GetColumn<uint>("Id"));
    }

    [Fact]
    public void DamagedFilesEndInAClearError()
    {
        Save(_ml.Data.LoadFromEnumerable(Rows(50)));
        byte[] good = File.ReadAllBytes(_path);
        Random random = new(7);
        for (int i = 0; i < 500; i++)
        {
            byte[] bad = [.. good];
            if (i % 4 == 0) bad = bad[..random.Next(bad.Length)];
            else
                for (int hits = random.Next(1, 4); hits > 0; hits--) bad[i % 2 == 0 ? random.Next(Math.Min(2000, bad.Length)) : random.Next(bad.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(_path, bad);
            Exception? error = Record.Exception(() =>
            {
                IDataView data = _ml.Data.LoadFromBinary(_path);
                using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
                while (cursor.MoveNext()) { }
            });
            Assert.True(error is null or FormatException, $"mutation {i}: {error}");
            if (error is not null) Assert.Contains(_path, error.Message);
        }
    }

    [Fact]
    public void AnOfficialFileIsNamedAsSuch()
    {
        File.WriteAllBytes(_path, [.. "CML\0DVB\0"u8, .. new byte[64]]);
        Assert.Contains("official ML.NET", Assert.Throws<FormatException>(() => _ml.Data.LoadFromBinary(_path)).Message);
    }
}
