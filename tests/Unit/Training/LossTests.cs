using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Tests.Unit.Training;

/// <summary>Losses and their gradients against PyTorch's of the same inputs.</summary>
public class LossTests
{
    private static readonly Tensor X = Tensor.Of<float>([4, 3], 1, 2, -1, 0.5f, -0.3f, 0.8f, -2, 0.1f, 3, 0, 0, 1);
    private static readonly Tensor Labels = Tensor.Ints(0, 2, 1, 2);
    private static readonly Tensor Soft = Tensor.Of<float>([4, 3], 0.7f, 0.2f, 0.1f, 0, 0, 1, 0.5f, 0.5f, 0, 0.1f, 0.1f, 0.8f);
    private static readonly Tensor Hard = Tensor.Of<float>([4, 3], 1, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1);
    private static readonly float[] Weights = [1, 2, 0.5f];

    public static TheoryData<string, double, float[]> PyTorch => new()
    {
        { "ce", 1.3974287509918213, [-0.1851259f, 0.1763461f, 0.0087798f, 0.0893116f, 0.0401303f, -0.1294419f, 0.0015865f, -0.2370443f, 0.2354579f, 0.0529854f, 0.0529854f, -0.1059708f] },
        { "ce smooth", 1.4274287223815918, [-0.1684592f, 0.1680128f, 0.0004464f, 0.0809783f, 0.031797f, -0.1127752f, -0.0067468f, -0.2203777f, 0.2271245f, 0.0446521f, 0.0446521f, -0.0893041f] },
        { "ce weights", 1.9773142337799072, [-0.1851259f, 0.1763461f, 0.0087798f, 0.0446558f, 0.0200652f, -0.064721f, 0.003173f, -0.4740887f, 0.4709157f, 0.0264927f, 0.0264927f, -0.0529854f] },
        { "ce weights smooth", 1.9855327606201172, [-0.167378f, 0.1626186f, 0.0047594f, 0.0422766f, 0.0060738f, -0.0483504f, -0.0052925f, -0.441835f, 0.4471276f, 0.0216917f, 0.0133584f, -0.0350501f] },
        { "ce soft", 1.7099287509918213, [-0.1101259f, 0.1263461f, -0.0162202f, 0.0893116f, 0.0401303f, -0.1294419f, -0.1234135f, -0.1120443f, 0.2354579f, 0.0279854f, 0.0279854f, -0.0559708f] },
        { "ce soft weights smooth", 1.9591350555419922, [-0.09112f, 0.0964253f, -0.0053053f, 0.0422766f, 0.0060738f, -0.0483504f, -0.1185065f, -0.222665f, 0.3411715f, 0.0087291f, -0.0221042f, 0.0133752f] },
        { "bce", 1.0143710374832153, [-0.0224118f, 0.0733998f, 0.0224118f, 0.0518716f, 0.0354631f, -0.0258355f, -0.0733998f, -0.0395851f, 0.0793812f, 0.0416667f, 0.0416667f, -0.0224118f] },
        { "bce positive", 1.6425291299819946, [-0.0672354f, 0.0733998f, 0.0224118f, 0.0518716f, 0.0354631f, -0.0775064f, -0.2201993f, -0.1187552f, 0.0793812f, 0.0416667f, 0.0416667f, -0.0672354f] },
        { "mse", 1.6991666555404663, [0.05f, 0.3f, -0.1833333f, 0.0833333f, -0.05f, -0.0333333f, -0.4166667f, -0.0666667f, 0.5f, -0.0166667f, -0.0166667f, 0.0333333f] },
        { "mae", 0.875, [0.0833333f, 0.0833333f, -0.0833333f, 0.0833333f, -0.0833333f, -0.0833333f, -0.0833333f, -0.0833333f, 0.0833333f, -0.0833333f, -0.0833333f, 0.0833333f] },
        { "huber", 0.3370833396911621, [0.025f, 0.0416667f, -0.0416667f, 0.0416667f, -0.025f, -0.0166667f, -0.0416667f, -0.0333333f, 0.0416667f, -0.0083333f, -0.0083333f, 0.0166667f] },
    };

    [Theory]
    [MemberData(nameof(PyTorch))]
    public void LossAndGradientEqualPyTorch(string name, double expected, float[] gradient)
    {
        (Loss loss, Tensor target) = Of(name);
        (double value, float[] dx) = Run(loss, X, target, null);
        Assert.Equal(expected, value, 1e-6);
        for (int i = 0; i < dx.Length; i++) Assert.True(Math.Abs(gradient[i] - dx[i]) < 1e-6, $"{name}[{i}]: {dx[i]}, PyTorch has {gradient[i]}");
    }

