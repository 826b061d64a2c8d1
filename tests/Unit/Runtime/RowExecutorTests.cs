using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Runtime;

public sealed class RowExecutorTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    [InlineData(2, 9)]
    public void RowsHaveTheBitsThatTheyHaveAlone(int threads, int count)
    {
        Graph graph = Convolutions(64);
        var executor = new Executor(graph);
        Tensor x = SmallNetworks.Batch(graph, count)[0];
        using Workers.LimitScope limit = Workers.Limit(threads);
        var results = new Tensor?[2];
        new RowExecutor(executor).Run([x], results);
        Assert.Equal([(Shape)(int[])[count, 8, 64, 64], (int[])[count, 8]], results.Select(r => r!.Shape));
        int size = 3 * 64 * 64;
        for (int row = 0; row < count; row++)
        {
            Tensor[] alone = executor.Run(Tensor.Of(Shape.Of(1, 3, 64, 64), x.AsSpan<float>().Slice(row * size, size)));
            for (int o = 0; o < 2; o++)
            {
                int length = (int)alone[o].Count;
                Assert.Equal(alone[o].AsSpan<float>().ToArray(), results[o]!.AsSpan<float>().Slice(row * length, length).ToArray());
            }
        }
    }

    [Fact]
    public void ResultsThatFitAreWrittenTo()
    {
        Graph graph = Convolutions(64);
        var rows = new RowExecutor(new Executor(graph));
        var results = new Tensor?[2];
        rows.Run(SmallNetworks.Batch(graph, 4, seed: 1), results);
        Tensor?[] first = [.. results];
        rows.Run(SmallNetworks.Batch(graph, 4, seed: 2), results);
        Assert.Equal(first, results);
        rows.Run(SmallNetworks.Batch(graph, 3, seed: 2), results);
        Assert.Equal(3, results[0]!.Shape[0]);
        Assert.Equal(4, first[0]!.Shape[0]);
    }

    [Fact]
    public void ItPaysWhereConvolutionsPassOnMoreThanTheyWeigh()
    {
        Assert.True(RowExecutor.Pays(Convolutions(96)));
        Assert.False(RowExecutor.Pays(Convolutions(8)));
        Assert.False(RowExecutor.Pays(SmallNetworks.Mlp(training: false)));
        Graph dense = Convolutions(96);
        dense.Output("scores", dense.Outputs[0].Value.Flatten().Gemm(dense.Constant(new Tensor(ElementType.Float32, Shape.Of(8 * 96 * 96, 10)))));
        Assert.False(RowExecutor.Pays(dense));
    }

    [Fact]
    public void WhatDoesNotFitIsToldAndHarmsNothing()
    {
        Graph graph = Convolutions(64);
        var rows = new RowExecutor(new Executor(graph));
        Assert.Throws<ShapeException>(() => rows.Run([new Tensor(ElementType.Float32, Shape.Of(2, 4, 64, 64))], new Tensor?[2]));
        rows.Run(SmallNetworks.Batch(graph, 2), new Tensor?[2]);
    }

    private static Graph Convolutions(int size)
    {
        var graph = new Graph();
        var random = new Random(5);
        Tensor Weights(params int[] dims)
        {
            var tensor = new Tensor(ElementType.Float32, Shape.Of(dims));
            foreach (ref float v in tensor.AsSpan<float>()) v = random.NextSingle() - 0.5f;
            return tensor;
        }

        Value x = graph.Input("x", ElementType.Float32, ["N", 3, size, size]);
        x = x.Conv(graph.Constant(Weights(16, 3, 3, 3)), pads: [1, 1, 1, 1]).Relu();
        x = x.Conv(graph.Constant(Weights(8, 16, 1, 1)), graph.Constant(Weights(8)));
        graph.Output("planes", x);
        graph.Output("means", x.GlobalAveragePool().Flatten());
        return graph;
    }
}
