using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

/// <summary>What the operator table cannot hold against a reference kernel: numbers worked out by hand, symbols, text, errors.</summary>
public class ArrayOperatorTests
{
    private static readonly float[] Six = [1, 2, 3, 4, 5, 6];

    [Fact]
    public void SliceClampsAndRunsBackwards()
    {
        Assert.Equal([6, 4, 2], Floats(x => x.Slice([long.MaxValue], [long.MinValue], [0], [-2]), Six));
        Assert.Equal([2, 3], Floats(x => x.Slice([-5], [-3]), Six));
        Assert.Equal([4, 5, 6], Floats(x => x.Slice([3], [long.MaxValue]), Six));
        Assert.Equal([], Floats(x => x.Slice([4], [2]), Six));
        Assert.Equal([1], Floats(x => x.Slice([0], [6], [0], [long.MaxValue]), Six));
    }

    [Fact]
    public void PadsTakeFromWhereTheirModeSays()
    {
        Assert.Equal([0, 0, 1, 2, 3, 4, 5, 6, 0], Floats(x => x.Pad([2, 1]), Six));
        Assert.Equal([3, 4, 5, 9], Floats(x => x.Pad([-2, -1]).Pad([0, 1], constant: 9), Six));
        Assert.Equal([3, 2, 1, 2, 3, 4, 5, 6, 5], Floats(x => x.Pad([2, 1], "reflect"), Six));
        Assert.Equal([1, 1, 1, 2, 3, 4, 5, 6, 6], Floats(x => x.Pad([2, 1], "edge"), Six));
        Assert.Equal([5, 6, 1, 2, 3, 4, 5, 6, 1], Floats(x => x.Pad([2, 1], "wrap"), Six));
        Assert.Contains("reflect more", Assert.Throws<ShapeException>(() => Floats(x => x.Pad([6, 0], "reflect"), Six)).Message);
    }

    [Fact]
    public void TransposeExchangesRowsAndColumns() =>
        Assert.Equal([1, 4, 2, 5, 3, 6], Floats(x => x.Reshape(2, 3).Transpose().Reshape(-1), Six));

    [Fact]
    public void LargeTransposesAreRightWhateverTheThreads()
    {
        foreach (int[] perm in (int[][])[[0, 2, 3, 1], [0, 3, 1, 2], [3, 2, 1, 0], [1, 0, 2, 3]])
        {
            Shape shape = [3, 33, 41, 29];
            var x = new Tensor(ElementType.Int32, shape);
            for (int i = 0; i < x.Count; i++) x.AsSpan<int>()[i] = i;
            StridedCopy copy = StridedCopy.Transpose(shape, perm);
            int[] dims = [.. perm.Select(a => shape[a])];
            Tensor fast = new(ElementType.Int32, dims), plain = new(ElementType.Int32, dims);
            copy.Run(x, fast);
            copy.Run(x, plain, plain: true);
            Assert.True(plain.AsBytes().SequenceEqual(fast.AsBytes()), string.Join(",", perm));
        }
    }

    [Theory]
    [InlineData("Nx3x4", "0,-1", "Nx12")]
    [InlineData("Nx3x4", "-1,4", "3*Nx4")]
    [InlineData("NxSx8", "0,0,2,4", "NxSx2x4")]
    [InlineData("NxSx8", "0,-1,2", "Nx4*Sx2")]
    [InlineData("NxSx8", "0,-1,8", "NxSx8")]
    [InlineData("2x3", "3,2", "3x2")]
    public void ReshapeKeepsSymbols(string from, string to, string expected)
    {
        Value x = new Graph().Input("x", ElementType.Float32, SymbolicShape.Of([.. from.Split('x').Select(d => int.TryParse(d, out int n) ? (Dim)n : d)]));
        Assert.Equal(expected, x.Reshape([.. to.Split(',').Select(long.Parse)]).Shape.ToString());
    }

    [Fact]
    public void ReshapeRefusesWhatDoesNotFit()
    {
        Value x = new Graph().Input("x", ElementType.Float32, [2, 3]);
        Assert.Contains("6 elements cannot take the shape [4, -1]", Assert.Throws<ShapeException>(() => x.Reshape(4, -1)).Message);
        Assert.Contains("more than one -1", Assert.Throws<ShapeException>(() => x.Reshape(-1, -1)).Message);
    }

