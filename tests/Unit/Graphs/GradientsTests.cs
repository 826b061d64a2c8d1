using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public class GradientsTests
{
    [Fact]
    public void TwoLossesInOneGraphHaveTheirOwnGradients()
    {
        (Graph graph, Value x) = Start();
        Value shared = x * x;
        Output(graph, Gradients.Of(shared * 3, x)[0], Gradients.Of(shared * shared, x)[0]);

        // d 3x^2 = 6x, d x^4 = 4x^3
        Assert.Equal([[6, 12, -18], [4, 32, -108]], Run(graph, 1, 2, -3));
    }

    [Fact]
    public void GradientsOfGradientsAreGradients()
    {
        (Graph graph, Value x) = Start();
        Value first = Gradients.Of(x * x * x, x)[0];
        Output(graph, first, Gradients.Of(first, x)[0]);

        Assert.Equal([[3, 12, 27], [6, 12, -18]], Run(graph, 1, 2, -3));
    }

    [Fact]
    public void ResultsHaveGradientsLikeInputs()
    {
        (Graph graph, Value x) = Start();
        Value middle = x * 2, loss = middle * middle;
        Value[] g = Gradients.Of(loss, middle, x, loss, x.Neg());
        Output(graph, g);

        Assert.Equal([[4, 8, -12], [8, 16, -24], [1, 1, 1], [0, 0, 0]], Run(graph, 1, 2, -3));
    }

    [Fact]
    public void WhatLiesBeforeTheValueNeedsNoGradient()
    {
        (Graph graph, Value x) = Start();
        Value made = graph.Add(new WithoutGradient(), x);
        Output(graph, Gradients.Of(made * made, made));
        int nodes = graph.Nodes.Count;

        Assert.Equal([[2, 4, -6]], Run(graph, 1, 2, -3));
        Gradients.Of(made.Relu(), x.Neg());
        Assert.DoesNotContain(graph.Nodes.Skip(nodes), n => n.Operator.OpType == "Sum");
    }

    [Fact]
    public void ManyUsesAreAddedInTheSameOrderEachTime()
    {
        List<string> seen = [];
        for (int repeat = 0; repeat < 3; repeat++)
        {
            (Graph graph, Value x) = Start();
            Value sum = x.Tanh();
            for (int i = 1; i < 12; i++) sum += (x * (1f / i)).Sigmoid() * i;
            Output(graph, Gradients.Of(sum, x));
            seen.Add(string.Join(' ', graph.Nodes.Select(n => n.ToString())));
            Tensor y = new Executor(graph).Run(Tensor.Of<float>([3], 0.3f, -1.7f, 2.1f))[0];
            seen[^1] += Convert.ToHexString(y.AsBytes());
        }
        Assert.Single(seen.Distinct());
    }

    [Fact]
    public void ValuesUsedTwiceByOneNodeGetBothGradients()
    {
        (Graph graph, Value x) = Start();
        Output(graph, Gradients.Of((x + x) * x.Sub(x * 3), x));

        // 2x * -2x = -4x^2
        Assert.Equal([[-8, -16, 24]], Run(graph, 1, 2, -3));
    }

    [Fact]
    public void SymbolsThatTurnOutToBeOneAreSummedOver()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N"]), y = graph.Input("y", ElementType.Float32, ["M"]);
        Output(graph, [.. Gradients.Of(x * y, x, y), .. Gradients.Of(x + y, x, y)]);

        Tensor[] g = new Executor(graph).Run(Tensor.Of<float>([3], 1, 2, 3), Tensor.Of<float>([1], 5));

        Assert.Equal([5, 5, 5], g[0].AsSpan<float>().ToArray());
        Assert.Equal([6], g[1].AsSpan<float>().ToArray());
        Assert.Equal([1, 1, 1], g[2].AsSpan<float>().ToArray());
        Assert.Equal([3], g[3].AsSpan<float>().ToArray());
    }

    [Fact]
    public void OperatorsWithoutGradientAreNamed()
    {
        (Graph graph, Value x) = Start();
        Value y = graph.AddNode("hard", new WithoutGradient(), x * 2).Outputs[0];

        string message = Assert.Throws<NotSupportedException>(() => Gradients.Of(y, x)).Message;

        Assert.Contains("WithoutGradient ('hard') has no gradient", message);
        Assert.Empty(graph.Outputs);
    }

    [Fact]
    public void OnlyFloatingPointValuesOfTheSameGraphHaveGradients()
    {
        (Graph graph, Value x) = Start();
        Value index = graph.Input("i", ElementType.Int64, [3]);

        Assert.Contains("i: Int64 3 is not floating-point", Assert.Throws<ArgumentException>(() => Gradients.Of(x.Gather(index), index)).Message);
        Assert.Contains("is not floating-point", Assert.Throws<ArgumentException>(() => Gradients.Of(x.ArgMax(0), x)).Message);
        Assert.Contains("another graph", Assert.Throws<ArgumentException>(() => Gradients.Of(x, Start().X)).Message);
    }

    private static (Graph Graph, Value X) Start()
    {
        var graph = new Graph();
        return (graph, graph.Input("x", ElementType.Float32, [3]));
    }

    private static void Output(Graph graph, params Value[] values)
    {
        foreach (Value value in values) graph.Output($"y{graph.Outputs.Count}", value);
    }

    private static float[][] Run(Graph graph, params float[] x) =>
        [.. new Executor(graph).Run(Tensor.Of<float>([x.Length], x)).Select(t => t.AsSpan<float>().ToArray())];

    private sealed record WithoutGradient : Operator
    {
        public override void Infer(Inference i) => i.OutputLike(0);

        public override void Run(Kernel k) => k.Input(0).CopyTo(k.Output(0));
    }
}
