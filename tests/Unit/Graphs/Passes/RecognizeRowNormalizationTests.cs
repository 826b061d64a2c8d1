using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs.Passes;

public class RecognizeRowNormalizationTests
{
    private readonly Graph _graph = new();

    [Theory]
    [InlineData(false, -1)]
    [InlineData(true, 2)]
    public void WhatIsCenteredIsLayerNormalization(bool power, int axis)
    {
        Value x = Input(), d = x - x.ReduceMean([axis]), n = d / ((power ? d.Pow(2) : d * d).ReduceMean([axis]) + 1e-3).Sqrt();
        _graph.Output("y", Row(2) + n * Row(1));

        Assert.Equal([new LayerNormalization(-1, 1e-3f)], Recognized("LayerNormalization").Nodes.Select(n => n.Operator));
    }

    [Fact]
    public void WithoutTheMeanItIsRootMeanSquareNormalization()
    {
        Value x = Input();
        _graph.Output("y", Row(1) * (x / ((x * x).ReduceMean([-1]) + 1e-3).Sqrt()));

        Recognized("RMSNormalization");
    }

    [Fact]
    public void OtherAxesAndOtherSquaresStay()
    {
        Value x = Input(), d = x - x.ReduceMean([1]);
        _graph.Output("y", d / ((d * d).ReduceMean([1]) + 1e-3).Sqrt() * Row(1));
        _graph.Output("z", d / ((x * x).ReduceMean([-1]) + 1e-3).Sqrt() * Row(1));

        Assert.DoesNotContain(_graph.Optimize(passes: [new RecognizeRowNormalization()]).Nodes, n => n.Operator is LayerNormalization or RMSNormalization);
    }

    [Fact]
    public void WhatTrainingNeedsStays()
    {
        var scale = new Parameter("scale", Numbers(1, 6));
        Value x = Input(), d = x - x.ReduceMean([-1]), n = d / ((d * d).ReduceMean([-1]) + 1e-3).Sqrt(), y = n * _graph.Parameter(scale);
        _graph.Output("y", y);
        _graph.Output("ds", Gradients.Of(y * y, _graph.Parameter(scale))[0]);

        Assert.DoesNotContain(_graph.Optimize(passes: [new RecognizeRowNormalization()]).Nodes, node => node.Operator is LayerNormalization);
    }

    private Value Input() => _graph.Input("x", ElementType.Float32, ["N", 3, 6]);

    private Value Row(int seed) => _graph.Constant(Numbers(seed, 6));

    private Graph Recognized(params string[] expected)
    {
        Graph recognized = _graph.Optimize(passes: [new RecognizeRowNormalization()]);
        Assert.Equal(expected, recognized.Nodes.Select(n => n.Operator.OpType));
        Tensor x = Numbers(3, 2, 3, 6), e = ReferenceExecutor.Run(_graph, [x])[0], a = new Executor(recognized).Run(x)[0];
        for (int i = 0; i < e.Count; i++) Assert.Equal(e.AsSpan<float>()[i], a.AsSpan<float>()[i], 3e-6f);
        return recognized;
    }

    private static Tensor Numbers(int seed, params int[] shape)
    {
        var tensor = new Tensor(ElementType.Float32, Shape.Of(shape));
        for (int i = 0; i < tensor.Count; i++) tensor.AsSpan<float>()[i] = MathF.Sin(i * 1.7f + seed);
        return tensor;
    }
}
