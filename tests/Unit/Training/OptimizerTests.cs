using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Tests.Unit.Training;

public class OptimizerTests
{
    private static readonly float[] Start = [1, -2, 0.5f, 3, -0.25f];

    private static readonly float[][] Gradients =
    [
        [0.1f, -0.2f, 0.3f, -0.4f, 0.5f],
        [0.5f, 0.25f, -0.125f, 1.5f, -2],
        [-0.3f, 0.6f, 0.9f, -1.2f, 0.05f],
        [1e-3f, -1e-4f, 2, 0, 0.7f],
    ];

    public static TheoryData<string, float[]> PyTorch => new()
    {
        { "sgd", [0.96990001f, -2.06499004f, 0.19249998f, 3.00999999f, -0.17500001f] },
        { "momentum", [0.87822503f, -2.09491539f, 0.05550065f, 2.93204355f, 0.04250519f] },
        { "dampening", [0.92631f, -2.0220902f, 0.22826749f, 3.0483098f, -0.19069999f] },
        { "nesterov", [0.85670924f, -2.14236807f, -0.20901266f, 2.93711996f, 0.08850137f] },
        { "adam", [0.97684044f, -2.00295734f, 0.47212428f, 3.00556636f, -0.24887271f] },
        { "adam decay", [0.97125357f, -1.98483682f, 0.46982726f, 2.99841070f, -0.24835169f] },
        { "adamw", [0.97289622f, -1.99498999f, 0.47017077f, 2.99356484f, -0.2478596f] },
        { "rmsprop", [0.85265857f, -2.06658649f, 0.25416195f, 3.06470704f, -0.28783745f] },
        { "rmsprop centered", [0.480021f, -2.0156095f, -0.01616275f, 3.19342804f, -0.3684361f] },
        { "adagrad", [0.93104035f, -2.07997179f, 0.28421211f, 3.0438993f, -0.27280533f] },
        { "clip norm", [0.98870701f, -2.02624059f, 0.32574105f, 3.05451155f, -0.25809732f] },
        { "clip value", [0.97990000f, -2.04499006f, 0.4025f, 3.03999996f, -0.29499999f] },
    };

