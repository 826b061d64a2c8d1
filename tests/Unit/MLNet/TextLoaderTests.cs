using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class TextLoaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("text").FullName;
    private readonly MLContext _ml = new(1);

    public void Dispose() => Directory.Delete(_folder, true);

    private string Write(string text, string name = "data.csv") => Write(Encoding.UTF8.GetBytes(text), name);

    private string Write(byte[] bytes, string name = "data.csv")
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private string[] Texts(string path, Action<TextLoader.Options>? change = null)
    {
        TextLoader.Options options = new() { Separators = [','], Columns = [new("A", DataKind.String, 0), new("B", DataKind.String, 1)] };
        change?.Invoke(options);
        IDataView data = _ml.Data.LoadFromTextFile(path, options);
        return [.. data.GetColumn<string>("A").Zip(data.GetColumn<string>("B"), (a, b) => $"{a}|{b}")];
    }

    [Theory]
    [InlineData("a,b\nc,d\n", "a|b;c|d")]
    [InlineData("a,b\r\nc,d", "a|b;c|d")]
    [InlineData("a,b\rc,d\ne,f\r\n", "a|b;c|d;e|f")]
    [InlineData("\n\na,b\n\r\n\nc,d\n", "a|b;c|d")]
    [InlineData("a\nc,d,e\n,f\n", "a|;c|d;|f")]
    [InlineData("  a,  b \n", "a|b ")]
    [InlineData("#x\n//y\na,b\n//z\n#c,d\n", "a|b;#c|d")]
    [InlineData("a\0b,\0\n", "a\0b|\0")]
    [InlineData("", "")]
    [InlineData("\n\r\n", "")]
    [InlineData("\"a\",b\n", "\"a\"|b")]
    public void LinesAndFieldsAreCutAsTheFormatSays(string text, string expected) => Assert.Equal(expected, string.Join(';', Texts(Write(text))));

    [Theory]
    [InlineData("\"a,\"\"b\"\"\",c\n", "a,\"b\"|c")]
    [InlineData("\"\",x\n", "|x")]
    [InlineData("\"a\" ,x\n", "a|x")]
    [InlineData("a\"b,\"c\"\n", "a\"b|c")]
    [InlineData("\"open,x\ny,z\n", "|;y|z")]
    [InlineData("\"a\"b,x\ny,z\n", "|x;y|z")]
    public void QuotesKeepFieldsTogether(string text, string expected)
        => Assert.Equal(expected, string.Join(';', Texts(Write(text), options => options.AllowQuoting = true)));

    [Theory]
    [InlineData("\"a\nb\",c\nd,e\n", "a\nb|c;d|e")]
    [InlineData("\"a\r\n\r\nb\",c\r\nd,e", "a\n\nb|c;d|e")]
    [InlineData("x,\"1\n\"\"2\"\"\n3\"\ny,\"z\"", "x|1\n\"2\"\n3;y|z")]
    [InlineData("//\"\na,b", "a|b")]
    public void QuotedFieldsMayGoOverLines(string text, string expected)
        => Assert.Equal(expected, string.Join(';', Texts(Write(text), options => options.AllowQuoting = options.ReadMultilines = true)));

    [Fact]
    public void AnotherEscapeCharacterTakesTheQuotesMeaningAway()
        => Assert.Equal(["a\"b,c\\d|x"], Texts(Write("\"a\\\"b,c\\d\",x\n"), options => (options.AllowQuoting, options.EscapeChar) = (true, '\\')));

    [Fact]
    public void SeveralSeparatorsAndOnesOutsideAsciiSeparate()
    {
        Assert.Equal(["a|b", "c|d"], Texts(Write("a;b\nc,d\n"), options => options.Separators = [',', ';']));
        Assert.Equal(["a|b", "c|d"], Texts(Write("a|b\nc;d\n"), options => options.Separators = [',', ';', '|']));
        Assert.Equal(["a|b§", "ä|d"], Texts(Write("a·b§\nä·d\n"), options => options.Separators = ['·']));
    }

    [Fact]
    public void ByteOrderMarksAreNoPartOfTheText()
    {
        Assert.Equal(["ä|b"], Texts(Write([0xEF, 0xBB, 0xBF, .. "ä,b\n"u8])));
        Assert.Equal(["ä|b"], Texts(Write([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("ä,b\n")])));
        Assert.Equal(["ä|b"], Texts(Write([.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes("ä,b\n")])));
        Assert.Equal(["ä|b"], Texts(Write([.. Encoding.UTF32.Preamble, .. Encoding.UTF32.GetBytes("ä,b\n")])));
        Assert.Equal(["\uFFFDx|b"], Texts(Write([0xFF, (byte)'x', .. ",b\n"u8])));
    }

    [Fact]
    public void HugeFieldsAndManyBlocksKeepTheirOrder()
    {
        string huge = new('x', 3_000_000);
        string text = string.Join("\r\n", Enumerable.Range(0, 40_000).Select(i => i == 777 ? $"{i},{huge}" : $"{i},row {i}"));
        foreach (bool threads in new[] { true, false })
            foreach (bool multiline in new[] { true, false })
            {
                string[] rows = Texts(Write(text), options => (options.UseThreads, options.AllowQuoting, options.ReadMultilines) = (threads, multiline, multiline));
                Assert.Equal(40_000, rows.Length);
                Assert.Equal("777|" + huge, rows[777]);
                Assert.All(Enumerable.Range(0, 40_000).Where(i => i != 777), i => Assert.Equal($"{i}|row {i}", rows[i]));
            }
    }

    [Theory]
    [InlineData("0.1", 0.1f)]
    [InlineData("-1.5e3", -1500f)]
    [InlineData("+.5", 0.5f)]
    [InlineData("5.", 5f)]
    [InlineData("16777217", 16777216f)]
    [InlineData("1.00000017881393432617187500000001", 1.0000002384185791f)]
    [InlineData("3.4028236e38", float.PositiveInfinity)]
    [InlineData("1e-45", float.Epsilon)]
    [InlineData("1.1754942e-38", 1.1754942e-38f)]
    [InlineData("", 0f)]
    [InlineData("?", float.NaN)]
    [InlineData("NA", float.NaN)]
    [InlineData("n/a", float.NaN)]
    [InlineData("nan", float.NaN)]
    [InlineData("-Infinity", float.NegativeInfinity)]
    [InlineData("∞", float.PositiveInfinity)]
    [InlineData("0x10", float.NaN)]
    [InlineData("1,5", 1f)]
    [InlineData("1e", float.NaN)]
    public void RealNumbersAreReadToTheNearestAndWhatIsNoneIsMissing(string text, float expected)
    {
        IDataView data = _ml.Data.LoadFromTextFile(Write(text + ",1\n"), [new("A", DataKind.Single, 0), new("B", DataKind.Single, 1)], ',');
        Assert.Equal(text.Length == 0 ? [0f] : [expected], data.GetColumn<float>("A"));
    }

    [Fact]
    public void RealNumbersAreRoundedAsTheBaseLibraryDoes()
    {
        Random random = new(5);
        string[] texts = [.. Enumerable.Range(0, 20_000).Select(_ => (random.NextDouble() * Math.Pow(10, random.Next(-12, 12))).ToString($"E{random.Next(0, 16)}", System.Globalization.CultureInfo.InvariantCulture))];
        IDataView data = _ml.Data.LoadFromTextFile(Write(string.Join('\n', texts.Select(text => $"{text},{text}"))), [new("A", DataKind.Single, 0), new("B", DataKind.Double, 1)], ',');
        Assert.Equal(texts.Select(text => float.Parse(text, System.Globalization.CultureInfo.InvariantCulture)), data.GetColumn<float>("A"));
        Assert.Equal(texts.Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture)), data.GetColumn<double>("B"));
    }

    [Fact]
    public void EmptyRealsAndFieldsThatAreNotThereAreNaNOnRequest()
    {
        string path = Write("1,,3\n4\n");
        TextLoader.Options options = new() { Separators = [','], MissingRealsAsNaNs = true, Columns = [new("A", DataKind.Single, 0, 2), new("B", DataKind.Double, 1)] };
        IDataView data = _ml.Data.LoadFromTextFile(path, options);
        Assert.Equal([[1, float.NaN, 3], [4, float.NaN, float.NaN]], data.GetColumn<float[]>("A"));
        Assert.Equal([double.NaN, double.NaN], data.GetColumn<double>("B"));
        options.MissingRealsAsNaNs = false;
        Assert.Equal([[1, 0, 3], [4, 0, 0]], _ml.Data.LoadFromTextFile(path, options).GetColumn<float[]>("A"));
    }

    [Fact]
    public void ACommaMayBeTheDecimalMarker()
    {
        TextLoader.Options options = new() { Separators = [';'], DecimalMarker = ',', Columns = [new("A", DataKind.Double, 0, 2)] };
        Assert.Equal([[1.5, 2, double.NaN]], _ml.Data.LoadFromTextFile(Write("1,5;2;1.5\n"), options).GetColumn<double[]>("A"));
    }

    [Fact]
    public void EveryKindOfValueIsRead()
    {
        string path = Write("-5\t200\tYes\t2\t2020-01-02T03:04:05\t01:02:03\t2020-01-02 03:04:05 +02:00\n7\t\t-1\t9\t\t\t\n");
        IDataView data = _ml.Data.LoadFromTextFile(path, [new("I", DataKind.Int32, 0), new("U", DataKind.Byte, 1), new("B", DataKind.Boolean, 2),
            new("K", DataKind.UInt32, [new(3)], new KeyCount(5)), new("D", DataKind.DateTime, 4), new("S", DataKind.TimeSpan, 5), new("Z", DataKind.DateTimeOffset, 6)]);
        Assert.Equal([-5, 7], data.GetColumn<int>("I"));
        Assert.Equal([(byte)200, (byte)0], data.GetColumn<byte>("U"));
        Assert.Equal([true, false], data.GetColumn<bool>("B"));
        Assert.Equal([3u, 0u], data.GetColumn<uint>("K"));
        Assert.Equal(5UL, ((KeyDataViewType)data.Schema["K"].Type).Count);
        Assert.Equal([new DateTime(2020, 1, 2, 3, 4, 5), default], data.GetColumn<DateTime>("D"));
        Assert.Equal([new TimeSpan(1, 2, 3), default], data.GetColumn<TimeSpan>("S"));
        Assert.Equal([new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), default], data.GetColumn<DateTimeOffset>("Z"));
    }

    [Fact]
    public void AValueThatHasNoMissingFormEndsTheReadingWithFileLineAndColumn()
    {
        string path = Write("#c\n1,x\n\n2,y\nthree,z\n4,w\n");
        IDataView data = _ml.Data.LoadFromTextFile(path, [new("Age", DataKind.Int32, 0)], ',');
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        Assert.True(cursor.MoveNext());
        Assert.True(cursor.MoveNext());
        FormatException error = Assert.Throws<FormatException>(() => cursor.MoveNext());
        Assert.Equal($"{path}, line 5, column 'Age' (field 0): 'three' is no number of type Int32, which has no missing value. Correct the file, or load the column as String.", error.Message);
    }

    [Fact]
    public void BadValuesAreLoggedWithTheirPlace()
    {
        List<LoggingEventArgs> messages = [];
        _ml.Log += (_, message) => messages.Add(message);
        string path = Write("h,h\n1,2\nx,2\n\"1,3\n");
        TextLoader.Options options = new() { Separators = [','], HasHeader = true, AllowQuoting = true, Columns = [new("F", DataKind.Single, 0, 1)] };
        Assert.Equal(3, _ml.Data.LoadFromTextFile(path, options).GetColumn<float[]>("F").Count());
        Assert.Contains(messages, message => message.RawMessage == $"{path}, line 3, slot 0 of column 'F' (field 0): 'x' is no number of type Single; it is missing now.");
        Assert.Contains(messages, message => message.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning && message.RawMessage.StartsWith($"{path}, line 4, field 0: a quote is not closed"));
        Assert.Contains(messages, message => message.RawMessage == "Processed 3 rows with 1 bad values and 1 format errors");
    }

    [Fact]
    public void SparseRowsAreRead()
    {
        TextLoader.Options options = new() { AllowSparse = true, Separators = [' '], Columns = [new("L", DataKind.Single, 0), new("F", DataKind.Single, [new() { Min = 1, VariableEnd = true }])] };
        IDataView data = _ml.Data.LoadFromTextFile(Write("1 5 0:2 3:4\n0 3\n2 6 1:1 9:1\n"), options);
        float[][] rows = [.. data.GetColumn<float[]>("F")];
        Assert.Equal([2, 0, 0, 4, 0], rows[0]);
        Assert.Equal([3], rows[1]);
        Assert.Equal([0, 1, 0, 0, 0, 0], rows[2]);
        options.InputSize = 4;
        Assert.Equal([0, 7, 0], _ml.Data.LoadFromTextFile(Write("1 1:7\n"), options).GetColumn<float[]>("F").Single());
    }

    [Fact]
    public void RangesTakeTheRestAndTheHeaderNamesSlots()
    {
        string path = Write("id,a,label,b,c\n1,2,3,4,5\n");
        TextLoader.Options options = new() { Separators = [','], HasHeader = true, Columns = [new("Label", DataKind.Single, 2), new("Rest", DataKind.Single, [new() { Min = 1, AutoEnd = true, AllOther = true }])] };
        IDataView data = _ml.Data.LoadFromTextFile(path, options);
        Assert.Equal([2, 4, 5], data.GetColumn<float[]>("Rest").Single());
        VBuffer<ReadOnlyMemory<char>> names = default;
        data.Schema["Rest"].GetSlotNames(ref names);
        Assert.Equal(["a", "b", "c"], names.DenseValues().Select(name => name.ToString()));
    }

    [Fact]
    public void WithoutOptionsTheFirstFieldIsTheLabel()
    {
        IDataView data = _ml.Data.LoadFromTextFile(Write("1\t2\t3\n4\t5\t6\n"));
        Assert.Equal([1, 4], data.GetColumn<float>("Label"));
        Assert.Equal([[2, 3], [5, 6]], data.GetColumn<float[]>("Features"));
        FormatException uneven = Assert.Throws<FormatException>(() => _ml.Data.LoadFromTextFile(Write("1\t2\t3\n4\t5\n")));
        Assert.Contains("line 1 has 3 fields and line 2 has 2", uneven.Message);
        Assert.Throws<FormatException>(() => _ml.Data.LoadFromTextFile(Write("")));
    }

    private sealed class Row
    {
        [LoadColumn(0), ColumnName("Name")] public string Text = "";
        [LoadColumn(1, 2)] public float[] Numbers = [];
        [LoadColumn(3), KeyType(3)] public uint Key = 0;
        [NoColumn] public int Ignored = 0;
    }

    [Fact]
    public void AClassSaysItsColumns()
    {
        IDataView data = _ml.Data.LoadFromTextFile<Row>(Write("name,x,y,k\nn,1,2,2\nm,3,4,\n"), ',', hasHeader: true);
        Row[] rows = [.. _ml.Data.CreateEnumerable<Row>(data, false)];
        Assert.Equal(("n", 2f, 3u), (rows[0].Text, rows[0].Numbers[1], rows[0].Key));
        Assert.Equal(0u, rows[1].Key);
        Assert.Contains("has no [LoadColumn]", Assert.Throws<InvalidOperationException>(() => _ml.Data.LoadFromTextFile<EnumerableRow>(Write(""))).Message);
    }

    private sealed class EnumerableRow { public float A = 0; }

    [Fact]
    public void SeveralFilesAreReadInOrder()
    {
        Write("h,h\na,1\n", "part-1.txt");
        Write("h,h\nb,2", "part-2.txt");
        foreach (string path in new[] { Path.Combine(_folder, "part-*.txt"), _folder, Path.Combine(_folder, "part-1.txt") + "+" + Path.Combine(_folder, "part-2.txt") })
            Assert.Equal(["a|1", "b|2"], Texts(path, options => options.HasHeader = true));
        Assert.Throws<FileNotFoundException>(() => Texts(Path.Combine(_folder, "none.txt")));
    }

    [Fact]
    public void MaxRowsAndTrimmingAreHeeded()
    {
        Assert.Equal(["a|b"], Texts(Write("a,b\nc,d\n"), options => options.MaxRows = 1));
        Assert.Equal(["a|b"], Texts(Write("a,b \t\n"), options => options.TrimWhitespace = true));
    }

    [Theory]
    [InlineData('0')]
    [InlineData('\n')]
    [InlineData('"')]
    public void SeparatorsThatMeanSomethingElseAreRefused(char separator)
        => Assert.Throws<ArgumentException>(() => Texts(Write("a"), options => options.Separators = [separator]));

    [Fact]
    public void ALoaderIsSavedWithAModel()
    {
        string path = Write("id,a,b\n1,2,3\n");
        TextLoader.Options options = new() { Separators = [','], HasHeader = true, MaxRows = 5, Columns = [new("K", DataKind.UInt32, [new(0)], new KeyCount(4)), new("F", DataKind.Single, 1, 2)] };
        TextLoader loader = _ml.Data.CreateTextLoader(options, new MultiFileSource(path));
        ITransformer model = _ml.Transforms.Concatenate("X", "F").Fit(loader.Load(new MultiFileSource(path)));
        string zip = Path.Combine(_folder, "model.zip");
        _ml.Model.Save(model, loader, zip);
        ITransformer loaded = new MLContext().Model.LoadWithDataLoader(zip, out IDataLoader<IMultiStreamSource> reader);
        IDataView data = loaded.Transform(reader.Load(path));
        Assert.Equal([2, 3], data.GetColumn<float[]>("X").Single());
        Assert.True(data.Schema["F"].HasSlotNames());
        Assert.Equal([2u], data.GetColumn<uint>("K"));
    }
}
