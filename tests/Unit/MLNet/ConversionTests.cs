using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class ConversionTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public float Number { get; set; }

        public string[] Words { get; set; } = [];

        public long Index { get; set; }
    }

    private static readonly Row[] Rows =
    [
        new() { Text = "pear", Number = 2.5f, Words = ["b", "a"], Index = 1 },
        new() { Text = "apple", Number = float.NaN, Words = ["a", "c"], Index = 0 },
        new() { Text = "", Number = -1, Words = [], Index = 7 },
        new() { Text = "pear", Number = 2.5f, Words = ["c", "c"], Index = 2 },
    ];

    private IDataView Data() => _ml.Data.LoadFromEnumerable(Rows);

    private IDataView Run(IEstimator<ITransformer> estimator)
    {
        // Every estimator announces what its transformer does.
        SchemaShape announced = estimator.GetOutputSchema(ShapeOf(Data()));
        IDataView output = estimator.Fit(Data()).Transform(Data());
        Assert.Equal(output.Schema.Where(column => !column.IsHidden).Select(column => column.Name).Order(), announced.Select(column => column.Name).Order());
        return output;
    }

    private SchemaShape ShapeOf(IDataView data) => _ml.Transforms.CopyColumns("Copy", "Text").GetOutputSchema(Shapes.Of(data.Schema));

    private static string[] KeyTexts(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        column.GetKeyValues(ref values);
        return [.. values.DenseValues().Select(value => value.ToString())];
    }

    [Fact]
    public void KeysFollowOccurrenceOrValue()
    {
        IDataView occurrence = _ml.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(Data()).Transform(Data());
        Assert.Equal([1u, 2u, 0u, 1u], occurrence.GetColumn<uint>("Key"));
        Assert.Equal(["pear", "apple"], KeyTexts(occurrence.Schema["Key"]));
        Assert.Equal("Key<UInt32, 0-1>", occurrence.Schema["Key"].Type.ToString());
        IDataView value = _ml.Transforms.Conversion.MapValueToKey("Key", "Text", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(Data()).Transform(Data());
        Assert.Equal([2u, 1u, 0u, 2u], value.GetColumn<uint>("Key"));
        IDataView limited = _ml.Transforms.Conversion.MapValueToKey("Key", "Text", maximumNumberOfKeys: 1).Fit(Data()).Transform(Data());
        Assert.Equal([1u, 0u, 0u, 1u], limited.GetColumn<uint>("Key"));
    }

    [Fact]
    public void KeysOfNumbersVectorsAndText()
    {
        IDataView numbers = _ml.Transforms.Conversion.MapValueToKey("Key", "Number", addKeyValueAnnotationsAsText: true).Fit(Data()).Transform(Data());
        Assert.Equal([1u, 0u, 2u, 1u], numbers.GetColumn<uint>("Key"));
        Assert.Equal(["2.5", "-1"], KeyTexts(numbers.Schema["Key"]));
        IDataView words = _ml.Transforms.Conversion.MapValueToKey("Key", "Words").Fit(Data()).Transform(Data());
        Assert.Equal([[1, 2], [2, 3], [], [3, 3]], words.GetColumn<uint[]>("Key"));
        IDataView back = _ml.Transforms.Conversion.MapKeyToValue("Back", "Key").Fit(words).Transform(words);
        Assert.Equal(["a", "c"], back.GetColumn<string[]>("Back").ElementAt(1));
    }

    private sealed class Label
    {
        public string Name { get; set; } = "";
    }

    [Fact]
    public void KeyDataFixesTheKeys()
    {
        IDataView keyData = _ml.Data.LoadFromEnumerable(new[] { new Label { Name = "kiwi" }, new Label { Name = "pear" } });
        IDataView output = _ml.Transforms.Conversion.MapValueToKey("Key", "Text", keyData: keyData).Fit(Data()).Transform(Data());
        Assert.Equal([2u, 0u, 0u, 2u], output.GetColumn<uint>("Key"));
        Assert.Equal(["kiwi", "pear"], KeyTexts(output.Schema["Key"]));
        Assert.Contains("Number", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.MapValueToKey("Key", "Number", keyData: keyData).Fit(Data())).Message);
    }

    [Fact]
    public void KeysComeBackAsTheirValues()
    {
        IDataView output = Run(_ml.Transforms.Conversion.MapValueToKey("Key", "Number").Append(_ml.Transforms.Conversion.MapKeyToValue("Key"))
            .Append(_ml.Transforms.CopyColumns("Copy", "Text")));
        Assert.Equal([2.5f, float.NaN, -1f, 2.5f], output.GetColumn<float>("Key"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.MapKeyToValue("Number").Fit(Data()));
    }

    [Fact]
    public void TablesMapIndicesToLabelsAndLabelsToKeys()
    {
        Dictionary<long, string> labels = new() { [0] = "cat", [1] = "dog", [2] = "cat" };
        IDataView text = Run(_ml.Transforms.Conversion.MapValue("L", labels, "Index").Append(_ml.Transforms.CopyColumns("Copy", "L")));
        Assert.Equal(["dog", "cat", "", "cat"], text.GetColumn<string>("L"));
        IDataView keys = _ml.Transforms.Conversion.MapValue("L", labels, "Index", treatValuesAsKeyType: true).Fit(Data()).Transform(Data());
        Assert.Equal([2u, 1u, 0u, 1u], keys.GetColumn<uint>("L"));
        Assert.Equal(["cat", "dog"], KeyTexts(keys.Schema["L"]));
        IDataView vectors = _ml.Transforms.Conversion.MapValue("V", new Dictionary<string, float[]> { ["pear"] = [1, 2], ["apple"] = [3, 4] }, "Text").Fit(Data()).Transform(Data());
        Assert.Equal([[1, 2], [3, 4], [0, 0], [1, 2]], vectors.GetColumn<float[]>("V"));
        IDataView words = _ml.Transforms.Conversion.MapValue("N", new Dictionary<string, float> { ["a"] = 10 }, "Words").Fit(Data()).Transform(Data());
        Assert.Equal([float.NaN, 10f], words.GetColumn<float[]>("N").First());
    }

    [Fact]
    public void ATableOfADataViewKeepsItsAnnotations()
    {
        IDataView keyed = _ml.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(Data()).Transform(_ml.Data.TakeRows(Data(), 2));
        IDataView output = _ml.Transforms.Conversion.MapValue("K", keyed, keyed.Schema["Index"], keyed.Schema["Key"], "Index").Fit(Data()).Transform(Data());
        Assert.Equal([1u, 2u, 0u, 0u], output.GetColumn<uint>("K"));
        Assert.Equal(["pear", "apple"], KeyTexts(output.Schema["K"]));
        Assert.Throws<InvalidOperationException>(() => _ml.Transforms.Conversion.MapValue("K", Data(), Data().Schema["Text"], Data().Schema["Index"], "Text"));
    }

    [Theory]
    [InlineData(DataKind.Int32, new[] { 2.0, 0, -1, 2 })]
    [InlineData(DataKind.Double, new[] { 2.5, double.NaN, -1, 2.5 })]
    [InlineData(DataKind.Boolean, new[] { 1.0, 1, 1, 1 })]
    public void NumbersConvert(DataKind kind, double[] expected)
    {
        IDataView output = _ml.Transforms.Conversion.ConvertType("C", "Number", kind).Fit(Data()).Transform(Data());
        Assert.Equal(expected, output.Preview().ColumnView.Single(column => column.Column.Name == "C").Values.Select(Convert.ToDouble));
    }

    [Fact]
    public void TextConvertsToNumbersAndBack()
    {
        IDataView text = _ml.Transforms.Conversion.ConvertType("T", "Number", DataKind.String).Fit(Data()).Transform(Data());
        Assert.Equal(["2.5", "NaN", "-1", "2.5"], text.GetColumn<string>("T"));
        IDataView back = _ml.Transforms.Conversion.ConvertType("N", "T").Fit(text).Transform(text);
        Assert.Equal(Data().GetColumn<float>("Number"), back.GetColumn<float>("N"));
        IDataView none = _ml.Transforms.Conversion.ConvertType("N", "Text").Fit(text).Transform(text);
        Assert.All(none.GetColumn<float>("N"), value => Assert.True(float.IsNaN(value)));
        IDataView keys = _ml.Transforms.Conversion.MapValueToKey("K", "Text").Append(_ml.Transforms.Conversion.ConvertType("K", outputKind: DataKind.Byte)).Fit(Data()).Transform(Data());
        Assert.Equal("Key<Byte, 0-1>", keys.Schema["K"].Type.ToString());
    }

    [Fact]
    public void KeysBecomeIndicatorsAndCounts()
    {
        IDataView one = _ml.Transforms.Conversion.MapValueToKey("K", "Text").Append(_ml.Transforms.Conversion.MapKeyToVector("V", "K")).Fit(Data()).Transform(Data());
        Assert.Equal([[1, 0], [0, 1], [0, 0], [1, 0]], one.GetColumn<float[]>("V"));
        VBuffer<ReadOnlyMemory<char>> names = default;
        one.Schema["V"].GetSlotNames(ref names);
        Assert.Equal(["pear", "apple"], names.DenseValues().Select(name => name.ToString()));
        Assert.True(one.Schema["V"].IsNormalized());
        IDataView bags = _ml.Transforms.Conversion.MapValueToKey("K", "Words").Append(_ml.Transforms.Conversion.MapKeyToVector("V", "K", outputCountVector: true)).Fit(Data()).Transform(Data());
        Assert.Equal([[1, 1, 0], [0, 1, 1], [0, 0, 0], [0, 0, 2]], bags.GetColumn<float[]>("V"));
        IDataView each = _ml.Transforms.Conversion.MapValueToKey("K", "Words").Append(_ml.Transforms.Conversion.MapKeyToVector("V", "K")).Fit(Data()).Transform(Data());
        Assert.Equal([1, 0, 0, 0, 1, 0], each.GetColumn<float[]>("V").First());
    }
}
