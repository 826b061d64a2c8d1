using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Tests.Unit.Training;

public class InitializerTests
{
    public static TheoryData<string, Initializer, double, double, double> Distributions => new()
    {
        { "GlorotUniform", Initializer.GlorotUniform, 0, Math.Sqrt(2.0 / 500), Math.Sqrt(6.0 / 500) },
        { "GlorotNormal", Initializer.GlorotNormal, 0, Math.Sqrt(2.0 / 500), 2 * Math.Sqrt(2.0 / 500) / 0.8796 },
        { "HeUniform", Initializer.HeUniform, 0, Math.Sqrt(2.0 / 200), Math.Sqrt(6.0 / 200) },
        { "HeNormal", Initializer.HeNormal, 0, Math.Sqrt(2.0 / 200), 2 * Math.Sqrt(2.0 / 200) / 0.8796 },
        { "LeCunNormal", Initializer.LeCunNormal, 0, Math.Sqrt(1.0 / 200), 2 * Math.Sqrt(1.0 / 200) / 0.8796 },
        { "RandomNormal", new RandomNormal(1, 0.5f), 1, 0.5, 4 },
        { "RandomUniform", new RandomUniform(-1, 3), 1, 4 / Math.Sqrt(12), 3 },
        { "TruncatedNormal", new TruncatedNormal(0, 1), 0, 0.8796, 2 },
        { "Ones", Initializer.Ones, 1, 0, 1 },
        { "Zeros", Initializer.Zeros, 0, 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Distributions))]
    public void MeanDeviationAndLimit(string name, Initializer initializer, double mean, double deviation, double limit)
    {
        float[] values = Fill(initializer, [200, 300]);
        double m = values.Average(v => (double)v), d = Math.Sqrt(values.Average(v => (v - m) * (v - m)));
        Assert.True(Math.Abs(m - mean) <= 0.02 * deviation + 1e-12, $"{name}: mean {m}");
        Assert.True(Math.Abs(d - deviation) <= 0.02 * deviation + 1e-12, $"{name}: deviation {d}, expected {deviation}");
        Assert.True(values.Max(Math.Abs) <= limit * 1.0001, $"{name}: {values.Max(Math.Abs)} exceeds {limit}");
    }

    [Theory]
    [InlineData(8, 20)]
    [InlineData(20, 8)]
    [InlineData(7, 7)]
    public void OrthogonalRowsOrColumnsAreOrthonormal(int rows, int columns)
    {
        float[] q = Fill(new Orthogonal(2), [rows, columns]);
        int count = Math.Min(rows, columns), length = Math.Max(rows, columns);
        for (int i = 0; i < count; i++)
            for (int j = 0; j < count; j++)
            {
                double dot = 0;
                for (int k = 0; k < length; k++) dot += At(i, k) * At(j, k);
                Assert.Equal(i == j ? 4 : 0, dot, 1e-5);
            }

        double At(int i, int k) => rows <= columns ? q[i * columns + k] : q[k * columns + i];
    }

    [Fact]
    public void FansOfDenseAndConvolutionKernels()
    {
        Assert.Equal(new Fan(200, 300), Fan.Of([200, 300]));
        Assert.Equal(new Fan(3 * 25, 16 * 25), Fan.Of([16, 3, 5, 5]));
    }

    private static float[] Fill(Initializer initializer, Shape shape)
    {
        var values = new float[shape.Count];
        initializer.Fill(values, shape, Fan.Of(shape), new RandomStream(1, RandomStream.Key("kernel")));
        return values;
    }
}
