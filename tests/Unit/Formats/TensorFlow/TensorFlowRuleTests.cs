using MlNetDeepLearning.Formats;
using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Formats.TensorFlow;

/// <summary>Rules that trained networks do not cover, with results worked out by hand.</summary>
public class TensorFlowRuleTests
{
    // A window of ones over 1 2 3 4 (5): where one more must be padded than the other side has, it is behind.
    [Theory]
    [InlineData(4, 3, 1, "SAME", new[] { 3f, 6, 9, 7 })]
    [InlineData(4, 3, 2, "SAME", new[] { 6f, 7 })]
    [InlineData(5, 3, 2, "SAME", new[] { 3f, 9, 9 })]
    [InlineData(4, 2, 1, "SAME", new[] { 3f, 5, 7, 4 })]
    [InlineData(5, 2, 3, "SAME", new[] { 3f, 9 })]
    [InlineData(5, 1, 3, "SAME", new[] { 1f, 4 })]
    [InlineData(5, 3, 2, "VALID", new[] { 6f, 12 })]
    [InlineData(4, 3, 2, "EXPLICIT", new[] { 3f, 9 })]
    public void PaddingIsTensorFlows(int length, int kernel, int stride, string padding, float[] expected)
    {
        foreach (long declared in (long[])[length, -1])
        {
            GraphDef g = Nets.New();
            g.Placeholder("x", DataType.Float, 1, 1, declared, 1);
            g.Floats("w", [1, kernel, 1, 1], [.. Enumerable.Repeat(1f, kernel)]);
            g.Add("Conv2D", "y", ["x", "w"], ("strides", (long[])[1, stride, stride, 1]), ("padding", padding), ("data_format", "NHWC"), ("explicit_paddings", (long[])[0, 0, 0, 0, 1, 0, 0, 0]));
            Nets.AssertClose(expected, Nets.Run(g, "y", ("x", Nets.Counting(1, 1, length, 1))));
        }
    }

    // Averages leave out what is padded.
    [Fact]
    public void PoolingLeavesPaddingOut()
    {
        GraphDef g = Nets.New();
        g.Placeholder("x", DataType.Float, 1, 1, 4, 1);
        (string, AttrValue)[] window = [("ksize", (long[])[1, 1, 3, 1]), ("strides", (long[])[1, 1, 2, 1]), ("padding", "SAME"), ("data_format", "NHWC")];
        g.Add("AvgPool", "mean", ["x"], window);
        g.Add("Neg", "minus", ["x"]);
        g.Add("MaxPool", "max", ["minus"], window);
        Tensor[] results = Nets.Run(g, ["mean", "max"], ("x", Nets.Counting(1, 1, 4, 1)));
        Nets.AssertClose([2, 3.5f], results[0]);
        Nets.AssertClose([-1, -3], results[1]);
    }

    [Fact]
    public void DepthwiseFiltersBelongToTheirChannels()
    {
        GraphDef g = Nets.New();
        g.Placeholder("x", DataType.Float, 1, 1, 2, 2);
        // Two filters of one pixel for each channel: times 1 and 10, times 100 and 1000.
        g.Floats("w", [1, 1, 2, 2], 1, 10, 100, 1000);
        g.Add("DepthwiseConv2dNative", "y", ["x", "w"], ("strides", (long[])[1, 1, 1, 1]), ("padding", "VALID"));
        Nets.AssertClose([1, 10, 200, 2000, 3, 30, 400, 4000], Nets.Run(g, "y", ("x", Nets.Counting(1, 1, 2, 2))));
    }

