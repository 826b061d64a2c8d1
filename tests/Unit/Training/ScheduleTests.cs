using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Tests.Unit.Training;

public class ScheduleTests
{
    public static TheoryData<LearningRateSchedule, double, double> Values => new()
    {
        { new ConstantSchedule(), 7.3, 1 },
        { new StepSchedule(3), 2.99, 1 },
        { new StepSchedule(3), 3, 0.1 },
        { new StepSchedule(3, 0.5), 9.5, 0.125 },
        { new ExponentialSchedule(0.9), 0.5, 1 },
        { new ExponentialSchedule(0.9), 2, 0.81 },
        { new CosineSchedule(), 0, 1 },
        { new CosineSchedule(), 5, 0.5 },
        { new CosineSchedule(0, 0.1), 10, 0.1 },
        { new CosineSchedule(2), 1, 0.5 },
        { new CosineSchedule(2), 2, 1 },
        { new CosineSchedule(2), 6, 0.5 },
        { new CosineSchedule(2), 10, 0 },
        { new OneCycleSchedule(), 0, 0.04 },
        { new OneCycleSchedule(), 1.5, 0.52 },
        { new OneCycleSchedule(), 3, 1 },
        { new OneCycleSchedule(), 10, 4e-6 },
        { new PolynomialSchedule(), 2.5, 0.75 },
        { new PolynomialSchedule(2, 0.1), 5, 0.325 },
        { new PiecewiseSchedule((4, 0.1), (8, 0.01)), 3.99, 1 },
        { new PiecewiseSchedule((4, 0.1), (8, 0.01)), 4, 0.1 },
        { new PiecewiseSchedule((4, 0.1), (8, 0.01)), 9, 0.01 },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void FactorOfTenEpochs(LearningRateSchedule schedule, double epoch, double expected) => Assert.Equal(expected, schedule.Factor(epoch, 10), 1e-9);

    [Fact]
    public void PlateauReducesAfterPatienceAndCoolsDown()
    {
        var options = new ReduceOnPlateau(0.5, Patience: 1, MinimumDelta: 0, Cooldown: 1, MinimumFactor: 0.2);
        var state = new PlateauState();
        List<double> factors = [];
        foreach (double figure in (double[])[1.0, 0.9, 0.95, 0.95, 0.95, 0.95, 0.95, 0.8, 0.9, 0.9, 0.9, 0.9, 0.9])
        {
            state = state.After(figure, options);
            factors.Add(state.Factor);
        }
        Assert.Equal([1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2, 0.2, 0.2, 0.2], factors);
    }
}
