using Microsoft.ML.Trainers;
using static Microsoft.ML.Vision.ImageClassificationTrainer;

namespace MlNetDeepLearning.Tests.Unit.MLNet.Vision;

public class ImageClassificationPartsTests
{
    [Theory]
    [InlineData(0, 0.01)]
    [InlineData(19, 0.01)]
    [InlineData(20, 0.0094)]
    [InlineData(40, 0.008836)]
    public void TheExponentialScheduleFallsInSteps(int batch, double expected)
    {
        ExponentialLRDecay scheduler = new();
        Assert.Equal(expected, scheduler.GetLearningRate(new LearningStep(batch / 10, batch % 10, 32, 10)), 1e-7);
        Assert.Equal((batch, 20), (scheduler.GlobalStep, scheduler.DecaySteps));
    }

    [Fact]
    public void TheExponentialScheduleMayFallSmoothly()
        => Assert.Equal(0.01 * Math.Sqrt(0.94), new ExponentialLRDecay(staircase: false).GetLearningRate(new LearningStep(1, 0, 32, 10)), 1e-7);

    [Theory]
    [InlineData(false, 0, 0.01)]
    [InlineData(false, 10, 0.00505)]
    [InlineData(false, 20, 0.0001)]
    [InlineData(false, 35, 0.0001)]
    [InlineData(true, 30, 0.002575)]
    public void ThePolynomialScheduleEndsOrStartsAgain(bool cycle, int batch, double expected)
        => Assert.Equal(expected, new PolynomialLRDecay(cycle: cycle).GetLearningRate(new LearningStep(batch / 10, batch % 10, 32, 10)), 1e-7);

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(91, 0.01)]
    [InlineData(136, 0.001)]
    [InlineData(200, 0.00001)]
    public void TheStepsOfTheLinearScalingRule(int epoch, double expected)
    {
        Assert.Equal(expected, new LsrDecay().GetLearningRate(new LearningStep(epoch, 0, 128, 10)), 1e-8);
        Assert.Equal(expected / 2, new LsrDecay().GetLearningRate(new LearningStep(epoch, 0, 64, 10)), 1e-8);
        Assert.Equal(0.1 * 0.5, new LsrDecay([new(3, 0.5f)]).GetLearningRate(new LearningStep(3 + epoch, 0, 128, 10)), 1e-8);
    }

    [Fact]
    public void AccuracyMustRiseAndLossMustFall()
    {
        EarlyStopping rising = new(minDelta: -0.01f, patience: 2);
        Assert.True(rising.CheckIncreasing);
        Assert.Equal([false, false, false, false, true], new[] { 0.5f, 0.505f, 0.6f, 0.605f, 0.6f }.Select(a => rising.ShouldStop(new TrainMetrics { Accuracy = a })));
        EarlyStopping falling = new(0.01f, 2, EarlyStoppingMetric.Loss);
        Assert.False(falling.CheckIncreasing);
        Assert.Equal([false, false, false, false, false, true], new[] { 9f, 1f, 0.999f, 0.5f, 0.5f, float.NaN }.Select(l => falling.ShouldStop(new TrainMetrics { CrossEntropy = l })));
    }

    [Fact]
    public void MetricsInALine()
    {
        TrainMetrics train = new() { Epoch = 4, BatchProcessedCount = 18, Accuracy = 0.5f, CrossEntropy = 1.25f, LearningRate = 0.01f };
        Assert.Equal("Phase: Training, Dataset used:      Train, Batch Processed Count:  18, Epoch:   4, Accuracy:        0.5, Cross-Entropy:       1.25, Learning Rate:       0.01", train.ToString());
        train.DatasetUsed = ImageClassificationMetrics.Dataset.Validation;
        Assert.Equal("Phase: Training, Dataset used: Validation, Batch Processed Count:  18, Epoch:   4, Accuracy:        0.5, Cross-Entropy:       1.25", new ImageClassificationMetrics { Train = train }.ToString());
        Assert.Equal("Phase: Bottleneck Computation, Dataset used: Validation, Image Index:   7",
            new ImageClassificationMetrics { Bottleneck = new BottleneckMetrics { DatasetUsed = ImageClassificationMetrics.Dataset.Validation, Index = 7 } }.ToString());
    }
}