    [Fact]
    public void TheShapeOfAFixedTensorIsKnownWhileTheGraphIsBuilt()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, [2, 3, 4]);
        Value columns = x.ShapeOf().Gather(graph.Constant(Tensor.Ints(2)));
        Value shape = graph.Concat(0, graph.Constant(Tensor.Ints(-1)), columns);

        Assert.Equal("6x4", x.Reshape(shape).Shape.ToString());
    }

    [Fact]
    public void TheShapeOfASymbolicBatchIsKnownWhenItRuns()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N", 2, 3]);
        Value batch = x.ShapeOf().Slice([0], [1]);
        graph.Output("y", x.Reshape(graph.Concat(0, batch, graph.Constant(Tensor.Ints(-1)))) * 1);

        Assert.Equal((Shape)(int[])[5, 6], new Executor(graph).Run(new Tensor(ElementType.Float32, [5, 2, 3]))[0].Shape);
    }

    [Fact]
    public void CastsFollowTheRules()
    {
        float[] odd = [-1.9f, 1.9f, float.NaN, float.PositiveInfinity, -300, 0];
        Assert.Equal([-1, 1, 0, int.MaxValue, -300, 0], Cast<int>(odd, ElementType.Int32));
        Assert.Equal<byte>([0, 1, 0, 255, 0, 0], Cast<byte>(odd, ElementType.UInt8));
        Assert.Equal<byte>([1, 1, 1, 1, 1, 0], Cast<byte>(odd, ElementType.Bool));
        Assert.Equal<sbyte>([44, -1, 127], Convert<sbyte>(Tensor.Of<long>([3], 300, -1, 127), ElementType.Int8));
        Assert.Equal<ushort>([0x3F80, 0x3F80, 0x3F82, 0x7F80], Convert<ushort>(Tensor.Of<float>([4], 1, 1.00390625f, 1.01171875f, float.PositiveInfinity), ElementType.BFloat16));
        Assert.Equal<Half>([(Half)1.5f, Half.PositiveInfinity], Cast<Half>([1.5f, 1e6f], ElementType.Float16));
        Assert.Equal([1.5f, float.NegativeInfinity, 1000], Convert<float>(Tensor.OfStrings([3], " 1.5", "-INF", "1e3"), ElementType.Float32));
        Assert.Equal([9007199254740993, -4], Convert<long>(Tensor.OfStrings([2], "9007199254740993", "-4"), ElementType.Int64));
        Assert.Contains("'x1'", Assert.Throws<FormatException>(() => Convert<float>(Tensor.OfStrings([1], "x1"), ElementType.Float32)).Message);
        var text = new Tensor(ElementType.String, [3]);
        Conversion.Convert(Tensor.Of<float>([3], 0.5f, float.PositiveInfinity, -3), text);
        Assert.Equal(["0.5", "INF", "-3"], text.Strings.ToArray());
    }

    [Fact]
    public void TextMovesLikeNumbers()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.String, [2, 3]);
        graph.Output("y", graph.Concat(1, x.Transpose(), x.Transpose()).Slice(0, 1).Pad([0, 0, 1, 0]).Gather(graph.Constant(Tensor.Ints(2, 0, 1))).Tile(1, 2).Reshape(-1));

        string[] words = new Executor(graph).Run(Tensor.OfStrings([2, 3], "a", "b", "c", "d", "e", "f"))[0].Strings.ToArray();

        Assert.Equal(["", "", "", "", "", "", "", "", "b", "e", "b", "e", "b", "e", "b", "e", "c", "f", "c", "f", "c", "f", "c", "f"], words);
    }

    [Fact]
    public void AnIndexOutsideTheAxisNamesNodeIndexAndSize()
    {
        var graph = new Graph();
        Value table = graph.Constant(new Tensor(ElementType.Float32, [10, 2]));
        graph.Output("y", graph.AddNode("words", new Gather(), table, graph.Input("i", ElementType.Int64, [2])).Outputs[0]);

        ExecutionException e = Assert.Throws<ExecutionException>(() => new Executor(graph).Run(Tensor.Ints(3, 10)));
        string message = Assert.IsType<ArgumentOutOfRangeException>(e.InnerException).Message;

        Assert.Contains("'words'", message);
        Assert.Contains("index 10", message);
        Assert.Contains("size 10", message);
    }

    [Fact]
    public void GatheringsGradientHasTheSameBitsOnAnyNumberOfThreads()
    {
        var random = new Random(3);
        var graph = new Graph();
        var indices = new Tensor(ElementType.Int64, [500]);
        foreach (ref long i in indices.AsSpan<long>()) i = random.Next(7);
        Value dy = graph.Input("dy", ElementType.Float32, [500, 200]), table = graph.Input("table", ElementType.Float32, [7, 200]);
        graph.Output("y", graph.Add(new GatherGradient(), dy, graph.Constant(indices), table));
        var x = new Tensor(ElementType.Float32, [500, 200]);
        foreach (ref float v in x.AsSpan<float>()) v = random.NextSingle();
        var executor = new Executor(graph);

        Tensor many = executor.Run(x, new Tensor(ElementType.Float32, [7, 200]))[0], one;
        using (Workers.Limit(1)) one = executor.Run(x, new Tensor(ElementType.Float32, [7, 200]))[0];

        Assert.True(one.AsBytes().SequenceEqual(many.AsBytes()));
        var sums = new double[200];
        for (int n = 0; n < 500; n++)
            for (int c = 0; c < 200; c++) sums[c] += indices.AsSpan<long>()[n] == 0 ? x.AsSpan<float>()[n * 200 + c] : 0;
        for (int c = 0; c < 200; c++) Assert.Equal(sums[c], one.AsSpan<float>()[c], 1e-3);
    }

    private static float[] Floats(Func<Value, Value> build, float[] x)
    {
        var graph = new Graph();
        graph.Output("y", build(graph.Input("x", ElementType.Float32, [x.Length])));
        return new Executor(graph).Run(Tensor.Of<float>([x.Length], x))[0].AsSpan<float>().ToArray();
    }

    private static T[] Cast<T>(float[] x, ElementType to) where T : unmanaged => Convert<T>(Tensor.Of<float>([x.Length], x), to);

    private static T[] Convert<T>(Tensor x, ElementType to) where T : unmanaged
    {
        var y = new Tensor(to, x.Shape);
        Conversion.Convert(x, y);
        return y.AsSpan<T>().ToArray();
    }
}
