using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class ModelZipTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private string? _pipeline;
    private readonly string _folder = Directory.CreateTempSubdirectory("mlnet-zip-").FullName;

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public float Number { get; set; }

        [VectorType(2)]
        public float[] Pair { get; set; } = [0, 0];
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private IDataView Data() => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 20)
        .Select(i => new Row { Text = "t" + i % 4, Number = i == 3 ? float.NaN : i / 3f, Pair = [i, -i] }).ToList());

    private ITransformer Model() => _ml.Transforms.Conversion.MapValueToKey("Label", "Text", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
        .Append(_ml.Transforms.Conversion.MapValueToKey("NumberKey", "Number", addKeyValueAnnotationsAsText: true))
        .Append(_ml.Transforms.Conversion.MapKeyToVector("OneHot", "Label"))
        .Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "Label"))
        .Append(_ml.Transforms.Conversion.MapValue("Looked", new Dictionary<string, double> { ["t1"] = double.NegativeInfinity, ["t2"] = 1e-300 }, "Text"))
        .Append(_ml.Transforms.Conversion.MapValue("Vectors", new Dictionary<string, string[]> { ["t1"] = ["p", "q"], ["t2"] = ["r"] }, "Text"))
        .Append(_ml.Transforms.Conversion.MapValue("Keys", new Dictionary<string, string> { ["t0"] = "zero", ["t3"] = "three" }, "Text", treatValuesAsKeyType: true))
        .Append(_ml.Transforms.Conversion.ConvertType("Whole", "Number", DataKind.Int64))
        .Append(_ml.Transforms.CopyColumns("Copy", "Pair"))
        .Append(_ml.Transforms.Concatenate("Features", "Number", "Copy", "OneHot"))
        .Append(_ml.Transforms.DropColumns("Copy"))
        .Fit(Data());

    private static string Show(IDataView data) => string.Join("\n", data.Preview(1000).RowView.Select(row
        => string.Join(";", row.Values.Select(value => value.Key + "=" + Text(value.Value)))));

    private static string Text(object value) => value is System.Collections.IEnumerable items ? string.Join(",", items.Cast<object>()) : $"{value}";

    private byte[] Saved(ITransformer? model = null)
    {
        using MemoryStream stream = new();
        _ml.Model.Save(model ?? Model(), Data().Schema, stream);
        return stream.ToArray();
    }

    [Fact]
    public void AModelDoesTheSameAfterSavingAndLoading()
    {
        string path = Path.Combine(_folder, "model.zip");
        ITransformer model = Model();
        _ml.Model.Save(model, Data().Schema, path);
        ITransformer loaded = new MLContext().Model.Load(path, out DataViewSchema schema);
        Assert.Equal(Data().Schema.Select(column => column.ToString()), schema.Select(column => column.ToString()));
        Assert.Equal(Show(model.Transform(Data())), Show(loaded.Transform(Data())));
        Assert.Equal(model.GetOutputSchema(schema).Select(column => column.ToString()), loaded.GetOutputSchema(schema).Select(column => column.ToString()));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void TheSameModelGivesTheSameBytes() => Assert.Equal(Saved(), Saved());

    [Fact]
    public void KeyValuesOfTheInputSchemaAreSavedToo()
    {
        IDataView keyed = _ml.Transforms.Conversion.MapValueToKey("Label", "Text").Fit(Data()).Transform(Data());
        using MemoryStream stream = new();
        _ml.Model.Save(_ml.Transforms.Conversion.MapKeyToValue("Back", "Label").Fit(keyed), keyed.Schema, stream);
        stream.Position = 0;
        _ml.Model.Load(stream, out DataViewSchema schema);
        VBuffer<ReadOnlyMemory<char>> values = default;
        schema["Label"].GetKeyValues(ref values);
        Assert.Equal(["t0", "t1", "t2", "t3"], values.DenseValues().Select(value => value.ToString()));
    }

    private sealed class Prediction
    {
        public string Back { get; set; } = "";

        public float[] Features { get; set; } = [];
    }

    [Fact]
    public void OneEngineServesManyThreads()
    {
        using PredictionEngine<Row, Prediction> engine = _ml.Model.CreatePredictionEngine<Row, Prediction>(Model());
        Parallel.For(0, 20000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            Prediction prediction = engine.Predict(new Row { Text = "t" + i % 4, Number = i, Pair = [i, 2 * i] });
            Assert.Equal("t" + i % 4, prediction.Back);
            Assert.Equal([i, i, 2 * i], prediction.Features[..3]);
            Assert.Equal(1, prediction.Features[3 + i % 4]);
        });
        Prediction mine = new() { Features = new float[7] };
        float[] kept = mine.Features;
        engine.Predict(new Row { Text = "t1", Number = 3 }, ref mine);
        Assert.Same(kept, mine.Features);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("/etc/passwd")]
    [InlineData("a\\..\\b")]
    [InlineData("C:evil")]
    public void NamesThatLeaveTheZipAreRefused(string name)
        => Assert.Contains("not allowed", Fails(Rewritten(zip => zip.CreateEntry(name))).Message);

    [Fact]
    public void NewerFormatsSaySoInOneLine()
    {
        FormatException error = Fails(Edited(text => text.Replace("\"version\": 1,\n  \"schema\"", "\"version\": 2,\n  \"schema\"")));
        Assert.Contains("newer version", error.Message);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Contains("newer version", Fails(Edited(text => text.Replace("\"kind\": \"CopyColumns\",\n        \"version\": 1", "\"kind\": \"CopyColumns\",\n        \"version\": 9"))).Message);
        Assert.Contains("no component 'System.Diagnostics.Process'", Fails(Edited(text => text.Replace("CopyColumns", "System.Diagnostics.Process"))).Message);
    }

    [Fact]
    public void BombsAndCrowdsAreRefused()
    {
        Assert.Contains("entries", Fails(Rewritten(zip => { for (int i = 0; i < 5000; i++) zip.CreateEntry("e" + i); })).Message);
        Assert.Contains("no model does", Fails(Rewritten(zip =>
        {
            using Stream stream = zip.CreateEntry("bomb", CompressionLevel.Optimal).Open();
            stream.Write(new byte[30_000_000]);
        })).Message);
        byte[] longer = Saved();
        // The uncompressed size in the central directory, which is the last record with that signature.
        int directory = longer.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(longer.AsSpan(directory + 24), 3_000_000_000u);
        Assert.Contains("bytes", Fails(longer).Message);
    }

    [Fact]
    public void TruncatedAndForeignFilesAreNamed()
    {
        string path = Path.Combine(_folder, "broken.zip");
        byte[] whole = Saved();
        foreach (int length in new[] { 0, 1, 100, whole.Length / 2, whole.Length - 1 })
        {
            File.WriteAllBytes(path, whole[..length]);
            FormatException error = Assert.Throws<FormatException>(() => _ml.Model.Load(path, out _));
            Assert.Contains(path, error.Message);
        }
        File.WriteAllText(path, "hello");
        Assert.Contains("no zip file", Assert.Throws<FormatException>(() => _ml.Model.Load(path, out _)).Message);
        Assert.Contains("missing.zip", Assert.Throws<FileNotFoundException>(() => _ml.Model.Load(Path.Combine(_folder, "missing.zip"), out _)).Message);
    }

    [Fact]
    public void AFailedSaveLeavesTheOldFile()
    {
        string path = Path.Combine(_folder, "kept.zip");
        _ml.Model.Save(Model(), null, path);
        byte[] before = File.ReadAllBytes(path);
        Assert.Throws<InvalidOperationException>(() => _ml.Model.Save(new Unsavable(), null, path));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    private FormatException Fails(byte[] bytes) => Assert.Throws<FormatException>(() => _ml.Model.Load(new MemoryStream(bytes), out _));

    private static string Pipeline(byte[] zip)
    {
        using ZipArchive archive = new(new MemoryStream(zip));
        using StreamReader reader = new(archive.GetEntry("pipeline.json")!.Open());
        return reader.ReadToEnd();
    }

    private byte[] Edited(Func<string, string> edit)
    {
        string text = _pipeline ??= Pipeline(Saved());
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using StreamWriter writer = new(archive.CreateEntry("pipeline.json").Open());
            writer.Write(edit(text));
        }
        return stream.ToArray();
    }

    private byte[] Rewritten(Action<ZipArchive> add)
    {
        string text = _pipeline ??= Pipeline(Saved());
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (StreamWriter writer = new(archive.CreateEntry("pipeline.json", CompressionLevel.Fastest).Open())) writer.Write(text);
            add(archive);
        }
        return stream.ToArray();
    }

    private sealed class Unsavable : ITransformer
    {
        public bool IsRowToRowMapper => false;
        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;
        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new InvalidOperationException();
        public void Save(ModelSaveContext ctx) { }
        public IDataView Transform(IDataView input) => input;
    }
}
