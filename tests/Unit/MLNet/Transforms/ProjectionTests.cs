using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using static MlNetDeepLearning.Tests.Unit.MLNet.TransformChecks;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class ProjectionTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Row
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];

        public float Weight { get; set; } = 1;
    }

    private IDataView Data(int count, Func<Random, float[]> make)
    {
        Random random = new(4);
        return _ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new Row { Features = make(random), Weight = i % 2 }).ToList());
    }

    private static float Normal(Random random) => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    [Fact]
    public void PrincipalComponentsLieAlongTheLargestVariance()
    {
        // Along (3, 4, 0) / 5 with deviation 10, along (-4, 3, 0) / 5 with deviation 2, along the third axis with 0.1; around (5, 6, 7).
        IDataView data = Data(2000, random =>
        {
            float a = 10 * Normal(random), b = 2 * Normal(random), c = 0.1f * Normal(random);
            return [5 + (3 * a - 4 * b) / 5, 6 + (4 * a + 3 * b) / 5, 7 + c];
        });
        IEstimator<ITransformer> estimator = _ml.Transforms.ProjectToPrincipalComponents("P", "Features", rank: 2, seed: 3);
        IDataView output = Run(_ml, estimator, data);
        float[][] rows = [.. output.GetColumn<float[]>("P")];
        Assert.Equal(10, Math.Sqrt(rows.Average(row => row[0] * row[0])), 0.6);
        Assert.Equal(2, Math.Sqrt(rows.Average(row => row[1] * row[1])), 0.15);
        Assert.Equal(0, rows.Average(row => row[0]), 0.01);
        Assert.Equal(0, rows.Average(row => row[0] * row[1]), 0.05);
        float[] first = data.GetColumn<float[]>("Features").First();
        Assert.Equal(Math.Abs((3 * (first[0] - 5) + 4 * (first[1] - 6)) / 5), Math.Abs(rows[0][0]), 0.5);
        RunOnnx(_ml, estimator.Fit(data), data, "P");
        Assert.Equal(rows[0], _ml.Transforms.ProjectToPrincipalComponents("P", "Features", rank: 2, seed: 3).Fit(data).Transform(data).GetColumn<float[]>("P").First());
    }

    [Fact]
    public void WeightsAndRanksBeyondTheDataAreHeeded()
    {
        IDataView data = Data(100, random => [Normal(random), 0, 0]);
        IDataView output = Run(_ml, _ml.Transforms.ProjectToPrincipalComponents("P", "Features", "Weight", rank: 20, ensureZeroMean: false), data);
        Assert.Equal(3, ((VectorDataViewType)output.Schema["P"].Type).Size);
        Assert.All(output.GetColumn<float[]>("P"), row => Assert.Equal((0f, 0f), (row[1], row[2])));
        Assert.Equal(data.GetColumn<float[]>("Features").Select(row => Math.Abs(row[0])), output.GetColumn<float[]>("P").Select(row => Math.Abs(row[0])), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ProjectToPrincipalComponents("P", "Weight").Fit(data));
        Assert.Throws<InvalidOperationException>(() => _ml.Transforms.ProjectToPrincipalComponents("P", "Features").Fit(_ml.Data.TakeRows(data, 0)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RandomFeaturesApproximateKernels(bool both)
    {
        IDataView data = Data(60, random => [(float)random.NextDouble(), (float)random.NextDouble(), 0]);
        float[][] rows = [.. data.GetColumn<float[]>("Features")];
        double mean = (from a in rows from b in rows where a != b select Distance(a, b)).Average();
        IEstimator<ITransformer> estimator = _ml.Transforms.ApproximatedKernelMap("K", "Features", 4000, both, new GaussianKernel(0.8f), seed: 2);
        IDataView output = Run(_ml, estimator, data);
        float[][] mapped = [.. output.GetColumn<float[]>("K")];
        Assert.Equal(both ? 8000 : 4000, mapped[0].Length);
        for (int i = 1; i < 20; i++)
            Assert.Equal(Math.Exp(-0.8 * Distance(rows[0], rows[i]) / mean), mapped[0].Zip(mapped[i], (a, b) => a * b).Sum(), 0.08);
        RunOnnx(_ml, estimator.Fit(data), data, "K");

        static double Distance(float[] a, float[] b) => a.Zip(b, (x, y) => (x - y) * (double)(x - y)).Sum();
    }

    [Fact]
    public void TheLaplacianKernelFallsWithTheSumOfDifferences()
    {
        IDataView data = Data(60, random => [(float)random.NextDouble(), (float)random.NextDouble(), 0]);
        float[][] rows = [.. data.GetColumn<float[]>("Features")], mapped = [.. _ml.Transforms.ApproximatedKernelMap("K", "Features", 6000, generator: new LaplacianKernel(), seed: 2).Fit(data).Transform(data).GetColumn<float[]>("K")];
        double mean = (from a in rows from b in rows where a != b select Distance(a, b)).Average();
        for (int i = 1; i < 20; i++) Assert.Equal(Math.Exp(-Distance(rows[0], rows[i]) / mean), mapped[0].Zip(mapped[i], (a, b) => a * b).Sum(), 0.08);
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianKernel(0));

        static double Distance(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs(x - (double)y)).Sum();
    }
}
