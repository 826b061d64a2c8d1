using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Tests.Unit.Training.Transfer;

public sealed class TransferHeadTests
{
    [Fact]
    public void PowerNormalizationTakesRootsOfRowsThatAverageToOne()
    {
        Network network = new Sequential(new PowerNormalization()).ToNetwork([4]);
        float[] y = network.Predict(Tensor.Of<float>([2, 4], 4, 0, 0, 12, -1, 1, 3, -3)).AsSpan<float>().ToArray();
        // Means of magnitudes are 4 and 2; the summand is 0.01.
        double[] expected = [Math.Sqrt(1.01), 0, 0, Math.Sqrt(3.01), -Math.Sqrt(0.51), Math.Sqrt(0.51), Math.Sqrt(1.51), -Math.Sqrt(1.51)];
        for (int i = 0; i < y.Length; i++) Assert.Equal(expected[i], y[i], 1e-5);
    }

    [Fact]
    public void ARowOfZerosStaysZeroAndScaleDoesNotMatter()
    {
        Network network = new Sequential(new PowerNormalization()).ToNetwork([3]);
        float[] y = network.Predict(Tensor.Of<float>([3, 3], 0, 0, 0, 1, 2, 3, 100, 200, 300)).AsSpan<float>().ToArray();
        Assert.Equal([0, 0, 0], y[..3]);
        for (int i = 3; i < 6; i++) Assert.Equal(y[i], y[i + 3], 1e-5);
    }

    [Fact]
    public void AdaptedFeaturesHaveMeanZero()
    {
        var random = new Random(1);
        Tensor features = Tensor.Of<float>([50, 6], Enumerable.Range(0, 300).Select(i => (float)Math.Exp(3 * random.NextDouble()) * (i % 6 + 1)).ToArray());
        var head = new TransferHead(3) { Standardize = true };
        Network network = head.ToNetwork(6);
        head.Adapt(network, features);
        network.Parameters["head/kernel"].Value.AsSpan<float>().Fill(1);
        network.Parameters["head/bias"].Value.AsSpan<float>().Clear();
        // With weights of one a logit is the sum of the six features, whose means are 0.
        Assert.Equal(0, network.Predict(features).AsSpan<float>().ToArray().Average(), 1e-4);
    }

    [Theory]
    [InlineData(0, 192, 64, 1)]
    [InlineData(0, 1280, 160, 2.6666667)]
    [InlineData(0, 300, 100_000, 0.001)]
    [InlineData(1, 1280, 160, 0.1)]
    public void ManyFeaturesAndFewSamplesAreHeldDownMostAndHiddenLayersLess(int hidden, int features, int samples, double expected) =>
        Assert.Equal(expected, new TransferHead(2) { Hidden = [.. Enumerable.Repeat(8, hidden)] }.WeightDecay(features, samples), 1e-6);
}
