using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using static MlNetDeepLearning.Tests.Unit.MLNet.TransformChecks;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

/// <summary>The tables are those that ML.NET's documentation gives for these rows.</summary>
public sealed class NormalizerTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public VBuffer<float> Sparse { get; set; }

        public double Single { get; set; }

        public string Bin { get; set; } = "";
    }

    private IDataView Data(params float[][] rows) => Data(rows, new string[rows.Length]);

    private IDataView Data(float[][] rows, string[] bins)
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Row));
        definition["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Length);
        definition["Sparse"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Length);
        return _ml.Data.LoadFromEnumerable(rows.Select((row, i) => new Row { Features = row, Sparse = SparseOf(row), Single = row[0], Bin = bins[i] ?? "" }).ToList(), definition);
    }

    private static VBuffer<float> SparseOf(float[] row)
    {
        int[] places = [.. Enumerable.Range(0, row.Length).Where(i => row[i] != 0)];
        return new(row.Length, places.Length, [.. places.Select(i => row[i])], places);
    }

    // Sparse vectors, single items and ONNX must give the same as dense vectors.
    private float[][] Apply(Func<string, string, IEstimator<ITransformer>> estimator, IDataView data)
    {
        IDataView output = Run(_ml, estimator("A", "Features").Append(estimator("B", "Sparse")), data);
        Assert.Equal(output.GetColumn<float[]>("A"), output.GetColumn<float[]>("B"));
        RunOnnx(_ml, estimator("A", "Features").Fit(data), data, "A");
        return Rounded(output, "A");
    }

    [Fact]
    public void LogMeanVariance()
    {
        IDataView data = Data([1, 1, 3, 0, float.MaxValue], [2, 2, 2, 0, float.MinValue], [0, 0, 1, 0, 0], [-1, -1, -1, 1, 1]);
        float[][] rows = Apply((output, input) => _ml.Transforms.NormalizeLogMeanVariance(output, input), data);
        // The documentation's figures come from an approximation of the normal distribution that is off by up to 2e-4.
        float[][] documented = [[.1587f, .1587f, .8654f, 0, .8413f], [.8413f, .8413f, .5837f, 0, 0], [0, 0, .0940f, 0, 0], [0, 0, 0, 0, .1587f]];
        foreach ((float value, float expected) in rows.SelectMany(row => row).Zip(documented.SelectMany(row => row))) Assert.Equal(expected, value, 3e-4);
        float[][] plain = Rounded(_ml.Transforms.NormalizeLogMeanVariance("A", "Features", useCdf: false).Fit(data).Transform(data), "A");
        Assert.Equal([1.8854f, 4.7708f, -1, -3.8854f], plain.Select(row => row[0]));
        Assert.Equal([5.2971f, 3.0925f, .8879f, -3.5213f], plain.Select(row => row[2]).Select(value => MathF.Round(value, 4)), (a, b) => Math.Abs(a - b) < 2e-4);
        Assert.Equal([0f, 0, 0, 0], plain.Select(row => row[3]));
        float[][] kept = Rounded(_ml.Transforms.NormalizeLogMeanVariance("A", true, "Features", useCdf: false).Fit(data).Transform(data), "A");
        Assert.Equal([2.0403f, 4.0806f, 0, -2.0403f], kept.Select(row => row[0]));
        var learned = (NormalizingTransformer.CdfNormalizerModelParameters<ImmutableArray<float>>)_ml.Transforms.NormalizeLogMeanVariance("A", "Features").Fit(data).GetNormalizerModelParameters(0);
        Assert.Equal((0.3465736f, 0.3465736f, true), (learned.Mean[1], learned.StandardDeviation[1], learned.UseLog));
    }

    [Fact]
    public void Binning()
    {
        IDataView data = Data([8, 1, 3, 0], [6, 2, 2, 0], [4, 0, 1, 0], [2, -1, -1, 1]);
        Assert.Equal([[1, .6667f, 1, 0], [.6667f, 1, .6667f, 0], [.3333f, .3333f, .3333f, 0], [0, 0, 0, 1]],
            Apply((output, input) => _ml.Transforms.NormalizeBinning(output, input, fixZero: false, maximumBinCount: 4), data));
        Assert.Equal([[1, .3333f, 1, 0], [.6667f, .6667f, .6667f, 0], [.3333f, 0, .3333f, 0], [0, -.3333f, 0, 1]],
            Apply((output, input) => _ml.Transforms.NormalizeBinning(output, input, maximumBinCount: 4), data));
        var learned = (NormalizingTransformer.BinNormalizerModelParameters<ImmutableArray<float>>)_ml.Transforms.NormalizeBinning("A", "Features", maximumBinCount: 4).Fit(data).GetNormalizerModelParameters(0);
        Assert.Equal((3f, 1f / 3), (learned.Density[1], learned.Offset[1]));
        Assert.Equal(new[] { -.5f, .5f, 1.5f, float.PositiveInfinity }, learned.UpperBounds[1].ToArray());
        Assert.Equal(new[] { 3f, 5, 7, float.PositiveInfinity }, learned.UpperBounds[0].ToArray());
        var single = (NormalizingTransformer.BinNormalizerModelParameters<double>)_ml.Transforms.NormalizeBinning("A", "Single", maximumBinCount: 2).Fit(data).GetNormalizerModelParameters(0);
        Assert.Equal(new[] { 5, double.PositiveInfinity }, single.UpperBounds.ToArray());
    }

    [Fact]
    public void BinsHoldEqualNumbers()
    {
        IDataView data = Data([.. Enumerable.Range(0, 1000).Select(i => new[] { i * (float)i, i % 10 == 0 ? i : 5, i < 900 ? 0 : i, float.NaN })]);
        IDataView output = _ml.Transforms.NormalizeBinning("A", "Features", fixZero: false, maximumBinCount: 10).Fit(data).Transform(data);
        float[][] rows = [.. output.GetColumn<float[]>("A")];
        int[] first = [.. rows.GroupBy(row => row[0]).Select(bin => bin.Count())];
        Assert.Equal(10, first.Length);
        Assert.All(first, count => Assert.InRange(count, 95, 105));
        Assert.Equal(900, rows.GroupBy(row => row[1]).Max(bin => bin.Count()), 20.0);
        Assert.Equal(900, rows.Count(row => row[2] == 0), 20.0);
        Assert.All(rows, row => Assert.True(float.IsNaN(row[3])));
    }

    [Fact]
    public void SupervisedBinning()
    {
        IDataView data = Data([[8, 1, 3, 0], [6, 2, 2, 1], [5, 3, 0, 2], [4, -8, 1, 3], [2, -5, -1, 4]], ["Bin1", "Bin2", "Bin2", "Bin3", "Bin3"]);
        data = _ml.Transforms.Conversion.MapValueToKey("Key", "Bin").Fit(data).Transform(data);
        foreach (string label in new[] { "Key", "Bin" })
        {
            Assert.Equal([[1, .5f, 1, 0], [.5f, 1, 0, .5f], [.5f, 1, 0, .5f], [0, 0, 0, 1], [0, 0, 0, 1]],
                Apply((output, input) => _ml.Transforms.NormalizeSupervisedBinning(output, input, label, fixZero: false, mininimumExamplesPerBin: 1), data));
            Assert.Equal([[1, 0, 1, 0], [.5f, .5f, 0, .5f], [.5f, .5f, 0, .5f], [0, -.5f, 0, 1], [0, -.5f, 0, 1]],
                Apply((output, input) => _ml.Transforms.NormalizeSupervisedBinning(output, input, label, mininimumExamplesPerBin: 1), data));
        }
        var learned = (NormalizingTransformer.BinNormalizerModelParameters<ImmutableArray<float>>)_ml.Transforms
            .NormalizeSupervisedBinning("A", "Features", "Key", fixZero: false, mininimumExamplesPerBin: 1).Fit(data).GetNormalizerModelParameters(0);
        Assert.Equal(new[] { 4.5f, 7, float.PositiveInfinity }, learned.UpperBounds[0].ToArray());
        Assert.Contains("'Nowhere'", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.NormalizeSupervisedBinning("A", "Features", "Nowhere").Fit(data)).Message);
    }

    [Fact]
    public void RobustScalingTakesTheMedianOffAndDividesByTheRange()
    {
        IDataView data = Data([1, 5], [2, 5], [10, 5], [3, 0]);
        // Median 2.5, range 9, of which the half is the unit.
        Assert.Equal([[-.3333f, 0], [-.1111f, 0], [1.6667f, 0], [.1111f, -2]], Apply((output, input) => _ml.Transforms.NormalizeRobustScaling(output, input), data));
        Assert.Equal([.1111f, .2222f, 1.1111f, .3333f], Apply((output, input) => _ml.Transforms.NormalizeRobustScaling(output, input, centerData: false, quantileMin: 0, quantileMax: 100), data).Select(row => row[0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.NormalizeRobustScaling("A", "Features", quantileMin: 75, quantileMax: 25));
    }

    [Fact]
    public void LpNormsDivideEachRow()
    {
        IDataView data = Data([1, 1, 0, 0], [2, 2, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 0, 0]);
        float[][] documented = [[.25f, .25f, -.25f, -.25f], [.25f, .25f, -.25f, -.25f], [.25f, -.25f, .25f, -.25f], [-.25f, .25f, -.25f, .25f], [0, 0, 0, 0]];
        Assert.Equal(documented, Apply((output, input) => _ml.Transforms.NormalizeLpNorm(output, input, LpNormNormalizingEstimatorBase.NormFunction.L1, ensureZeroMean: true), data));
        Assert.Equal([.7071f, .7071f, 0, 0], Apply((output, input) => _ml.Transforms.NormalizeLpNorm(output, input), data)[1]);
        Assert.Equal([1f, 1, 0, 0], Apply((output, input) => _ml.Transforms.NormalizeLpNorm(output, input, LpNormNormalizingEstimatorBase.NormFunction.Infinity), data)[1]);
        Assert.Equal([2f, 2, -2, -2], Apply((output, input) => _ml.Transforms.NormalizeGlobalContrast(output, input, ensureUnitStandardDeviation: true, scale: 2), data)[0]);
        Assert.Equal([4f, 4, 0, 0], Apply((output, input) => _ml.Transforms.NormalizeGlobalContrast(output, input, ensureZeroMean: false, ensureUnitStandardDeviation: true, scale: 2), data)[0]);
        Assert.False(_ml.Transforms.NormalizeLpNorm("A", "Sparse").Fit(data).Transform(data).GetColumn<VBuffer<float>>("A").First().IsDense);
        Assert.Contains("'Single'", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.NormalizeLpNorm("A", "Single").Fit(data)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.NormalizeGlobalContrast("A", "Features", scale: 0));
    }

    [Fact]
    public void MissingValuesStayMissingAndOldRulesFitEveryKindOfColumn()
    {
        Random random = new(3);
        float[][] rows = [.. Enumerable.Range(0, 50).Select(i => Enumerable.Range(0, 6).Select(j => random.Next(4) == 0 ? 0f : random.Next(9) == 0 ? float.NaN : (float)(random.NextDouble() * 20 - 5)).ToArray())];
        IDataView data = Data(rows, [.. rows.Select((row, i) => row[1] > 0 ? "yes" : i % 5 == 0 ? "" : "no")]);
        foreach (Func<string, string, IEstimator<ITransformer>> estimator in new Func<string, string, IEstimator<ITransformer>>[]
        {
            (o, i) => _ml.Transforms.NormalizeMinMax(o, i), (o, i) => _ml.Transforms.NormalizeMinMax(o, i, fixZero: false), (o, i) => _ml.Transforms.NormalizeMeanVariance(o, i),
            (o, i) => _ml.Transforms.NormalizeMeanVariance(o, i, fixZero: false), (o, i) => _ml.Transforms.NormalizeMeanVariance(o, i, useCdf: true),
            (o, i) => _ml.Transforms.NormalizeLogMeanVariance(o, i), (o, i) => _ml.Transforms.NormalizeLogMeanVariance(o, i, useCdf: false),
            (o, i) => _ml.Transforms.NormalizeBinning(o, i, maximumBinCount: 5), (o, i) => _ml.Transforms.NormalizeSupervisedBinning(o, i, "Bin", mininimumExamplesPerBin: 2),
            (o, i) => _ml.Transforms.NormalizeRobustScaling(o, i),
        })
        {
            float[][] result = Apply(estimator, data);
            Run(_ml, estimator("D", "Single"), data);
            for (int r = 0; r < rows.Length; r++)
                for (int c = 0; c < 6; c++) Assert.Equal(float.IsNaN(rows[r][c]), float.IsNaN(result[r][c]));
        }
    }
}