    // Each input is spread over three places, two apart; SAME cuts the sum (1 1 3 2 5 3 3 .. for VALID) to twice the length.
    [Theory]
    [InlineData("VALID", 7, new[] { 1f, 1, 3, 2, 5, 3, 3 })]
    [InlineData("VALID", 8, new[] { 1f, 1, 3, 2, 5, 3, 3, 0 })]
    [InlineData("SAME", 6, new[] { 1f, 1, 3, 2, 5, 3 })]
    [InlineData("SAME", 5, new[] { 1f, 3, 2, 5, 3 })]
    public void TransposedConvolutionsHaveTheLengthThatIsAskedFor(string padding, int length, float[] expected)
    {
        GraphDef g = Nets.New();
        g.Placeholder("x", DataType.Float, 1, 1, 3, 1);
        g.Ints("size", 1, 1, length, 1);
        g.Floats("w", [1, 3, 1, 1], 1, 1, 1);
        g.Add("Conv2DBackpropInput", "y", ["size", "w", "x"], ("strides", (long[])[1, 1, 2, 1]), ("padding", padding));
        Nets.AssertClose(expected, Nets.Run(g, "y", ("x", Nets.Counting(1, 1, 3, 1))));
    }

    // 1 2 to four, 1 2 3 4 to two: the corners rule, half pixels, and neither.
    [Theory]
    [InlineData("ResizeBilinear", 2, 4, false, false, new[] { 1f, 1.5f, 2, 2 })]
    [InlineData("ResizeBilinear", 2, 4, true, false, new[] { 1f, 4f / 3, 5f / 3, 2 })]
    [InlineData("ResizeBilinear", 2, 4, false, true, new[] { 1f, 1.25f, 1.75f, 2 })]
    [InlineData("ResizeBilinear", 4, 2, false, false, new[] { 1f, 3 })]
    [InlineData("ResizeBilinear", 4, 2, false, true, new[] { 1.5f, 3.5f })]
    [InlineData("ResizeNearestNeighbor", 2, 4, false, false, new[] { 1f, 1, 2, 2 })]
    [InlineData("ResizeNearestNeighbor", 4, 2, false, true, new[] { 2f, 4 })]
    [InlineData("ResizeNearestNeighbor", 2, 4, true, false, new[] { 1f, 1, 2, 2 })]
    [InlineData("ResizeNearestNeighbor", 3, 2, false, false, new[] { 1f, 2 })]
    [InlineData("ResizeNearestNeighbor", 2, 5, true, false, new[] { 1f, 1, 2, 2, 2 })]
    // Keys' kernel with a = -0.5 at a quarter: -0.0703125, 0.8671875, 0.2265625, -0.0234375; what lies outside is left out of the sum.
    [InlineData("ResizeBicubic", 2, 4, false, true, new[] { (0.8671875f + 2 * -0.0703125f) / (0.8671875f - 0.0703125f), (0.8671875f + 2 * 0.2265625f) / (0.8671875f + 0.2265625f), (0.2265625f + 2 * 0.8671875f) / (0.8671875f + 0.2265625f), (-0.0703125f + 2 * 0.8671875f) / (0.8671875f - 0.0703125f) })]
    public void SizesChangeByTensorFlowsRules(string op, int from, int to, bool corners, bool half, float[] expected)
    {
        GraphDef g = Nets.New();
        g.Placeholder("x", DataType.Float, 1, 1, from, 1);
        g.Ints("size", 1, to);
        g.Add(op, "y", ["x", "size"], ("align_corners", corners), ("half_pixel_centers", half));
        Nets.AssertClose(expected, Nets.Run(g, "y", ("x", Nets.Counting(1, 1, from, 1))), 2e-3f);
    }

