using Microsoft.ML;
using Microsoft.ML.Data;
using static MlNetDeepLearning.Tests.Unit.MLNet.TransformChecks;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class FeatureSelectionTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Row
    {
        [VectorType(3)]
        public float[] Numbers { get; set; } = [];

        [VectorType(3)]
        public string?[] Texts { get; set; } = ["", "", ""];

        public bool Label { get; set; }

        public float Single { get; set; }

        public float[] Variable { get; set; } = [];
    }

    [Fact]
    public void SlotsWithEnoughValuesStayAsDocumented()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new Row[]
        {
            new() { Numbers = [4, float.NaN, 6], Texts = ["A", "WA", "Male"] }, new() { Numbers = [4, 5, 6], Texts = ["A", "", "Female"] },
            new() { Numbers = [4, 5, 6], Texts = ["A", "NY", null] }, new() { Numbers = [4, 0, float.NaN], Texts = ["A", null, "Male"], Single = 1 },
        });
        data = _ml.Transforms.Concatenate("Named", "Single", "Numbers").Fit(data).Transform(data);
        IDataView output = Run(_ml, _ml.Transforms.FeatureSelection.SelectFeaturesBasedOnCount([new("N", "Numbers"), new("T", "Texts"), new("M", "Named")], count: 3)
            .Append(_ml.Transforms.FeatureSelection.SelectFeaturesBasedOnCount("None", "Numbers", 5)).Append(_ml.Transforms.FeatureSelection.SelectFeaturesBasedOnCount("S", "Single")), data);
        Assert.Equal([[4, 6], [4, 6], [4, 6], [4, float.NaN]], output.GetColumn<float[]>("N"));
        Assert.Equal([["A", "Male"], ["A", "Female"], ["A", ""], ["A", "Male"]], output.GetColumn<string[]>("T"));
        Assert.Equal(["", ""], SlotNames(output, "M"));
        Assert.All(output.GetColumn<float[]>("None"), row => Assert.Equal([0f], row));
        Assert.Equal([0f, 0, 0, 1], output.GetColumn<float>("S"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.FeatureSelection.SelectFeaturesBasedOnCount("Variable").Fit(data));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.FeatureSelection.SelectFeaturesBasedOnCount("Label").Fit(data));
    }

    [Fact]
    public void SlotsThatTellTheLabelStayAsDocumented()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 4).Select(i => new Row { Label = i % 2 == 0, Numbers = i % 2 == 0 ? [4, 0, 6] : [0, 5, 7], Single = i < 2 ? 1 : 2 }).ToList());
        IEstimator<ITransformer> two = _ml.Transforms.FeatureSelection.SelectFeaturesBasedOnMutualInformation("Numbers", labelColumnName: "Label", slotsInOutput: 2);
        IDataView output = Run(_ml, two, data);
        Assert.Equal([[4, 0], [0, 5], [4, 0], [0, 5]], output.GetColumn<float[]>("Numbers"));
        RunOnnx(_ml, two.Fit(data), data, "Numbers");
        // A column that is independent of the label is emptied, whatever room there is.
        IDataView several = Run(_ml, _ml.Transforms.FeatureSelection.SelectFeaturesBasedOnMutualInformation([new("N", "Numbers"), new("S", "Single")], slotsInOutput: 10), data);
        Assert.Equal([4, 0, 6], several.GetColumn<float[]>("N").First());
        Assert.All(several.GetColumn<float>("S"), value => Assert.Equal(0, value));
    }

    private sealed class Sample
    {
        public float[] Features { get; set; } = [];

        public VBuffer<float> Sparse { get; set; }

        [KeyType(3)]
        public uint Label { get; set; }

        public float Number { get; set; }
    }

    [Fact]
    public void TheBestSlotsAreFoundAmongNoiseSparseOrNot()
    {
        Random random = new(5);
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Sample));
        definition["Features"].ColumnType = definition["Sparse"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 30);
        List<Sample> rows = [.. Enumerable.Range(0, 400).Select(i =>
        {
            uint label = (uint)random.Next(1, 4);
            float[] features = [.. Enumerable.Range(0, 30).Select(j => random.Next(3) == 0 ? 0f : (float)random.NextDouble())];
            features[7] = label == 2 ? 0 : (float)(label + random.NextDouble());
            features[21] = random.Next(10) == 0 ? float.NaN : label;
            int[] places = [.. Enumerable.Range(0, 30).Where(j => features[j] != 0)];
            return new Sample { Features = features, Sparse = new(30, places.Length, [.. places.Select(j => features[j])], places), Label = label, Number = label * 0.5f };
        })];
        IDataView data = _ml.Data.LoadFromEnumerable(rows, definition);
        IDataView output = Run(_ml, _ml.Transforms.FeatureSelection.SelectFeaturesBasedOnMutualInformation("F", "Features", slotsInOutput: 2, numberOfBins: 8)
            .Append(_ml.Transforms.FeatureSelection.SelectFeaturesBasedOnMutualInformation("S", "Sparse", "Number", 2, 8)), data);
        Assert.Equal(rows.Select(row => new[] { row.Features[7], row.Features[21] }), output.GetColumn<float[]>("F"));
        Assert.Equal(output.GetColumn<float[]>("F"), output.GetColumn<float[]>("S"));
        Assert.Contains("'Missing'", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.FeatureSelection.SelectFeaturesBasedOnMutualInformation("F", "Features", "Missing").Fit(data)).Message);
    }
}
