using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public class RegionTests
{
    [Theory]
    [InlineData(300, 200, 0.3f, 0.1f)]
    [InlineData(300, 7, 0.5f, 0.5f)]
    [InlineData(37, 37, 1f, -1f)]
    public void BoxesArePickedAsOneByOneWouldBe(int boxes, int atMost, float overlap, float score)
    {
        var random = new Random(boxes);
        var b = new Tensor(ElementType.Float32, [1, boxes, 4]);
        var s = new Tensor(ElementType.Float32, [1, 2, boxes]);
        foreach (ref float v in b.AsSpan<float>()) v = random.NextSingle();
        // Tenths, so that many scores are equal.
        foreach (ref float v in s.AsSpan<float>()) v = MathF.Round(random.NextSingle() * 10) / 10;
        var graph = new Graph();
        graph.Output("picked", graph.Input("b", ElementType.Float32, b.Shape).NonMaxSuppression(graph.Input("s", ElementType.Float32, s.Shape), atMost, overlap, score));

        List<long> expected = [];
        for (int c = 0; c < 2; c++)
        {
            float[] scores = s.AsSpan<float>().Slice(c * boxes, boxes).ToArray();
            List<int> kept = [];
            foreach (int i in Enumerable.Range(0, boxes).Where(i => scores[i] > score).OrderByDescending(i => scores[i]))
                if (kept.Count < atMost && kept.All(k => Shared(b, i, k) <= overlap)) kept.Add(i);
            foreach (int i in kept) expected.AddRange([0, c, i]);
        }
        Assert.Equal(expected, new Executor(graph).Run(b, s)[0].AsSpan<long>().ToArray());
    }

    [Fact]
    public void NoBoxIsPickedWhereNoneIsAskedFor()
    {
        var graph = new Graph();
        Value boxes = graph.Input("b", ElementType.Float32, [1, 1, 4]);
        graph.Output("picked", graph.Add(new NonMaxSuppression(), boxes, graph.Input("s", ElementType.Float32, [1, 1, 1])));
        Assert.Equal("0x3", new Executor(graph).Run(Tensor.Of<float>([1, 1, 4], 0, 0, 1, 1), Tensor.Of<float>([1, 1, 1], 1))[0].Shape.ToString());
    }

    [Fact]
    public void ARegionOfAnImageThatIsNotThereIsNamed()
    {
        var graph = new Graph();
        Value regions = graph.Constant(Tensor.Of<float>([1, 4], 0, 0, 1, 1)), image = graph.Constant(Tensor.Of<long>([1], 3));
        graph.Output("y", graph.Input("x", ElementType.Float32, [2, 1, 4, 4]).RoiAlign(regions, image, 2, 2));
        Assert.Contains("image 3", Assert.ThrowsAny<Exception>(() => new Executor(graph).Run(new Tensor(ElementType.Float32, [2, 1, 4, 4]))).Message);
    }

    [Fact]
    public void PointsOutsideOfAnImageReadNothingEvenWhereItIsInfinite()
    {
        var graph = new Graph();
        graph.Output("y", graph.Input("x", ElementType.Float32, [1, 1, 2, 2]).GridSample(graph.Constant(Tensor.Of<float>([1, 1, 2, 2], 9, 9, 0.5f, 0.5f))));
        Tensor x = Tensor.Of<float>([1, 1, 2, 2], float.PositiveInfinity, 1, 2, 3);
        Assert.Equal([0, 3], new Executor(graph).Run(x)[0].AsSpan<float>().ToArray());
    }

    private static float Shared(Tensor boxes, int i, int j)
    {
        (float top, float left, float bottom, float right) = Corners(i);
        (float, float, float, float) other = Corners(j);
        float height = Math.Min(bottom, other.Item3) - Math.Max(top, other.Item1), width = Math.Min(right, other.Item4) - Math.Max(left, other.Item2);
        if (height <= 0 || width <= 0) return 0;
        float both = height * width;
        return both / ((bottom - top) * (right - left) + (other.Item3 - other.Item1) * (other.Item4 - other.Item2) - both);

        (float, float, float, float) Corners(int box)
        {
            Span<float> b = boxes.AsSpan<float>().Slice(box * 4, 4);
            return (Math.Min(b[0], b[2]), Math.Min(b[1], b[3]), Math.Max(b[0], b[2]), Math.Max(b[1], b[3]));
        }
    }
}
