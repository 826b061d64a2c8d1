using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

/// <summary>Results of PyTorch 1.13 and of the ONNX specification's examples: the table test alone would not notice a rule that both kernels get wrong.</summary>
public class OperatorValueTests
{
    private static readonly Tensor X = Tensor.Of(Shape.Of(7), -3f, -1, -0.25f, 0, 0.5f, 2, 4);

    private static readonly Tensor Scores = Tensor.Of(Shape.Of(4, 3), 1f, 2, 0.5f, 0, -1, 3, 2, 2, 2, -1, 0, 1);

    private static readonly Tensor Squares = Tensor.Of(Shape.Of(1, 4, 3), 0f, .1f, .4f, .9f, 1.6f, 2.5f, 3.6f, 4.9f, 6.4f, 8.1f, 10, 12.1f);

    [Fact]
    public void Activations()
    {
        Gives(x => x.Gelu(), X, -0.00405, -0.158655, -0.100323, 0, 0.345731, 1.9545, 3.999873);
        Gives(x => x.Gelu("tanh"), X, -0.003637, -0.158808, -0.100325, 0, 0.345714, 1.954598, 3.99993);
        Gives(x => x.Softplus(), X, 0.048587, 0.313262, 0.575939, 0.693147, 0.974077, 2.126928, 4.01815);
        Gives(x => x.Elu(0.7f), X, -0.665149, -0.442484, -0.154839, 0, 0.5, 2, 4);
        Gives(x => x.Selu(), X, -1.670569, -1.111331, -0.38889, 0, 0.525351, 2.101402, 4.202804);
        Gives(x => x.Celu(0.7f), X, -0.690365, -0.532244, -0.210229, 0, 0.5, 2, 4);
        Gives(x => x.HardSwish(), X, 0, -0.333333, -0.114583, 0, 0.291667, 1.666667, 4);
        Gives(x => x.HardSigmoid(), X, 0, 0.3, 0.45, 0.5, 0.6, 0.9, 1);
        Gives(x => x.Mish(), X, -0.145647, -0.303401, -0.129927, 0, 0.375245, 1.943959, 3.997413);
        Gives(x => x.Silu(), X, -0.142278, -0.268941, -0.109456, 0, 0.31123, 1.761594, 3.928055);
        Gives(x => x.LeakyRelu(0.1f), X, -0.3, -0.1, -0.025, 0, 0.5, 2, 4);
        Gives(x => x.ThresholdedRelu(0.5f), X, 0, 0, 0, 0, 0, 2, 4);
        Gives(x => x.Softsign(), X, -0.75, -0.5, -0.2, 0, 0.333333, 0.666667, 0.8);
        Gives(x => x.Erf(), X, -0.999978, -0.842701, -0.276326, 0, 0.5205, 0.995322, 1);
        Gives(x => x.Round(), X, -3, -1, 0, 0, 0, 2, 4);
        Gives(x => x.Sign(), X, -1, -1, -1, 0, 1, 1, 1);
    }

    [Fact]
    public void Losses()
    {
        Tensor labels = Tensor.Of(Shape.Of(4), 2L, 0, 1, 2), weights = Tensor.Of(Shape.Of(3), 1f, 2, 0.5f);
        Tensor targets = Tensor.Of(Shape.Of(4, 3), .1f, .2f, .7f, .8f, .1f, .1f, 0, 1, 0, .3f, .3f, .4f);
        Gives(s => s.SoftmaxCrossEntropyLoss(Constant(s, labels)), Scores, 1.634118);
        Gives(s => s.SoftmaxCrossEntropyLoss(Constant(s, labels), reduction: "sum"), Scores, 6.536471);
        Gives(s => s.SoftmaxCrossEntropyLoss(Constant(s, labels), Constant(s, weights)), Scores, 1.612274);
        Gives(s => s.SoftmaxCrossEntropyLoss(Constant(s, labels), Constant(s, weights), ignoreIndex: 0), Scores, 1.127737);
        Gives(s => s.SoftmaxCrossEntropyLoss(Constant(s, labels), Constant(s, weights), "none"), Scores, 0.982184, 3.065884, 2.197225, 0.203803);
        Gives(s => s.LogSoftmax().NegativeLogLikelihoodLoss(Constant(s, labels), Constant(s, weights)), Scores, 1.612274);
        Gives(s => s.SoftCrossEntropy(Constant(s, targets)), Scores, 1.721618);
        Gives(s => s.ReduceLogSumExp([1], keepDims: false), Scores, 2.464369, 3.065884, 3.098612, 1.407606);
        Gives(s => s.Softmax(0), Scores,
            0.236883, 0.45764, 0.051779, 0.087144, 0.022785, 0.630795, 0.643914, 0.45764, 0.232057, 0.032059, 0.061935, 0.085369);
    }

    [Fact]
    public void LabelsOutsideTheClassesAreNamed()
    {
        var graph = new Graph();
        graph.Output("y", graph.Input("x", ElementType.Float32, Scores.Shape).SoftmaxCrossEntropyLoss(graph.Constant(Tensor.Of(Shape.Of(4), 2L, 0, 3, 2))));
        string message = Assert.Throws<ExecutionException>(() => new Executor(graph).Run(Scores)).Message;
        Assert.Contains("sample 2 is 3, expected a class number from 0 to 2", message);
    }

