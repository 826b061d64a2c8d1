using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

/// <summary>Poolings and their gradients in single precision against the reference kernels, over sizes that reach every loop.</summary>
public class PoolingTests
{
    public static TheoryData<int, int> Sizes => new() { { 28, 28 }, { 32, 32 }, { 7, 9 }, { 13, 16 }, { 8, 4 }, { 5, 70 }, { 2, 2 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void FastPoolingsEqualTheReference(int height, int width)
    {
        Func<Value, Value>[] pools =
        [
            x => x.MaxPool([2, 2], [2, 2]),
            x => x.MaxPool([3, 3], [2, 2], [1, 1, 1, 1]),
            x => x.MaxPool([3, 3], [1, 1], [1, 1, 1, 1]),
            x => x.MaxPool([2, 3], [3, 3], [0, 1, 1, 1]),
            x => x.MaxPool([2, 2], [2, 2], ceilMode: true),
            x => x.MaxPool([3, 3], [2, 2], autoPad: "SAME_UPPER"),
            x => x.AveragePool([2, 2], [2, 2]),
            x => x.AveragePool([3, 3], [2, 2], [1, 1, 1, 1]),
            x => x.AveragePool([2, 2], [1, 1], autoPad: "SAME_LOWER", countIncludePad: true),
            x => x.GlobalAveragePool(),
            x => x.GlobalMaxPool(),
        ];
        var random = new Random(height * 100 + width);
        var image = new Tensor(ElementType.Float32, [3, 5, height, width]);
        // Few different numbers, so that windows have several largest elements.
        foreach (ref float v in image.AsSpan<float>()) v = random.Next(9) * 0.25f - 1;
        for (int p = 0; p < pools.Length; p++)
        {
            var graph = new Graph();
            Value x = graph.Input("x", ElementType.Float32, image.Shape), y = pools[p](x);
            graph.Output("y", y);
            graph.Output("dx", Gradients.Of(y * y + y, x)[0]);
            Tensor[] expected = ReferenceExecutor.Run(graph, [image]), actual = new Executor(graph).Run(image);
            using (Workers.Limit(1)) Assert.Equal(actual[1].AsSpan<float>().ToArray(), new Executor(graph).Run(image)[1].AsSpan<float>().ToArray());
            for (int o = 0; o < 2; o++)
                for (int i = 0; i < expected[o].Count; i++)
                {
                    float e = expected[o].AsSpan<float>()[i], a = actual[o].AsSpan<float>()[i];
                    Assert.True(Math.Abs(e - a) <= 1e-5f * Math.Max(1, Math.Abs(e)), $"pool {p}, result {o}[{i}]: {a}, expected {e}");
                }
        }
    }

    [Fact]
    public void MaximaOfNotANumberAreNotANumber()
    {
        foreach (int width in (int[])[4, 32])
        {
            var graph = new Graph();
            graph.Output("y", graph.Input("x", ElementType.Float32, [1, 1, 2, width]).MaxPool([2, 2], [2, 2]));
            var image = new Tensor(ElementType.Float32, [1, 1, 2, width]);
            image.AsSpan<float>()[width + 1] = float.NaN;
            Assert.True(float.IsNaN(new Executor(graph).Run(image)[0].AsSpan<float>()[0]));
            Assert.Equal(0, new Executor(graph).Run(image)[0].AsSpan<float>()[1]);
        }
    }
}