    [Theory]
    // x[1:3, ::2]
    [InlineData(new[] { 1, 0 }, new[] { 3, 0 }, new[] { 1, 2 }, 2, 2, 0, 0, 0, new[] { 2, 2 }, new[] { 5f, 7, 9, 11 })]
    // x[-1]
    [InlineData(new[] { -1 }, new[] { 0 }, new[] { 1 }, 0, 0, 0, 0, 1, new[] { 4 }, new[] { 9f, 10, 11, 12 })]
    // x[..., 1]
    [InlineData(new[] { 0, 1 }, new[] { 0, 2 }, new[] { 1, 1 }, 0, 0, 1, 0, 2, new[] { 3 }, new[] { 2f, 6, 10 })]
    // x[newaxis, 2, ::-1]
    [InlineData(new[] { 0, 2, 0 }, new[] { 0, 3, 0 }, new[] { 1, 1, -1 }, 4, 4, 0, 1, 2, new[] { 1, 4 }, new[] { 12f, 11, 10, 9 })]
    // x[0:2, newaxis, ..., 3:1:-1]
    [InlineData(new[] { 0, 0, 0, 3 }, new[] { 2, 0, 0, 1 }, new[] { 1, 1, 1, -1 }, 0, 0, 4, 2, 0, new[] { 2, 1, 2 }, new[] { 4f, 3, 8, 7 })]
    public void PartsAreTakenAsMasksSay(int[] begin, int[] end, int[] strides, int beginMask, int endMask, int ellipsis, int newAxis, int shrink, int[] shape, float[] expected)
    {
        foreach (bool known in (bool[])[true, false])
        {
            GraphDef g = Nets.New();
            g.Placeholder("x", DataType.Float, 3, 4);
            g.Placeholder("begin_in", DataType.Int32, begin.Length);
            g.Ints("begin", begin);
            g.Ints("end", end);
            g.Ints("strides", strides);
            g.Add("StridedSlice", "y", ["x", known ? "begin" : "begin_in", "end", "strides"], ("begin_mask", beginMask), ("end_mask", endMask), ("ellipsis_mask", ellipsis), ("new_axis_mask", newAxis), ("shrink_axis_mask", shrink));
            Tensor y = Nets.Run(g, "y", ("x", Nets.Counting(3, 4)), ("begin_in", Tensor.Of<int>([begin.Length], begin)));
            Assert.Equal(Shape.Of(shape), y.Shape);
            Nets.AssertClose(expected, y);
        }
    }

    // -6 … 6 in 15 steps: 0.8 each, 0 is step 7.5, rounded to 8, so the range is -6.4 to 5.6.
    [Fact]
    public void FakeQuantMovesItsRangeSoThatZeroIsAStep()
    {
        GraphDef g = Nets.New();
        g.Placeholder("x", DataType.Float, 5);
        g.Add("FakeQuantWithMinMaxArgs", "y", ["x"], ("min", -6f), ("max", 6f), ("num_bits", 4L));
        Nets.AssertClose([-6.4f, -0.8f, 0, 1.6f, 5.6f], Nets.Run(g, "y", ("x", Tensor.Of<float>([5], -9, -0.5f, 0.3f, 1.3f, 9))));
    }

    [Theory]
    [InlineData("REFLECT", new[] { 3f, 2, 1, 2, 3, 2 })]
    [InlineData("SYMMETRIC", new[] { 2f, 1, 1, 2, 3, 3 })]
    public void MirrorsRepeatTheEdgeOrNot(string mode, float[] expected)
    {
        GraphDef g = Nets.New();
        g.Placeholder("x", DataType.Float, 3);
        g.Const("pads", Tensor.Of<int>([1, 2], 2, 1));
        g.Add("MirrorPad", "y", ["x", "pads"], ("mode", mode));
        Nets.AssertClose(expected, Nets.Run(g, "y", ("x", Nets.Counting(3))));
    }

    [Fact]
    public void DivisionsAndRemaindersOfIntegersRoundDown()
    {
        GraphDef g = Nets.New();
        g.Placeholder("a", DataType.Int32, 4);
        g.Placeholder("b", DataType.Int32, 4);
        foreach (string op in (string[])["FloorDiv", "FloorMod", "TruncateDiv", "TruncateMod"]) g.Add(op, op, ["a", "b"]);
        Tensor[] results = Nets.Run(g, ["FloorDiv", "FloorMod", "TruncateDiv", "TruncateMod"], ("a", Tensor.Of<int>([4], 7, -7, 7, -7)), ("b", Tensor.Of<int>([4], 3, 3, -3, -3)));
        int[][] expected = [[2, -3, -3, 2], [1, 2, -2, -1], [2, -2, -2, 2], [1, -1, 1, -1]];
        for (int r = 0; r < expected.Length; r++) Assert.Equal(expected[r], results[r].AsSpan<int>().ToArray());
    }