    [Theory]
    [MemberData(nameof(PyTorch))]
    public void FourStepsEqualPyTorch(string name, float[] expected)
    {
        Optimizer optimizer = Of(name);
        var parameter = new Parameter("w", Tensor.Of<float>([5], Start));
        OptimizerState state = optimizer.Start([parameter]);
        foreach (float[] gradient in Gradients) state.Step([Tensor.Of<float>([5], gradient)], optimizer.LearningRate);
        float[] actual = parameter.Value.AsSpan<float>().ToArray();
        for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) < 2e-6f, $"{name}[{i}] is {actual[i]}, PyTorch has {expected[i]}");
        Assert.Equal(4, parameter.Version);
    }

    [Theory]
    [InlineData("sgd", 200)]
    [InlineData("momentum", 200)]
    [InlineData("nesterov", 200)]
    [InlineData("adam", 2000)]
    [InlineData("adamw", 2000)]
    [InlineData("rmsprop", 2000)]
    [InlineData("adagrad", 4000)]
    public void MinimumOfAQuadraticIsReached(string name, int steps)
    {
        Optimizer optimizer = Of(name) with { WeightDecay = 0 };
        var parameter = new Parameter("w", Tensor.Of<float>([5], Start));
        OptimizerState state = optimizer.Start([parameter]);
        float[] aim = [0.3f, -1, 2, 0, 0.7f];
        for (int s = 0; s < steps; s++)
        {
            float[] w = parameter.Value.AsSpan<float>().ToArray();
            // The learning rate fades out, or the steps of Adam's kind would never come to rest.
            state.Step([Tensor.Of<float>([5], [.. w.Select((v, i) => v - aim[i])])], optimizer.LearningRate * (name == "adagrad" ? 3 : 1 - s / (float)steps));
        }
        for (int i = 0; i < aim.Length; i++) Assert.Equal(aim[i], parameter.Value.AsSpan<float>()[i], 0.02f);
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("rmsprop centered")]
    [InlineData("clip norm")]
    public void OddLengthsAndThreadsChangeNoBit(string name)
    {
        float[] whole = Run(2, 40_003, 3), single = Run(1, 40_003, 3);
        Assert.Equal(whole, single);

        // An element's update depends on nothing beside it, wherever the vectors' ends are.
        if (name != "clip norm") Assert.Equal(whole[..37], Run(2, 37, 3)[..37]);

        float[] Run(int threads, int length, int steps)
        {
            using Workers.LimitScope limit = Workers.Limit(threads);
            var random = new RandomStream(3);
            var parameter = new Parameter("w", new Tensor(ElementType.Float32, [length]));
            var gradient = new Tensor(ElementType.Float32, [length]);
            Optimizer optimizer = Of(name);
            OptimizerState state = optimizer.Start([parameter]);
            for (int s = 0; s < steps; s++)
            {
                for (int i = 0; i < length; i++) gradient.AsSpan<float>()[i] = MathF.Sin(i * 0.37f + s);
                state.Step([gradient], 0.01f);
            }
            return parameter.Value.AsSpan<float>().ToArray();
        }
    }

    [Fact]
    public void BiasesAreLeftOutOfTheDecayWhenAskedFor()
    {
        var optimizer = new Sgd(0.1f) { WeightDecay = 0.5f, DecayMatricesOnly = true };
        Parameter kernel = new("k", Tensor.Of<float>([1, 1], 1f)), bias = new("b", Tensor.Of<float>([1], 1f));
        optimizer.Start([kernel, bias]).Step([Tensor.Of<float>([1, 1], 0f), Tensor.Of<float>([1], 0f)], 0.1f);
        Assert.Equal(0.95f, kernel.Value.AsSpan<float>()[0], 1e-6f);
        Assert.Equal(1f, bias.Value.AsSpan<float>()[0]);
    }

    [Fact]
    public void StateRestoredGoesOnBitForBit()
    {
        Parameter a = new("w", Tensor.Of<float>([5], Start)), b = new("w", Tensor.Of<float>([5], Start));
        OptimizerState first = Of("adamw").Start([a]), second = Of("adamw").Start([b]);
        first.Step([Tensor.Of<float>([5], Gradients[0])], 0.01f);
        first.Step([Tensor.Of<float>([5], Gradients[1])], 0.01f);
        a.Value.CopyTo(b.Value);
        second.StepCount = first.StepCount;
        foreach (((string name, Tensor value), (string other, Tensor target)) in first.Tensors.Zip(second.Tensors))
        {
            Assert.Equal(name, other);
            value.CopyTo(target);
        }
        first.Step([Tensor.Of<float>([5], Gradients[2])], 0.01f);
        second.Step([Tensor.Of<float>([5], Gradients[2])], 0.01f);
        Assert.Equal(a.Value.AsSpan<float>().ToArray(), b.Value.AsSpan<float>().ToArray());
    }

    [Fact]
    public void AStepAllocatesNothing()
    {
        var parameter = new Parameter("w", new Tensor(ElementType.Float32, [100_000]));
        var gradient = new Tensor(ElementType.Float32, [100_000]);
        OptimizerState state = new Adam { ClipNorm = 1 }.Start([parameter]);
        for (int i = 0; i < 3; i++) state.Step([gradient], 0.1f);
        Tensor[] gradients = [gradient];
        Assert.Equal(0, Allocations.Fewest(() => state.Step(gradients, 0.1f)));
    }

    private static Optimizer Of(string name) => name switch
    {
        "sgd" => new Sgd(0.1f),
        "momentum" => new Sgd(0.1f, 0.9) { WeightDecay = 0.01f },
        "dampening" => new Sgd(0.1f, 0.9, Dampening: 0.5),
        "nesterov" => new Sgd(0.1f, 0.9, Nesterov: true) { WeightDecay = 0.01f },
        "adam" => new Adam(0.01f),
        "adam decay" => new Adam(0.01f) { WeightDecay = 0.1f },
        "adamw" => new AdamW(0.01f) { WeightDecay = 0.1f },
        "rmsprop" => new RmsProp(0.01f),
        "rmsprop centered" => new RmsProp(0.01f, Momentum: 0.9, Centered: true) { WeightDecay = 0.01f },
        "adagrad" => new Adagrad(0.1f, 0.01, 0.1f),
        "clip norm" => new Sgd(0.1f) { ClipNorm = 1 },
        _ => new Sgd(0.1f) { ClipValue = 0.4f },
    };
}
