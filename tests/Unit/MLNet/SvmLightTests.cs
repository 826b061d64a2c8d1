using System.Globalization;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class SvmLightTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly MLContext _ml = new(1);

    private const string Text = "# made by hand\n1\t1:3\t4:6\n  -1 cost:5\t2:4 \t4:7\t6:-1   \n\n1\t5:-2 # two: 2:3\r\n \t # nothing\n0.5 qid:7 sid:3 cost:0.5\t3:2.5 2:1e-3\n";

    public void Dispose() => File.Delete(_path);

    private static int Rounds => Mutations.Rounds(400);

    private string Write(string text)
    {
        File.WriteAllText(_path, text);
        return _path;
    }

    private static string[] Lines(IDataView data)
    {
        List<string> lines = [];
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        ValueGetter<float> label = cursor.GetGetter<float>(data.Schema["Label"]), weight = cursor.GetGetter<float>(data.Schema["Weight"]);
        ValueGetter<ulong> group = cursor.GetGetter<ulong>(data.Schema["GroupId"]);
        ValueGetter<ReadOnlyMemory<char>> comment = cursor.GetGetter<ReadOnlyMemory<char>>(data.Schema["Comment"]);
        ValueGetter<VBuffer<float>> features = cursor.GetGetter<VBuffer<float>>(data.Schema["Features"]);
        float y = 0, w = 0;
        ulong g = 0;
        ReadOnlyMemory<char> c = default;
        VBuffer<float> x = default;
        while (cursor.MoveNext())
        {
            label(ref y);
            weight(ref w);
            group(ref g);
            comment(ref c);
            features(ref x);
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{y}|{w}|{g}|{c}|{x.Length}|{string.Join(' ', x.Items().Select(item => FormattableString.Invariant($"{item.Key}:{item.Value}")))}"));
        }
        return [.. lines];
    }

    [Fact]
    public void LinesAreRead()
    {
        IDataView data = _ml.Data.LoadFromSvmLightFile(Write(Text));
        Assert.Equal(["Label", "Weight", "GroupId", "Comment", "Features"], data.Schema.Select(column => column.Name));
        Assert.Equal(NumberDataViewType.Single, data.Schema["Label"].Type);
        Assert.Equal(new KeyDataViewType(typeof(ulong), ulong.MaxValue - 1), data.Schema["GroupId"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 6), data.Schema["Features"].Type);
        for (int reading = 0; reading < 2; reading++)
            Assert.Equal(["1|1|0||6|0:3 3:6", "-1|5|0||6|1:4 3:7 5:-1", "1|1|0| two: 2:3|6|4:-2", "0.5|0.5|8||6|1:0.001 2:2.5"], Lines(data));
    }

    [Fact]
    public void FeaturesBeyondTheGivenSizeAreLeftOutAndCounted()
    {
        List<string> messages = [];
        _ml.Log += (_, e) => messages.Add(e.Message);
        Assert.Equal(["1|1|0||5|1:3 4:6", "-1|5|0||5|2:4 4:7", "1|1|0| two: 2:3|5|", "0.5|0.5|8||5|2:0.001 3:2.5"], Lines(_ml.Data.LoadFromSvmLightFile(Write(Text), inputSize: 5, zeroBased: true)));
        Assert.Contains(messages, message => message.Contains("4 rows; 2 values were left out"));
        Assert.Equal("1|1|0||4|0:2", Assert.Single(Lines(_ml.Data.LoadFromSvmLightFile(Write("1 1:2 2147483649:3 99999999999999999999999999:1"), inputSize: 4))));
    }

    [Fact]
    public void TheSizeMayBeSeenInTheFirstRows()
    {
        Assert.Equal("1|1|0| two: 2:3|4|", Lines(_ml.Data.LoadFromSvmLightFile(Write(Text), numberOfRows: 1))[2]);
        Assert.Equal("1|1|0||2147483647|0:2 2147483646:3", Assert.Single(Lines(_ml.Data.LoadFromSvmLightFile(Write("1 1:2 2147483647:3")))));
    }

    [Fact]
    public void FullVectorsAreDense()
    {
        IDataView data = _ml.Data.LoadFromSvmLightFile(Write("? 3:3 1:1 2:2\n2 2:1\nNaN qid:-3 1:1 2:0 3:?"));
        Assert.Equal(["NaN|1|0||3|0:1 1:2 2:3", "2|1|0||3|1:1", "NaN|1|0||3|0:1 1:0 2:NaN"], Lines(data));
    }

    [Fact]
    public void NamesStandForFeatures()
    {
        SvmLightLoader loader = _ml.Data.CreateSvmLightLoaderWithFeatureNames(dataSample: new MultiFileSource(Write("1 qid:1 aurora:3.5 größe:123\n-1 qid:5 größe:345 chagrin:-21 cost:2\n")));
        IDataView data = loader.Load(new MultiFileSource(_path));
        VBuffer<ReadOnlyMemory<char>> names = default;
        data.Schema["Features"].GetSlotNames(ref names);
        Assert.Equal(["aurora", "größe", "chagrin"], names.DenseValues().Select(name => name.ToString()));
        Assert.Equal(["1|1|2||3|0:3.5 1:123", "-1|2|6||3|1:345 2:-21"], Lines(data));
        Assert.Equal(["-1|1|0||3|0:1 2:2", "1|1|0||3|2:3"], Lines(loader.Load(new MultiFileSource(Write("-1 chagrin:2 aurora:1\n1 chagrin:3 euclid:4")))));
        Assert.Equal(["-1|1|0||2|0:2 1:1", "1|1|0||2|0:3"], Lines(_ml.Data.LoadFromSvmLightFileWithFeatureNames(_path, numberOfRows: 1)));
    }

    [Fact]
    public void FilesAreReadOneAfterTheOtherInAnyEncoding()
    {
        string second = Path.GetTempFileName();
        try
        {
            File.WriteAllText(second, "3 1:1 # größer", Encoding.Unicode);
            IDataView data = _ml.Data.CreateSvmLightLoader(inputSize: 2).Load(new MultiFileSource(Write("1 2:1"), second));
            Assert.Equal(["1|1|0||2|1:1", "3|1|0| größer|2|0:1"], Lines(data));
            File.WriteAllText(second, "\n3 x:1");
            FormatException error = Assert.Throws<FormatException>(() => Lines(data));
            Assert.StartsWith($"{second}, line 2: ", error.Message);
        }
        finally
        {
            File.Delete(second);
        }
        Assert.Empty(Lines(_ml.Data.CreateSvmLightLoader(inputSize: 2).Load(new MultiFileSource())));
    }

    [Theory]
    [InlineData("1 1:1\nq 1:3", 2, "the label 'q' is no number")]
    [InlineData("1:3 2:4", 1, "the label '1:3' is no number")]
    [InlineData("1 1;3", 1, "'1;3' is no index:value pair")]
    [InlineData("1 1: 3", 1, "'1:' is no index:value pair")]
    [InlineData("# c\n\n1 :3", 3, "':3' is no index:value pair")]
    [InlineData("1 1:hello", 1, "'hello' is no number")]
    [InlineData("1 0:3 4:6", 1, "Set zeroBased")]
    [InlineData("1 -1:3", 1, "'-1' is no index: write a whole number from 1 on")]
    [InlineData("1 a:3", 1, "or load the file with feature names")]
    [InlineData("1 2:3 1:1 2:4", 1, "the feature 2 has two values")]
    [InlineData("1 cost:much", 1, "'much' is no number")]
    [InlineData("1 qid:1.5 1:1", 1, "'1.5' is no group")]
    [InlineData("1 qid:18446744073709551614 1:1", 1, "write a whole number from 0 to 18446744073709551613")]
    public void ABadLineIsNamedWithWhatToDo(string text, int line, string part)
    {
        foreach (int inputSize in new[] { 0, 4 })
        {
            FormatException error = Assert.Throws<FormatException>(() => Lines(_ml.Data.LoadFromSvmLightFile(Write(text), inputSize: inputSize)));
            Assert.StartsWith($"{_path}, line {line}: ", error.Message);
            Assert.Contains(part, error.Message);
        }
    }

    [Fact]
    public void MistakesAreExplained()
    {
        Assert.Contains("set inputSize", Assert.Throws<ArgumentException>(() => _ml.Data.CreateSvmLightLoader()).Message);
        Assert.Contains("pass a dataSample", Assert.Throws<ArgumentException>(() => _ml.Data.CreateSvmLightLoaderWithFeatureNames()).Message);
        Assert.Contains("no row with a feature", Assert.Throws<FormatException>(() => _ml.Data.LoadFromSvmLightFile(Write("1\n# 1:2"))).Message);
        Assert.Contains("no row with a feature", Assert.Throws<FormatException>(() => _ml.Data.LoadFromSvmLightFileWithFeatureNames(Write(""))).Message);
        Assert.Contains("'chagrin' has two values", Assert.Throws<FormatException>(() => _ml.Data.LoadFromSvmLightFileWithFeatureNames(Write("1 chagrin:3 euclid:4 chagrin:5"))).Message);
        Assert.Throws<FileNotFoundException>(() => _ml.Data.LoadFromSvmLightFile(_path + ".none"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromSvmLightFile(_path, numberOfRows: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromSvmLightFile(_path, inputSize: -1));
    }

    private string Saved(IDataView data, bool zeroBased = false, bool binary = false, string? group = null, string? weight = null, string label = "Label", string features = "Features")
    {
        using MemoryStream stream = new();
        _ml.Data.SaveInSvmLightFormat(data, stream, zeroBased, binary, label, features, group, weight);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatIsSavedIsReadBack(bool zeroBased)
    {
        IDataView data = _ml.Data.LoadFromSvmLightFile(Write(Text));
        string text = Saved(data, zeroBased, group: "GroupId", weight: "Weight");
        Assert.Equal(zeroBased ? "0.5 qid:7 cost:0.5 1:0.001 2:2.5" : "0.5 qid:7 cost:0.5 2:0.001 3:2.5", text.Split('\n')[3]);
        string[] expected = [.. Lines(data).Select(line => line.Replace(" two: 2:3", ""))];
        Assert.Equal(expected, Lines(_ml.Data.LoadFromSvmLightFile(Write(text), zeroBased: zeroBased)));
    }

    private sealed class Row
    {
        public bool Truth { get; set; }
        [KeyType(5)] public uint Class { get; set; }
        public double Number { get; set; }
        [VectorType(3)] public float[] Features { get; set; } = [];
    }

    [Fact]
    public void LabelsOfEveryKindAreSaved()
    {
        IDataView data = _ml.Data.LoadFromEnumerable<Row>(
        [
            new() { Truth = true, Class = 3, Number = -2.5, Features = [0, float.NaN, 1e-10f] },
            new() { Class = 0, Number = double.NaN, Features = [-0.5f, 0, 0] },
            new() { Number = 4, Features = [0, 0, 0] },
        ]);
        Assert.Equal("1 2:NaN 3:1E-10\n0 1:-0.5\n0\n", Saved(data, label: "Truth"));
        Assert.Equal("-1 2:NaN 3:1E-10\n0 1:-0.5\n1\n", Saved(data, binary: true, label: "Number"));
        Assert.StartsWith("2 qid:2 2:NaN", Saved(data, label: "Class", group: "Class"));
        Assert.Contains("There is no label column 'Label'", Assert.Throws<ArgumentOutOfRangeException>(() => Saved(data)).Message);
        Assert.Contains("There is no row group column", Assert.Throws<ArgumentOutOfRangeException>(() => Saved(data, label: "Truth", group: "g")).Message);
        Assert.Contains("expected a vector of Single", Assert.Throws<ArgumentOutOfRangeException>(() => Saved(data, label: "Truth", features: "Number")).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ALoaderDoesTheSameAfterSavingAndLoading(bool names)
    {
        IMultiStreamSource source = new MultiFileSource(Write("1 7:3 2:4\n2 qid:3 9:1"));
        SvmLightLoader loader = names ? _ml.Data.CreateSvmLightLoaderWithFeatureNames(dataSample: source) : _ml.Data.CreateSvmLightLoader(zeroBased: true, dataSample: source);
        using MemoryStream zip = new();
        _ml.Model.Save(_ml.Transforms.CopyColumns("Copy", "Features").Fit(loader.Load(source)), loader, zip);
        zip.Position = 0;
        IDataView loaded = _ml.Model.LoadWithDataLoader(zip, out IDataLoader<IMultiStreamSource> back) is ITransformer model ? model.Transform(back.Load(source)) : null!;
        Assert.Equal(Lines(loader.Load(source)), Lines(loaded));
        Assert.Equal(names, loaded.Schema["Copy"].HasSlotNames());
    }

    [Fact]
    public void DamagedTextIsReadOrRefusedClearly()
    {
        Random random = new(5);
        for (int round = 0; round < Rounds; round++)
        {
            List<byte> bytes = [.. Encoding.UTF8.GetBytes(Text)];
            for (int edits = random.Next(1, 8); edits > 0 && bytes.Count > 0; edits--) Mutations.Edit(bytes, random, "::#\r\n\t09-.eq "u8);
            File.WriteAllBytes(_path, [.. bytes]);
            Exception? error = Record.Exception(() => Lines(round % 3 == 0 ? _ml.Data.LoadFromSvmLightFileWithFeatureNames(_path)
                : _ml.Data.LoadFromSvmLightFile(_path, inputSize: round % 2 * 5, zeroBased: round % 4 == 0)));
            Assert.True(error is null or FormatException, $"round {round}: {Convert.ToHexString([.. bytes])}\n{error}");
            if (error is not null) Assert.Contains(_path, error.Message);
        }
    }
}