    [Fact]
    public void Normalizations()
    {
        double[] rows = [-0.980411, -0.392164, 1.372575, -1.170655, -0.101796, 1.272452, -1.194565, -0.058271, 1.252836, -1.203829, -0.040808, 1.244637];
        Gives(x => x.LayerNormalization(Ones(x, 3), Zeros(x, 3)), Squares, rows);
        Gives(x => x.InstanceNormalization(Ones(x, 4), Zeros(x, 4)), Squares, rows);
        Gives(x => x.GroupNormalization(Ones(x, 4), Zeros(x, 4), 2), Squares,
            -1.030419, -0.918009, -0.580781, -0.018735, 0.76813, 1.779814, -1.344086, -0.897964, -0.383207, 0.200183, 0.852208, 1.572866);
        Tensor z = Tensor.Of(Shape.Of(3, 2), 1f, 2, 3, 6, 5, 4), scale = Tensor.Of(Shape.Of(2), 2f, 1), bias = Tensor.Of(Shape.Of(2), 0f, 1);
        Gives(x => x.BatchNormalizationTraining(Constant(x, scale), Constant(x, bias), Zeros(x, 2), Ones(x, 2)).Y, z,
            -2.449485, -0.224743, 0, 2.224742, 2.449485, 1);
        Gives(x => x.BatchNormalizationTraining(Constant(x, scale), Constant(x, bias), Zeros(x, 2), Ones(x, 2), momentum: 0.75f).Mean, z, 0.75, 1);
        Gives(x => x.BatchNormalizationTraining(Constant(x, scale), Constant(x, bias), Zeros(x, 2), Ones(x, 2), momentum: 0.75f).Variance, z,
            0.75 + 0.25 * 2.666667, 0.75 + 0.25 * 2.666667);
        Gives(x => x.BatchNormalization(Constant(x, scale), Constant(x, bias), Ones(x, 2), Ones(x, 2), epsilon: 3), z, 0, 1.5, 2, 3.5, 4, 2.5);
        Gives(x => x.LpNormalization(), Tensor.Of(Shape.Of(2, 2), 3f, 4, 0, 0), 0.6, 0.8, 0, 0);
        Gives(x => x.RMSNormalization(Ones(x, 2), epsilon: 0), Tensor.Of(Shape.Of(1, 2), 1f, 7), 0.2, 1.4);
    }

    [Fact]
    public void Selections()
    {
        Tensor v = Tensor.Of(Shape.Of(1, 5), 1f, 4, 4, -2, 3);
        Gives(x => x.TopK(3).Values, v, 4, 4, 3);
        Gives(x => x.TopK(3).Indices, v, 1, 2, 4);
        Gives(x => x.TopK(2, largest: false).Indices, v, 3, 0);
        Gives(x => x.ArgMax(), v, 1);
        Gives(x => x.Graph.Add(new ArgMax(1, SelectLastIndex: true), x), v, 2);
        Gives(x => x.CumSum(1), v, 1, 5, 9, 7, 10);
        Gives(x => x.CumSum(1, exclusive: true, reverse: true), v, 9, 5, 1, 3, 0);
        Gives(x => x.OneHot(3), Tensor.Of(Shape.Of(4), 0L, -1, 2, 7), 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0);
        Gives(x => x.Mod(Constant(x, Tensor.Scalar(3L))), Tensor.Of(Shape.Of(3), -4L, 7, -6), 2, 1, 0);
        Gives(x => x.Mod(Constant(x, Tensor.Scalar(3L)), fmod: true), Tensor.Of(Shape.Of(3), -4L, 7, -6), -1, 1, 0);
        Gives(x => x.Pow(0.5), Tensor.Of(Shape.Of(2), 4f, float.PositiveInfinity), 2, double.PositiveInfinity);
        Gives(x => x.Clip(3.0, 1.0), v, 1, 1, 1, 1, 1);
    }

    private static Value Constant(Value x, Tensor tensor) => x.Graph.Constant(tensor);

    private static Value Ones(Value x, int count) => Constant(x, Tensor.Of(Shape.Of(count), [.. Enumerable.Repeat(1f, count)]));

    private static Value Zeros(Value x, int count) => Constant(x, new Tensor(ElementType.Float32, Shape.Of(count)));

    private static void Gives(Func<Value, Value> build, Tensor input, params double[] expected)
    {
        var graph = new Graph();
        graph.Output("y", build(graph.Input("x", input.Type, input.Shape)));
        Tensor result = new Executor(graph).Run(input)[0];
        double[] actual = result.Type == ElementType.Int64
            ? [.. result.AsSpan<long>().ToArray().Select(v => (double)v)]
            : [.. result.AsSpan<float>().ToArray().Select(v => (double)v)];
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) < 4e-6, $"{graph.Nodes[^1]}: element {i} is {actual[i]}, expected {expected[i]}");
    }
}
