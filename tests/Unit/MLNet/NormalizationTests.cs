using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class NormalizationTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Row
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        public double Single { get; set; }

        [VectorType(4)]
        public VBuffer<float> Sparse { get; set; }
    }

    // Hand-worked: columns 1,2,3,6 / 1,1,0,-1 / 0,0,0,0 / 5,5,5,NaN
    private IDataView Data() => _ml.Data.LoadFromEnumerable(new Row[]
    {
        new() { Features = [1, 1, 0, 5], Single = 1, Sparse = new(4, 1, [4f], [1]) },
        new() { Features = [2, 1, 0, 5], Single = 2, Sparse = new(4, 1, [2f], [3]) },
        new() { Features = [3, 0, 0, 5], Single = 3, Sparse = new(4, 0, [], []) },
        new() { Features = [6, -1, 0, float.NaN], Single = 6, Sparse = new(4, 1, [-8f], [1]) },
    });

    private static float[][] Rounded(IDataView data, string column) => [.. data.GetColumn<float[]>(column).Select(row => row.Select(value => MathF.Round(value, 5)).ToArray())];

    [Fact]
    public void MinMaxKeepsZeroOrFillsTheUnitInterval()
    {
        IDataView kept = _ml.Transforms.NormalizeMinMax("F", "Features").Fit(Data()).Transform(Data());
        // What does not vary becomes 0.
        Assert.Equal([[.16667f, 1, 0, 0], [.33333f, 1, 0, 0], [.5f, 0, 0, 0], [1, -1, 0, float.NaN]], Rounded(kept, "F"));
        Assert.True(kept.Schema["F"].IsNormalized());
        IDataView moved = _ml.Transforms.NormalizeMinMax("F", "Features", fixZero: false).Fit(Data()).Transform(Data());
        Assert.Equal([[0, 1, 0, 0], [.2f, 1, 0, 0], [.4f, .5f, 0, 0], [1, 0, 0, float.NaN]], Rounded(moved, "F"));
    }

    [Fact]
    public void MeanVarianceDividesByRootMeanSquareOrStandardDeviation()
    {
        double[] values = [1, 2, 3, 6];
        double mean = 3, deviation = Math.Sqrt(3.5), root = Math.Sqrt(12.5);
        Assert.Equal(values.Select(value => value / root), _ml.Transforms.NormalizeMeanVariance("S", "Single").Fit(Data()).Transform(Data()).GetColumn<double>("S"));
        NormalizingTransformer model = _ml.Transforms.NormalizeMeanVariance("S", "Single", fixZero: false).Fit(Data());
        Assert.Equal(values.Select(value => Math.Round((value - mean) / deviation, 12)), model.Transform(Data()).GetColumn<double>("S").Select(value => Math.Round(value, 12)));
        NormalizingTransformer.AffineNormalizerModelParameters<double> learned = Assert.IsType<NormalizingTransformer.AffineNormalizerModelParameters<double>>(model.GetNormalizerModelParameters(0));
        Assert.Equal((mean, 1 / deviation), (learned.Offset, learned.Scale));
        // The standard normal distribution function at 0, -2 / sqrt(3.5) and 3 / sqrt(3.5), computed beside.
        double[] probabilities = [.. _ml.Transforms.NormalizeMeanVariance("S", "Single", useCdf: true).Fit(Data()).Transform(Data()).GetColumn<double>("S")];
        Assert.Equal(0.5, probabilities[2], 12);
        Assert.Equal(0.14252470370130638, probabilities[0], 12);
        Assert.Equal(0.9455952849797271, probabilities[3], 12);
    }

    [Fact]
    public void SparseVectorsStaySparseAndModelsAreSaved()
    {
        NormalizingTransformer model = _ml.Transforms.NormalizeMinMax([new InputOutputColumnPair("A", "Sparse"), new InputOutputColumnPair("B", "Features")]).Fit(Data());
        IDataView output = model.Transform(Data());
        VBuffer<float> first = output.GetColumn<VBuffer<float>>("A").First();
        Assert.False(first.IsDense);
        Assert.Equal([0, .5f, 0, 0], first.DenseValues());
        Assert.Equal(4, Assert.IsType<NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<float>>>(model.GetNormalizerModelParameters(1)).Scale.Length);
        using MemoryStream stream = new();
        _ml.Model.Save(model, Data().Schema, stream);
        stream.Position = 0;
        IDataView again = _ml.Model.Load(stream, out _).Transform(Data());
        Assert.Equal(Rounded(output, "A"), Rounded(again, "A"));
        Assert.Equal(output.GetColumn<float[]>("B"), again.GetColumn<float[]>("B"));
    }
}
