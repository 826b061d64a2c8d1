using Microsoft.ML.Trainers;

namespace MlNetDeepLearning.Tests.Unit.MLNet.Trainers;

public sealed class LossTests
{
    public static TheoryData<string> Names => [.. Losses.Keys];

    private static readonly Dictionary<string, (IScalarLoss Loss, float[] Outputs, float[] Labels)> Losses = new()
    {
        ["Log"] = (new LogLoss(), [-30, -1.3f, 0.2f, 4], [0, 1]),
        ["Hinge"] = (new HingeLoss(), [-3, 0.4f, 1.3f], [0, 1]),
        ["WideHinge"] = (new HingeLoss(2), [-3, 0.4f, 1.3f, 2.5f], [-1, 1]),
        ["SmoothedHinge"] = (new SmoothedHingeLoss(0.5f), [-3, 0.4f, 0.7f, 1.3f], [0, 1]),
        ["Exp"] = (new ExpLoss(0.7f), [-2, 0.3f, 1.7f], [0, 1]),
        ["Squared"] = (new SquaredLoss(), [-2, 0.3f, 7], [-1.5f, 0, 4]),
        ["Poisson"] = (new PoissonLoss(), [-1, 0.3f, 2], [0, 1, 4]),
        ["Tweedie"] = (new TweedieLoss(), [0.2f, 1.3f, 5], [0.1f, 1, 4]),
        ["TweediePoisson"] = (new TweedieLoss(1), [0.2f, 1.3f, 5], [0.1f, 1, 4]),
        ["TweedieGamma"] = (new TweedieLoss(2), [0.2f, 1.3f, 5], [0.1f, 1, 4]),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void DerivativesAreSlopes(string name)
    {
        (IScalarLoss loss, float[] outputs, float[] labels) = Losses[name];
        foreach (float label in labels)
            foreach (float output in outputs)
            {
                float step = 1e-3f * Math.Max(1, Math.Abs(output)), up = output + step, down = output - step;
                double slope = (loss.Loss(up, label) - loss.Loss(down, label)) / ((double)up - down);
                Assert.True(Math.Abs(slope - loss.Derivative(output, label)) <= 2e-3 * Math.Max(1, Math.Abs(slope)), $"{name} at {output}, label {label}: {loss.Derivative(output, label)} instead of {slope}");
            }
    }

    [Theory]
    [InlineData("Log")]
    [InlineData("Hinge")]
    [InlineData("SmoothedHinge")]
    [InlineData("Squared")]
    public void DualStepsClimb(string name)
    {
        (IScalarLoss scalar, _, float[] labels) = Losses[name];
        ISupportSdcaLoss loss = (ISupportSdcaLoss)scalar;
        // One row, alone: the output is what its dual variable makes of it.
        const float norm = 2;
        foreach (float label in labels)
        {
            float dual = 0, invariant = loss.ComputeDualUpdateInvariant(norm);
            double before = double.NegativeInfinity;
            for (int step = 0; step < 200; step++)
            {
                dual += loss.DualUpdate(norm * dual, label, dual, invariant, 1);
                double value = loss.DualLoss(label, dual) - norm * dual * dual / 2;
                Assert.True(value >= before - 1e-5, $"{name}, label {label}: the dual objective fell from {before} to {value}");
                before = value;
            }
            Assert.Equal(before, loss.Loss(norm * dual, label) + norm * dual * dual / 2, 3);
        }
    }

    [Fact]
    public void DualVariablesOutOfRangeHaveNoValue()
    {
        Assert.Equal(double.NegativeInfinity, new LogLoss().DualLoss(1, -0.1f));
        Assert.Equal(double.NegativeInfinity, new HingeLoss().DualLoss(-1, 0.1f));
        Assert.Equal(double.NegativeInfinity, new SmoothedHingeLoss().DualLoss(1, 1.1f));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TweedieLoss(2.5));
    }
}
