using MlNetDeepLearning.Formats;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;
using static MlNetDeepLearning.Tests.Unit.Formats.Protos;

namespace MlNetDeepLearning.Tests.Unit.Formats;

/// <summary>Whatever a file holds, it is refused with a reason or runs: no crash, no hang, no memory beyond a limit.</summary>
public class OnnxHostileTests
{
    [Fact]
    public void TruncatedAtEveryTwoHundredth()
    {
        for (int m = 0; m < HostileModels.Small.Count; m += 1 + HostileModels.Small.Count / 25)
            for (int part = 0; part < 200; part++)
                HostileModels.Try(HostileModels.Small[m][..(HostileModels.Small[m].Length * part / 200)], part, $"model {m} cut off at {part}/200");
    }

    [Fact]
    public void FiveThousandMutations()
    {
        for (int seed = 0; seed < 5000; seed++)
        {
            var random = new Random(seed);
            byte[] file = [.. HostileModels.Small[random.Next(HostileModels.Small.Count)]];
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                int at = random.Next(file.Length);
                file[at] = random.Next(4) switch
                {
                    0 => (byte)random.Next(256),
                    1 => (byte)(file[at] + random.Next(-2, 3)),
                    2 => (byte)random.Next(16),
                    _ => (byte)(file[at] ^ (1 << random.Next(8))),
                };
            }
            HostileModels.Try(file, seed, $"mutation {seed}");
        }
    }

    [Fact]
    public void EveryByteWithEveryWireType()
    {
        byte[] whole = HostileModels.Small[0];
        for (int at = 0; at < whole.Length; at++)
            for (int wire = 0; wire < 8; wire++)
            {
                byte[] file = [.. whole];
                file[at] = (byte)((file[at] & ~7) | wire);
                HostileModels.Try(file, wire, $"wire type {wire} at byte {at}");
            }
    }

    [Fact]
    public void CyclesNameTheNode()
    {
        Assert.Contains("Neg_a", Refusal(Model(Node("Neg", "a", "a")).Input("x", 2).Output("a")));
        Assert.Contains("Neg_a", Refusal(Model(Node("Neg", "b", "a"), Node("Neg", "a", "b")).Input("x", 2).Output("b")));
        Assert.Contains("Abs_t", Refusal(Model(
            Node("ReduceMax", "x", "m", Int("keepdims", 0)), Node("Cast", "m", "c", Int("to", (long)ElementType.Bool)),
            Node("If", "c", "y", Body("then_branch", "t", Node("Abs", "y", "t")), Body("else_branch", "e", Node("Neg", "x", "e")))).Input("x", 2).Output("y")));
    }

    [Theory]
    [InlineData("ConstantOfShape", 0)]
    [InlineData("Expand", 1)]
    [InlineData("Tile", 1)]
    [InlineData("Reshape", 1)]
    public void AbsurdSizesInOperandsAreRefused(string op, int operand)
    {
        ModelProto model = Model(Node(op, operand == 0 ? "shape" : "x shape", "big"), Node("ReduceSum", "big", "y")).Input("x", 1, 1).Output("y");
        model.Graph!.Initializers.Add(TensorProto.Of("shape", Tensor.Ints(1L << 20, 1L << 20)));
        Assert.Contains($"{op}_big", Refusal(model));
    }

    [Fact]
    public void AbsurdSizesElsewhereAreRefused()
    {
        ModelProto range = Model(Node("Range", "from to by", "y")).Output("y");
        foreach ((string name, long value) in new[] { ("from", 0L), ("to", 1L << 40), ("by", 1L) }) range.Graph!.Initializers.Add(TensorProto.Of(name, Tensor.Scalar(value)));
        Assert.Contains("Range_y", Refusal(range));
        Assert.Contains("Pad_y", Refusal(Model(Node("Pad", "x p", "y")).Input("x", 2, 2).With("p", Tensor.Ints(1L << 30, 1L << 30, 1L << 30, 1L << 30)).Output("y")));
        Assert.Contains("Conv_y", Refusal(Model(Node("Conv", "x w", "y", Ints("pads", 1 << 30, 1 << 30, 1 << 30, 1 << 30)))
            .Input("x", 1, 1, 2, 2).With("w", new Tensor(ElementType.Float32, [1, 1, 1, 1])).Output("y")));
        Assert.Contains("OneHot_y", Refusal(Model(Node("OneHot", "i d v", "y")).Input("x").With("i", new Tensor(ElementType.Int64, [1 << 12]))
            .With("d", Tensor.Scalar(1L << 28)).With("v", Tensor.Of<float>([2], 0, 1)).Output("y")));
        Assert.Contains("'x'", Refusal(Model(Node("Neg", "x", "y")).Input("x", Enumerable.Repeat(1L, 100_000).ToArray()).Output("y")));
    }

    [Fact]
    public void LimitsOfMemoryHoldBeforeItIsTaken()
    {
        // Sizes that any machine would bear, but the caller does not.
        ModelProto model = Model(Node("Expand", "x shape", "big"), Node("Neg", "big", "y")).Input("x", 1, 1).With("shape", Tensor.Ints(1 << 13, 1 << 13)).Output("y");
        Graph graph = OnnxImporter.Import(model.Bytes());
        foreach (bool optimize in (bool[])[true, false])
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            var executor = new Executor(graph, new ExecutorOptions(Optimize: optimize) { MemoryLimit = 1 << 26 });
            Assert.Throws<InsufficientMemoryException>(() => executor.Run(Tensor.Of<float>([1, 1], 1)));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 26);
        }
    }

    [Fact]
    public void EndlessLoopsAreStopped()
    {
        AttributeProto body = Body("body", "more again", Node("Identity", "going", "more"), Node("Neg", "v", "again"));
        body.Graph!.Inputs.AddRange([new ValueInfoProto { Name = "i" }, new ValueInfoProto { Name = "going" }, Info("v", 1)]);
        Graph graph = OnnxImporter.Import(Model(Node("Loop", "- - x", "y", body)).Input("x", 1).Output("y").Bytes());
        var executor = new Executor(graph, new ExecutorOptions { MaxIterations = 500 });
        string message = Assert.Throws<ExecutionException>(() => executor.Run(Tensor.Of<float>([1], 1))).Message;
        Assert.Contains("Loop_y", message);
        Assert.Contains("500 times", message);
    }

    [Fact]
    public void NestingTenThousandDeepIsRefused()
    {
        // Written by hand from the inside out: no writer would get that deep. Field numbers of graph, node, attribute and type are the file format's.
        byte[] body = [];
        for (int i = 0; i < 10_000; i++) body = Field(1, Field(5, Field(6, body)));
        Assert.Contains("damaged", Refusal([.. Field(8, [16, 17]), .. Field(7, body)]));
        byte[] type = [];
        for (int i = 0; i < 10_000; i++) type = Field(4, Field(1, type));
        Assert.Contains("damaged", Refusal([.. Field(8, [16, 17]), .. Field(7, Field(11, [.. Field(1, "x"u8.ToArray()), .. Field(2, type)]))]));

        static byte[] Field(int number, byte[] content)
        {
            List<byte> bytes = [(byte)(number << 3 | 2)];
            int length = content.Length;
            for (; length > 127; length >>= 7) bytes.Add((byte)(length & 127 | 128));
            return [.. bytes, (byte)length, .. content];
        }
    }

    [Fact]
    public void ChainsOfTwentyThousandNodesRun()
    {
        ModelProto model = Model().Input("v0", 3).Output("v20000");
        for (int i = 0; i < 20_000; i++) model.Graph!.Nodes.Add(Node(i % 2 == 0 ? "Neg" : "Tanh", $"v{i}", $"v{i + 1}"));
        Tensor y = new Executor(OnnxImporter.Import(model.Bytes())).Run(Tensor.Of<float>([3], 1, 0, -1))[0];
        Assert.Equal(0, y.AsSpan<float>()[1]);
    }

    private static string Refusal(ModelProto model) => Refusal(model.Bytes());

    private static string Refusal(byte[] file)
    {
        Exception? e = Record.Exception(() =>
        {
            Graph graph = OnnxImporter.Import(file);
            Tensor[] inputs = [.. graph.Inputs.Select(i => new Tensor(i.Type.Element, i.Shape.ToShape()))];
            new Executor(graph, new ExecutorOptions { MemoryLimit = 1 << 28 }).Run(inputs);
        });
        Assert.NotNull(e);
        Assert.True(e is OnnxFormatException or UnsupportedOperatorException or ShapeException or InsufficientMemoryException or ExecutionException, e.ToString());
        return e.Message;
    }
}