    [Theory]
    [InlineData("ce")]
    [InlineData("ce smooth")]
    [InlineData("ce weights")]
    [InlineData("ce soft")]
    [InlineData("bce")]
    [InlineData("mse")]
    [InlineData("mae")]
    [InlineData("huber")]
    public void AWeightOfTwoCountsASampleTwice(string name)
    {
        (Loss loss, Tensor target) = Of(name);
        (double weighted, _) = Run(loss, X, target, Tensor.Of<float>([4], 1, 2, 1, 0));
        (double repeated, _) = Run(loss, Rows(X, 0, 1, 1, 2), Rows(target, 0, 1, 1, 2), null);
        Assert.Equal(repeated, weighted, 1e-6);
    }

    [Fact]
    public void HugeLogitsStayFinite()
    {
        Tensor x = Tensor.Of<float>([2, 2], 1000, -1000, -1000, 1000);
        Assert.Equal(1000, Run(new CategoricalCrossEntropy(), x, Tensor.Ints(0, 0), null).Loss, 1e-3);
        Assert.Equal(500, Run(new BinaryCrossEntropy(), x, Tensor.Of<float>([2, 2], 0, 0, 0, 1), null).Loss * 2, 1e-3);
    }

    [Fact]
    public void HingeIsZeroBeyondTheMargin()
    {
        Tensor x = Tensor.Of<float>([4, 1], 2, 0.5f, -3, -0.25f);
        Assert.Equal((0 + 0.5 + 4 + 0.75) / 4, Run(new Hinge(), x, Tensor.Of<float>([4, 1], 1, 1, 1, 0), null).Loss, 1e-6);
    }

    [Fact]
    public void TargetsThatDoNotFitAreExplained()
    {
        ShapeException e = Assert.Throws<ShapeException>(() => Run(new CategoricalCrossEntropy(), X, Tensor.Ints(1, 2).View([2, 1]), null));
        Assert.Contains("class numbers", e.Message);
        e = Assert.Throws<ShapeException>(() => Run(new CategoricalCrossEntropy(0, [1, 2]), X, Labels, null));
        Assert.Contains("2 class weights", e.Message);
    }

    private static (Loss, Tensor) Of(string name) => name switch
    {
        "ce" => (new CategoricalCrossEntropy(), Labels),
        "ce smooth" => (new CategoricalCrossEntropy(0.1f), Labels),
        "ce weights" => (new CategoricalCrossEntropy(0, Weights), Labels),
        "ce weights smooth" => (new CategoricalCrossEntropy(0.1f, Weights), Labels),
        "ce soft" => (new CategoricalCrossEntropy(), Soft),
        "ce soft weights smooth" => (new CategoricalCrossEntropy(0.1f, Weights), Soft),
        "bce" => (new BinaryCrossEntropy(), Hard),
        "bce positive" => (new BinaryCrossEntropy(3), Hard),
        "mse" => (new MeanSquaredError(), Soft),
        "mae" => (new MeanAbsoluteError(), Soft),
        _ => (new Huber(0.5f), Soft),
    };

    private static (double Loss, float[] Gradient) Run(Loss loss, Tensor x, Tensor target, Tensor? weight)
    {
        var graph = new Graph();
        Value input = graph.Input("x", x.Type, SymbolicShape.Of("N", x.Shape[1]));
        Value t = graph.Input("target", target.Type, SymbolicShape.Of(["N", .. ((SymbolicShape)target.Shape).Dims[1..]]));
        Value? w = weight is null ? null : graph.Input("weight", ElementType.Float32, ["N"]);
        Value value = loss.Build(input, t, w);
        graph.Output("loss", value);
        graph.Output("gradient", Gradients.Of(value, input)[0]);
        Tensor[] results = new Executor(graph).Run(weight is null ? [x, target] : [x, target, weight]);
        return (results[0].AsSpan<float>()[0], results[1].AsSpan<float>().ToArray());
    }

    private static Tensor Rows(Tensor source, params int[] rows)
    {
        var target = new Tensor(source.Type, Shape.Of([rows.Length, .. source.Shape.Dims[1..]]));
        new ArraySource(source).Fill(rows, 0, [target]);
        return target;
    }
}