    [Fact]
    public void BlocksGoToTheBatchAndBack()
    {
        GraphDef g = Nets.New();
        g.Placeholder("x", DataType.Float, -1, 2, 3, 1);
        g.Ints("block", 2, 2);
        g.Const("pads", Tensor.Of<int>([2, 2], 0, 0, 0, 1));
        g.Add("SpaceToBatchND", "apart", ["x", "block", "pads"]);
        g.Add("BatchToSpaceND", "together", ["apart", "block", "pads"]);
        Tensor[] results = Nets.Run(g, ["apart", "together"], ("x", Nets.Counting(1, 2, 3, 1)));
        Assert.Equal(Shape.Of(4, 1, 2, 1), results[0].Shape);
        Nets.AssertClose([1, 3, 2, 0, 4, 6, 5, 0], results[0]);
        Nets.AssertClose([1, 2, 3, 4, 5, 6], results[1]);
    }

    // The shape (batch, 6) is computed from the input's; the batch stays a symbol.
    [Fact]
    public void ShapesThatAreComputedStayKnown()
    {
        GraphDef g = Nets.New();
        g.Placeholder("x", DataType.Float, -1, 2, 3);
        g.Add("Shape", "shape", ["x"], ("out_type", DataType.Int32));
        g.Ints("first", 0);
        g.Ints("second", 1);
        g.Add("StridedSlice", "batch", ["shape", "first", "second", "second"], ("shrink_axis_mask", 1L));
        g.Int("six", 6);
        g.Add("Pack", "wanted", ["batch", "six"], ("axis", 0L), ("N", 2L));
        g.Add("Reshape", "y", ["x", "wanted"]);
        Graph graph = TensorFlowImporter.Import(g.ToBytes());
        Assert.Equal("Nx6", graph.Outputs[0].Value.Shape.ToString());
        Assert.Equal("Reshape", Assert.Single(graph.Nodes).Operator.OpType);
    }

    [Fact]
    public void OperatorsThatAreNotThereAreListedAllAtOnce()
    {
        GraphDef g = Nets.New();
        g.Placeholder("x", DataType.Float, 2);
        g.Add("Levitate", "up", ["x"]);
        g.Add("Relu", "between", ["up"]);
        g.Add("Teleport", "away", ["between"]);
        g.Add("Levitate", "higher", ["x"]);
        g.Add("AddV2", "y", ["away", "higher"]);
        g.Add("Vanish", "elsewhere", ["x"]);
        UnsupportedOperatorException e = Assert.Throws<UnsupportedOperatorException>(() => TensorFlowImporter.Import(g.ToBytes(), new TensorFlowImportOptions { Outputs = ["y"] }));
        Assert.Equal(["Levitate", "Teleport"], e.Operators.Order());
        Assert.Contains("'up', 'higher'", e.Message);
        // What follows from an operator that is not there cannot be told.
        Assert.DoesNotContain("Vanish", e.Message);
    }

    [Fact]
    public void AGraphMayBeCutAtAnyTensor()
    {
        GraphDef g = Nets.New();
        g.Placeholder("x", DataType.Float, -1, 4);
        g.Int("axis", 1);
        g.Add("Levitate", "up", ["x"], ("T", DataType.Float));
        g.Add("Split", "parts", ["axis", "x"], ("num_split", 2L));
        g.Add("Mul", "y", ["parts:1", "up"]);
        Graph graph = TensorFlowImporter.Import(g.ToBytes(), new TensorFlowImportOptions
        {
            Inputs = ["parts:1", "up:0"],
            Outputs = ["y:0"],
            InputShapes = new Dictionary<string, SymbolicShape> { ["up"] = [3, 2] },
        });
        Assert.Equal(["parts:1", "up:0"], graph.Inputs.Select(i => i.Name));
        Assert.Equal("Float32 Nx2", graph.Inputs[0].Type.ToString());
        Assert.Equal("3x2", graph.Inputs[1].Shape.ToString());
        Assert.Equal("y:0", graph.Outputs[0].Name);
        TensorFlowFormatException e = Assert.Throws<TensorFlowFormatException>(() => TensorFlowImporter.Import(g.ToBytes(), new TensorFlowImportOptions { Outputs = ["PARTS/z"] }));
        Assert.Contains("no tensor 'PARTS/z'", e.Message);
    }
}
