using MlNetDeepLearning.Formats;
using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Tests.Unit.Formats.TensorFlow;

/// <summary>Files that are damaged or made to do harm are refused with a reason, in little memory and time.</summary>
public class TensorFlowHostileTests
{
    private const int Mutations = 5000;

    [Fact]
    public void AGraphCutOffAnywhereIsRefusedOrSmaller()
    {
        byte[] whole = Loop().ToBytes();
        for (int length = 0; length < whole.Length; length++) Refused(() => TensorFlowImporter.Import(whole[..length]), mayWork: true);
    }

    [Fact]
    public void DamagedGraphsGiveAReasonOrAGraphThatRunsOrRefuses()
    {
        byte[][] files = [Loop().ToBytes(), Network().ToBytes(), Functions().ToBytes()];
        var random = new Random(7);
        for (int n = 0; n < Mutations; n++)
        {
            byte[] damaged = [.. files[n % files.Length]];
            for (int i = random.Next(1, 6); i > 0; i--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            HostileModels.Try(() => TensorFlowImporter.Import(damaged), n, $"mutation {n}");
        }
    }

    [SharedDataFact("models/mlnet-tf-testmodels")]
    public void DamagedSavedModelsGiveAReasonOrAGraphThatRunsOrRefuses()
    {
        string folder = SharedData.PathOf("models/mlnet-tf-testmodels/mnist_lr_model");
        Dictionary<string, byte[]> whole = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(f => Path.GetRelativePath(folder, f).Replace('\\', '/'), File.ReadAllBytes);
        var random = new Random(8);
        string[] names = ["saved_model.pb", "variables/variables.index"];
        for (int n = 0; n < Mutations; n++)
        {
            Dictionary<string, byte[]> files = new(whole);
            string name = names[n % 2];
            byte[] damaged = [.. whole[name]];
            if (random.Next(20) == 0) damaged = damaged[..random.Next(damaged.Length)];
            else for (int i = random.Next(1, 6); i > 0; i--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            files[name] = damaged;
            HostileModels.Try(() => TensorFlowFile.Read(files).ToGraph(), n, $"mutation {n} of {name}");
        }
    }

    [Fact]
    public void ACircleOfNodesIsToldAndADeepChainIsNoProblem()
    {
        GraphDef circle = Nets.New();
        circle.Placeholder("x", DataType.Float, 2);
        circle.Add("AddV2", "a", ["x", "b"]);
        circle.Add("Neg", "b", ["a"]);
        Assert.Contains("waits for its own result", Refused(() => TensorFlowImporter.Import(circle.ToBytes(), new TensorFlowImportOptions { Outputs = ["a"] })));

        GraphDef chain = Nets.New();
        chain.Placeholder("x", DataType.Float, 2);
        string last = "x";
        for (int i = 0; i < 20_000; i++) last = chain.Add("Identity", $"n{i}", [last]);
        Assert.Equal("Float32 2", TensorFlowImporter.Import(chain.ToBytes()).Outputs[0].Value.Type.ToString());
    }

    [Fact]
    public void FunctionsThatCallThemselvesOrDoubleEachTimeAreRefused()
    {
        GraphDef endless = Nets.New();
        endless.Placeholder("x", DataType.Float, 2);
        endless.Functions.Add(Function("again", NodeDef.Of("PartitionedCall", "call", ["v"], ("f", AttrValue.OfFunction("again"))), "call:output:0"));
        endless.Add("PartitionedCall", "y", ["x"], ("f", AttrValue.OfFunction("again")));
        Assert.Contains("nested more than 64 deep", Refused(() => TensorFlowImporter.Import(endless.ToBytes())));

        GraphDef doubling = Nets.New();
        doubling.Placeholder("x", DataType.Float, 2);
        for (int i = 0; i < 60; i++)
        {
            FunctionDef function = Function($"f{i}", NodeDef.Of("PartitionedCall", "first", ["v"], ("f", AttrValue.OfFunction($"f{i + 1}"))), "sum:z:0");
            function.Nodes.Add(NodeDef.Of("PartitionedCall", "second", ["first:output:0"], ("f", AttrValue.OfFunction($"f{i + 1}"))));
            function.Nodes.Add(NodeDef.Of("AddV2", "sum", ["first:output:0", "second:output:0"]));
            doubling.Functions.Add(function);
        }
        doubling.Functions.Add(Function("f60", NodeDef.Of("Neg", "minus", ["v"]), "minus:y:0"));
        doubling.Add("PartitionedCall", "y", ["x"], ("f", AttrValue.OfFunction("f0")));
        Assert.Contains("nodes when its functions are put in place", Refused(() => TensorFlowImporter.Import(doubling.ToBytes())));
    }

    [Theory]
    [InlineData(1L << 40)]
    [InlineData(-5L)]
    [InlineData(1L << 30)]
    public void ConstantsThatClaimMoreThanTheFileHoldsAreRefused(long length)
    {
        GraphDef g = Nets.New();
        var huge = new TensorProto { Type = DataType.Float, Shape = TensorShapeProto.Of(length) };
        huge.Floats.Add(1);
        g.Add("Const", "w", [], ("dtype", DataType.Float), ("value", new AttrValue { Tensor = huge }));
        g.Placeholder("x", DataType.Float, 1);
        g.Add("Mul", "y", ["x", "w"]);
        Assert.Contains("'w'", Refused(() => TensorFlowImporter.Import(g.ToBytes())));
    }

    // The index's values repeat themselves, so that a wrong copy or length would show.
    [Fact]
    public void ACheckpointsIndexMayBeCompressed()
    {
        float[] elements = [.. Enumerable.Range(0, 300).Select(i => i * 0.5f)];
        Assert.Equal(elements, CompressedTable.Variable("layer/layer/layer/weights", elements));
    }

    private static string Refused(Func<Graph> import, bool mayWork = false)
    {
        try
        {
            import();
            Assert.True(mayWork, "The file was not refused.");
            return "";
        }
        catch (Exception e) when (e is TensorFlowFormatException or UnsupportedOperatorException)
        {
            Assert.True(e.Message.Length > 10);
            return e.Message;
        }
    }

    private static FunctionDef Function(string name, NodeDef node, string result)
    {
        var function = new FunctionDef { Signature = new OpDef { Name = name, Inputs = { new ArgDef { Name = "v", Type = DataType.Float } }, Outputs = { new ArgDef { Name = "out", Type = DataType.Float } } } };
        function.Nodes.Add(node);
        function.Results["out"] = result;
        return function;
    }

    private static GraphDef Network()
    {
        GraphDef g = Nets.New();
        g.Placeholder("x", DataType.Float, -1, 6, 6, 2);
        g.Floats("w", [3, 3, 2, 3], [.. Enumerable.Range(0, 54).Select(i => (i % 7 - 3) / 4f)]);
        g.Add("Conv2D", "conv", ["x", "w"], ("strides", (long[])[1, 2, 2, 1]), ("padding", "SAME"), ("data_format", "NHWC"));
        g.Add("Relu", "relu", ["conv"]);
        g.Ints("size", 5, 4);
        g.Add("ResizeBilinear", "resize", ["relu", "size"], ("half_pixel_centers", true));
        g.Ints("axes", 1, 2);
        g.Add("Mean", "mean", ["resize", "axes"], ("keep_dims", false));
        g.Floats("m", [3, 4], [.. Enumerable.Range(0, 12).Select(i => i / 8f)]);
        g.Add("MatMul", "product", ["mean", "m"], ("transpose_a", false), ("transpose_b", false));
        g.Add("Softmax", "y", ["product"]);
        return g;
    }

    private static GraphDef Loop()
    {
        GraphDef g = Nets.New();
        g.Placeholder("x", DataType.Float, -1);
        g.Int("begin", 0);
        g.Int("limit", 5);
        (string, AttrValue)[] frame = [("frame_name", "loop"), ("is_constant", false)];
        g.Add("Enter", "enter_i", ["begin"], frame);
        g.Add("Enter", "enter_x", ["x"], frame);
        g.Add("Enter", "limit_in", ["limit"], ("frame_name", "loop"), ("is_constant", true));
        g.Add("Merge", "merge_i", ["enter_i", "next_i"]);
        g.Add("Merge", "merge_x", ["enter_x", "next_x"]);
        g.Add("Less", "less", ["merge_i", "limit_in"]);
        g.Add("LoopCond", "condition", ["less"]);
        g.Add("Switch", "switch_i", ["merge_i", "condition"]);
        g.Add("Switch", "switch_x", ["merge_x", "condition"]);
        g.Int("one", 1);
        g.Add("AddV2", "more", ["switch_i:1", "one"]);
        g.Add("NextIteration", "next_i", ["more"]);
        g.Add("Sigmoid", "sigmoid", ["switch_x:1"]);
        g.Add("NextIteration", "next_x", ["sigmoid"]);
        g.Add("Exit", "y", ["switch_x"]);
        return g;
    }

    private static GraphDef Functions()
    {
        GraphDef g = Nets.New();
        g.Placeholder("x", DataType.Float, -1);
        g.Placeholder("c", DataType.Bool);
        g.Functions.Add(Function("minus", NodeDef.Of("Neg", "n", ["v"]), "n:y:0"));
        g.Functions.Add(Function("root", NodeDef.Of("Sqrt", "s", ["v"]), "s:y:0"));
        g.Add("StatelessIf", "choose", ["c", "x"], ("then_branch", AttrValue.OfFunction("minus")), ("else_branch", AttrValue.OfFunction("root")));
        g.Add("StatefulPartitionedCall", "y", ["choose"], ("f", AttrValue.OfFunction("minus")));
        return g;
    }
}
