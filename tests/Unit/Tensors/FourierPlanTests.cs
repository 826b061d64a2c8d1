using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Tensors;

public unsafe class FourierPlanTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(30)]
    [InlineData(97)]
    [InlineData(400)]
    public void TransformsAreTheSumsTheyStandFor(int length)
    {
        var random = new Random(length);
        double[] re = new double[length], im = new double[length], expectedRe = new double[length], expectedIm = new double[length];
        for (int i = 0; i < length; i++) (re[i], im[i]) = (random.NextDouble() - 0.5, random.NextDouble() - 0.5);
        double[] beforeRe = [.. re], beforeIm = [.. im];
        for (int k = 0; k < length; k++)
            for (int n = 0; n < length; n++)
            {
                (double sin, double cos) = Math.SinCos(-2 * Math.PI * ((long)k * n % length) / length);
                expectedRe[k] += re[n] * cos - im[n] * sin;
                expectedIm[k] += re[n] * sin + im[n] * cos;
            }
        var plan = new FourierPlan(length);
        double[] scratch = new double[plan.Scratch + 1];

        fixed (double* r = re, i = im, s = scratch)
        {
            plan.Run(r, i, s);
            for (int k = 0; k < length; k++)
            {
                Assert.Equal(expectedRe[k], r[k], 1e-11);
                Assert.Equal(expectedIm[k], i[k], 1e-11);
            }
            plan.Run(i, r, s);
            for (int n = 0; n < length; n++)
            {
                Assert.Equal(beforeRe[n], r[n] / length, 1e-11);
                Assert.Equal(beforeIm[n], i[n] / length, 1e-11);
            }
        }
    }

    [Fact]
    public void LengthsThatAreNoneAreRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new FourierPlan(0));
}
