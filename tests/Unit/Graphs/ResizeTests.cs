using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

/// <summary>Resizing beyond the operator table: large planes on one and more threads, other layouts and element types, symbols, errors.</summary>
public class ResizeTests
{
    public static TheoryData<string, int, int, int, int> Planes => new()
    {
        { "linear", 40, 61, 80, 122 }, { "linear", 200, 300, 224, 224 }, { "linear", 90, 70, 31, 33 }, { "linear", 7, 300, 29, 100 },
        { "cubic", 40, 61, 80, 122 }, { "cubic", 90, 15, 31, 133 }, { "nearest", 40, 61, 80, 122 }, { "nearest", 7, 300, 40, 123 }, { "nearest", 3, 5, 200, 300 },
    };

    [Theory]
    [MemberData(nameof(Planes))]
    public void LargePlanesEqualTheReferenceInBothLayoutsOnAnyNumberOfThreads(string mode, int height, int width, int newHeight, int newWidth)
    {
        foreach (bool antialias in (bool[])[false, true])
        {
            var graph = new Graph();
            Value x = graph.Input("x", ElementType.Float32, [2, 3, height, width]);
            var how = new Resize(Antialias: antialias, Mode: mode);
            graph.Output("y", x.ResizeTo([2, 3, newHeight, newWidth], how));
            graph.Output("channels last", x.Transpose(0, 2, 3, 1).ResizeTo([2, newHeight, newWidth, 3], how).Transpose(0, 3, 1, 2));
            Tensor image = Random([2, 3, height, width]);

            float[] expected = ReferenceExecutor.Run(graph, [image])[0].AsSpan<float>().ToArray();
            Tensor[] actual = new Executor(graph).Run(image);
            using (Workers.Limit(1))
                for (int o = 0; o < 2; o++) Assert.Equal(actual[o].AsSpan<float>().ToArray(), new Executor(graph).Run(image)[o].AsSpan<float>().ToArray());
            for (int o = 0; o < 2; o++)
                for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[o].AsSpan<float>()[i], 2e-6f);
        }
    }

    // What PyTorch 1.13 gives for interpolate(arange(1, 5).reshape(2, 2), scale_factor=2) and size (3, 3).
    [Theory]
    [InlineData("linear", "half_pixel", new float[] { 1, 1.25f, 1.75f, 2, 1.5f, 1.75f, 2.25f, 2.5f, 2.5f, 2.75f, 3.25f, 3.5f, 3, 3.25f, 3.75f, 4 })]
    [InlineData("linear", "align_corners", new float[] { 1, 1.3333333f, 1.6666667f, 2, 1.6666667f, 2, 2.3333333f, 2.6666667f, 2.3333333f, 2.6666667f, 3, 3.3333333f, 3, 3.3333333f, 3.6666667f, 4 })]
    [InlineData("nearest", "asymmetric", new float[] { 1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4 })]
    public void KnownValues(string mode, string coordinates, float[] expected)
    {
        var graph = new Graph();
        graph.Output("y", graph.Input("x", ElementType.Float32, [1, 1, 2, 2])
            .Resize([1, 1, 2, 2], new Resize(CoordinateTransformationMode: coordinates, Mode: mode, NearestMode: "floor")));
        float[] actual = new Executor(graph).Run(Tensor.Of<float>([1, 1, 2, 2], 1, 2, 3, 4))[0].AsSpan<float>().ToArray();
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-6f);
    }

    [Fact]
    public void NearestTakesAnyElementType()
    {
        Tensor[] operands =
        [
            Tensor.Of<byte>([1, 2, 2], 1, 2, 3, 4), Tensor.Of<Half>([1, 2, 2], (Half)1, (Half)2, (Half)3, (Half)4), Tensor.Of<long>([1, 2, 2], 1, 2, 3, 4),
            Tensor.Of<int>([1, 2, 2], 1, 2, 3, 4), Tensor.OfStrings([1, 2, 2], "1", "2", "3", "4"),
        ];
        foreach (Tensor x in operands)
        {
            var graph = new Graph();
            graph.Output("y", graph.Input("x", x.Type, x.Shape).Resize([1, 2, 2.5f], new Resize(NearestMode: "floor", CoordinateTransformationMode: "asymmetric"))
                .Cast(ElementType.Float64));
            Assert.Equal([1, 1, 1, 2, 2, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 3, 3, 3, 4, 4], new Executor(graph).Run(x)[0].AsSpan<double>().ToArray());
        }
    }

    [Fact]
    public void IntegersAreInterpolatedAndCut()
    {
        var graph = new Graph();
        graph.Output("y", graph.Input("x", ElementType.UInt8, [3]).Resize([2], new Resize(Mode: "linear")));
        Assert.Equal([0, 1, 4, 68, 192, 255], new Executor(graph).Run(Tensor.Of<byte>([3], 0, 6, 255))[0].AsSpan<byte>().ToArray());
    }

    [Fact]
    public void WholeScalesKeepSymbols()
    {
        var graph = new Graph();
        Value y = graph.Input("x", ElementType.Float32, ["N", 3, "H", 5]).Resize([1, 1, 2, 1.5f]);
        Assert.Equal("Nx3x2*Hx7", y.Shape.ToString());
    }

    [Fact]
    public void WrongOperandsAreNamed()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [1, 2, 3, 4]);
        Assert.Contains("scales has 3 numbers, but 4 axes need 4", Assert.Throws<ShapeException>(() => x.Resize([1, 1, 2])).Message);
        Assert.Contains("scale 1 is -1", Assert.Throws<ShapeException>(() => x.Resize([1, -1, 2, 2])).Message);
        Assert.Contains("mode 'quadratic'", Assert.Throws<ShapeException>(() => x.Resize([1, 1, 2, 2], new Resize(Mode: "quadratic"))).Message);
        Assert.Contains("neither scales nor sizes", Assert.Throws<ShapeException>(() => x.Graph.Add(new Resize(), x)).Message);
        Assert.Contains("axes [1, 7]", Assert.Throws<ShapeException>(() => x.Resize([2, 2], new Resize(Axes: [1, 7]))).Message);
    }

    private static Tensor Random(Shape shape)
    {
        var random = new Random(1);
        var tensor = new Tensor(ElementType.Float32, shape);
        foreach (ref float v in tensor.AsSpan<float>()) v = random.NextSingle() * 2 - 1;
        return tensor;
    }
}
