using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Tests.Unit.Training;

public class LearningRateFinderTests
{
    [Fact]
    public void TheSuggestionTrainsAndTheNetworkIsLeftAsItWas()
    {
        Network network = ToyData.BarsNetwork();
        float[][] before = ToyData.Values(network);
        var options = new TrainingOptions(4, 32, Seed: 1) { Optimizer = new Sgd() };
        LearningRateSearch search = new LearningRateFinder(1e-5f, 100, 80).Run(network, new CategoricalCrossEntropy(), ToyData.Bars(300), options);
        Assert.Equal(before, ToyData.Values(network));
        Assert.Equal(search.Rates.Count, search.Losses.Count);
        Assert.Equal(search.Rates.Order(), search.Rates);
        Assert.InRange(search.Suggestion, 3e-3f, 3);
        Assert.True(search.Rates.Count < 80, "the loss should run away before a rate of 100");

        options = options with { Optimizer = new Sgd(search.Suggestion) };
        TrainingHistory history = new Trainer(network, new CategoricalCrossEntropy(), options).Fit(ToyData.Bars(300));
        Assert.True(history.Epochs[^1].Loss < 0.8 * history.Epochs[0].Loss);
    }

    [Fact]
    public void LossesThatAreNoNumbersAreAnError()
    {
        Network network = Networks.Mlp([], 1, [1]);
        Tensor x = Tensor.Of<float>([2, 1], float.NaN, 1), y = Tensor.Of<float>([2], 0, 1);
        Assert.Throws<TrainingDivergedException>(() => new LearningRateFinder().Run(network, new MeanSquaredError(), new ArraySource(x, y), new TrainingOptions(1, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearningRateFinder(1, 0.5f).Run(network, new MeanSquaredError(), new ArraySource(x, y), new TrainingOptions(1, 2)));
    }

    [Fact]
    public void FactorsSlowParametersDown()
    {
        Parameter a = new("a", Tensor.Of<float>([3], 1, 2, 3)), b = new("b", Tensor.Of<float>([2], 4, 5)), c = new("c", Tensor.Of<float>([1], 6));
        Tensor[] gradients = [Tensor.Of<float>([3], 1, -1, 2), Tensor.Of<float>([2], 3, 1), Tensor.Of<float>([1], 2)];
        OptimizerState state = new Sgd { ClipNorm = 1 }.Start([a, b, c], new Dictionary<string, float> { ["b"] = 0.1f, ["c"] = 0 });
        state.Step(gradients, 0.5f);
        // The norm is that of all gradients together: the root of 20.
        double norm = Math.Sqrt(20);
        Assert.Equal(norm, state.GradientNorm, 1e-6);
        Assert.Equal(1 - 0.5 / norm, a.Value.AsSpan<float>()[0], 1e-5);
        Assert.Equal(4 - 0.05 * 3 / norm, b.Value.AsSpan<float>()[0], 1e-5);
        Assert.Equal(6, c.Value.AsSpan<float>()[0]);
    }

    [Fact]
    public void FactorsReachTheTrainer()
    {
        Network network = ToyData.XorNetwork();
        float[][] before = ToyData.Values(network);
        Dictionary<string, float> none = network.Parameters.Where(p => p.Name.StartsWith("dense_1/", StringComparison.Ordinal)).ToDictionary(p => p.Name, _ => 0f);
        new Trainer(network, new CategoricalCrossEntropy(), new TrainingOptions(1, 16) { Optimizer = new Sgd(0.1f), LearningRateFactors = none }).Fit(ToyData.Xor(100));
        float[][] after = ToyData.Values(network);
        Assert.All(network.Parameters.Select((p, i) => (p.Name, i)), p => Assert.Equal(none.ContainsKey(p.Name), before[p.i].SequenceEqual(after[p.i])));
    }
}
