using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using static MlNetDeepLearning.Tests.Unit.MLNet.TransformChecks;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class CategoricalTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Row
    {
        public string Education { get; set; } = "";

        public float Number { get; set; }

        [VectorType(2)]
        public string[] Pair { get; set; } = ["", ""];

        public string[] Words { get; set; } = [];

        [KeyType(10)]
        public uint Frame { get; set; }
    }

    private IDataView Data() => _ml.Data.LoadFromEnumerable(new Row[]
    {
        new() { Education = "0-5yrs", Number = 3, Pair = ["a", "b"], Words = ["x", "y", "x"], Frame = 10 },
        new() { Education = "6-11yrs", Number = float.NaN, Pair = ["b", ""], Words = ["y"], Frame = 9 },
        new() { Education = "", Number = 3, Pair = ["a", "a"], Words = [], Frame = 0 },
        new() { Education = "11-15yrs", Number = -1, Pair = ["b", "b"], Words = ["z", "z"], Frame = 3 },
    });

    [Fact]
    public void CategoriesBecomeIndicators()
    {
        IDataView output = Run(_ml, _ml.Transforms.Categorical.OneHotEncoding("V", "Education").Append(_ml.Transforms.Categorical.OneHotEncoding("N", "Number"))
            .Append(_ml.Transforms.Categorical.OneHotEncoding("P", "Pair")).Append(_ml.Transforms.Categorical.OneHotEncoding("W", "Words")), Data());
        Assert.Equal([[1, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, 1]], output.GetColumn<float[]>("V"));
        Assert.Equal(["0-5yrs", "6-11yrs", "11-15yrs"], SlotNames(output, "V"));
        Assert.Equal(["3", "-1"], SlotNames(output, "N"));
        Assert.Equal([[1, 0], [0, 0], [1, 0], [0, 1]], output.GetColumn<float[]>("N"));
        Assert.Equal("Vector<Single, 2, 2>", output.Schema["P"].Type.ToString());
        Assert.Equal([[1, 0, 0, 1], [0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1]], output.GetColumn<float[]>("P"));
        Assert.Equal(["[0].a", "[0].b", "[1].a", "[1].b"], SlotNames(output, "P"));
        VBuffer<int> ranges = default;
        output.Schema["P"].Annotations.GetValue("CategoricalSlotRanges", ref ranges);
        Assert.Equal([0, 1, 2, 3], ranges.DenseValues());
        Assert.True(output.Schema["V"].IsNormalized());
    }

    [Fact]
    public void CategoriesBecomeCountsKeysAndBits()
    {
        IDataView output = Run(_ml, _ml.Transforms.Categorical.OneHotEncoding("B", "Words", OneHotEncodingEstimator.OutputKind.Bag)
            .Append(_ml.Transforms.Categorical.OneHotEncoding("K", "Education", OneHotEncodingEstimator.OutputKind.Key, keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue))
            .Append(_ml.Transforms.Categorical.OneHotEncoding("C", "Education", OneHotEncodingEstimator.OutputKind.Binary))
            .Append(_ml.Transforms.Categorical.OneHotEncoding([new("D", "Education"), new("E", "Pair")], OneHotEncodingEstimator.OutputKind.Indicator, maximumNumberOfKeys: 1)), Data());
        Assert.Equal([[2, 1, 0], [0, 1, 0], [0, 0, 0], [0, 0, 2]], output.GetColumn<float[]>("B"));
        Assert.False(output.GetColumn<VBuffer<float>>("B").ElementAt(1).IsDense);
        Assert.Equal([1u, 3u, 0u, 2u], output.GetColumn<uint>("K"));
        Assert.Equal([[0, 0, 0], [0, 0, 1], [1, 1, 1], [0, 1, 0]], output.GetColumn<float[]>("C"));
        Assert.Equal(["Bit2", "Bit1", "Bit0"], SlotNames(output, "C"));
        Assert.Equal([[1], [0], [0], [0]], output.GetColumn<float[]>("D"));
    }

    [Fact]
    public void TheDocumentedBitsComeOut()
    {
        IDataView output = Run(_ml, _ml.Transforms.Conversion.MapKeyToBinaryVector("V", "Frame"), Data());
        Assert.Equal([0, 1, 0, 0, 1], output.GetColumn<float[]>("V").First());
        Assert.Equal([0, 1, 0, 0, 0], output.GetColumn<float[]>("V").ElementAt(1));
        Assert.Equal([0, 0, 0, 1, 0], output.GetColumn<float[]>("V").Last());
        Assert.Contains("a key", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.MapKeyToBinaryVector("V", "Number").Fit(Data())).Message);
    }

    [Fact]
    public void HashedCategoriesBecomeVectorsAndKeys()
    {
        IDataView output = Run(_ml, _ml.Transforms.Categorical.OneHotHashEncoding("V", "Education", numberOfBits: 3)
            .Append(_ml.Transforms.Categorical.OneHotHashEncoding("K", "Education", OneHotEncodingEstimator.OutputKind.Key, 3, maximumNumberOfInverts: -1))
            .Append(_ml.Transforms.Categorical.OneHotHashEncoding("B", "Words", OneHotEncodingEstimator.OutputKind.Bag, 16, useOrderedHashing: false))
            .Append(_ml.Transforms.Categorical.OneHotHashEncoding("C", "Education", OneHotEncodingEstimator.OutputKind.Binary, 3)), Data());
        uint[] keys = [.. output.GetColumn<uint>("K")];
        Assert.Equal(0u, keys[2]);
        Assert.All(keys, key => Assert.InRange(key, 0u, 8u));
        Assert.Contains("11-15yrs", KeyValues(output, "K")[keys[3] - 1]);
        Assert.Equal(1, output.GetColumn<float[]>("V").First()[keys[0] - 1]);
        Assert.All(output.GetColumn<float[]>("V").ElementAt(2), value => Assert.Equal(0, value));
        VBuffer<float> bag = output.GetColumn<VBuffer<float>>("B").First();
        Assert.Equal((65536, 2), (bag.Length, bag.GetValues().Length));
        Assert.Equal([1f, 2f], bag.GetValues().ToArray().Order());
    }

    [Fact]
    public void IndicatorsAndBitsAreOnnxToo()
    {
        IDataView data = Data();
        ITransformer model = _ml.Transforms.Categorical.OneHotEncoding("V", "Education").Append(_ml.Transforms.Categorical.OneHotEncoding("C", "Education", OneHotEncodingEstimator.OutputKind.Binary))
            .Append(_ml.Transforms.Categorical.OneHotEncoding("P", "Pair", OneHotEncodingEstimator.OutputKind.Binary)).Fit(data);
        RunOnnx(_ml, model, data, "V", "C", "P");
    }

    private sealed class Adult
    {
        public float Age { get; set; }

        [VectorType(3)]
        public string[] Texts { get; set; } = [];
    }

    [SharedDataFact("datasets/tabular/mlnet/adult.txt")]
    public void ACensusTableBecomesIndicators()
    {
        Adult[] rows = [.. File.ReadLines(SharedData.PathOf("datasets/tabular/mlnet/adult.txt")).Skip(1).Where(line => line.Length > 0).Select((line, index) =>
        {
            string[] cells = line.Split(", ");
            return new Adult { Age = index % 10 == 0 ? float.NaN : float.Parse(cells[0], System.Globalization.CultureInfo.InvariantCulture), Texts = [cells[1], cells[3], cells[13]] };
        })];
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        IDataView output = _ml.Transforms.Categorical.OneHotEncoding("Categories", "Texts").Append(_ml.Transforms.ReplaceMissingValues("Age", replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean))
            .Append(_ml.Transforms.Concatenate("Features", "Age", "Categories")).Fit(data).Transform(data);
        string[] names = SlotNames(output, "Features");
        Dictionary<string, int>[] counts = [.. Enumerable.Range(0, 3).Select(column => rows.CountBy(row => row.Texts[column]).ToDictionary())];
        string[] terms = [.. rows.SelectMany(row => row.Texts).Distinct()];
        Assert.Equal(1 + 3 * terms.Length, names.Length);
        double[] sums = new double[names.Length];
        foreach (VBuffer<float> features in output.GetColumn<VBuffer<float>>("Features"))
        {
            foreach (KeyValuePair<int, float> item in features.Items()) sums[item.Key] += item.Value;
        }
        for (int column = 0; column < 3; column++)
        {
            for (int term = 0; term < terms.Length; term++)
            {
                int slot = 1 + column * terms.Length + term;
                Assert.Equal(counts[column].GetValueOrDefault(terms[term]), sums[slot]);
                Assert.EndsWith("." + terms[term], names[slot]);
            }
        }
        double mean = rows.Where(row => !float.IsNaN(row.Age)).Average(row => row.Age);
        Assert.Equal(mean, sums[0] / rows.Length, 3);
    }
}
