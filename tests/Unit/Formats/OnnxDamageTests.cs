using MlNetDeepLearning.Formats;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Formats;

public class OnnxDamageTests
{
    private static readonly byte[] Whole = OnnxExporter.ToBytes(Sample());

    [Fact]
    public void AFileCutOffAnywhereIsRefused()
    {
        for (int length = 0; length < Whole.Length; length++)
        {
            byte[] cut = Whole[..length];
            try
            {
                OnnxImporter.Import(cut);
                // A cut between two fields of the outermost message leaves a whole, smaller file.
                Assert.NotNull(OnnxImporter.Parse(cut).Graph);
            }
            catch (Exception e) when (e is OnnxFormatException or UnsupportedOperatorException)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    [Fact]
    public void DamagedFilesGiveAReasonOrAGraphAndNothingElse()
    {
        var random = new Random(7);
        for (int n = 0; n < 5000; n++)
        {
            byte[] damaged = [.. Whole];
            for (int i = random.Next(1, 6); i > 0; i--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                OnnxImporter.Import(damaged);
            }
            catch (Exception e) when (e is OnnxFormatException or UnsupportedOperatorException)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    [Fact]
    public void ATensorMustHoldWhatItsShapeSays()
    {
        var tensor = TensorProto.Of("w", Tensor.Of<float>([2], 1, 2));
        tensor.Dims[0] = 1_000_000_000;
        Assert.Equal("Initializer 'w': shape 1000000000 needs 4000000000 bytes, but the file holds 8.", Refusal(tensor));
        tensor.Dims[0] = -1;
        Assert.Contains("dimension -1", Refusal(tensor));
        tensor.Dims.AddRange([1L << 30, 1L << 30]);
        tensor.Dims[0] = 2;
        Assert.Contains("too many", Refusal(tensor));

        static string Refusal(TensorProto tensor)
        {
            // A message remembers its size once written, so each try writes a fresh one around the same dimensions.
            var proto = TensorProto.Of("w", Tensor.Of<float>([2], 1, 2));
            proto.Dims.Clear();
            proto.Dims.AddRange(tensor.Dims);
            var model = new ModelProto { IrVersion = 8, Graph = new GraphProto { Initializers = { proto } }, OpsetImport = { new OperatorSetIdProto { Version = 17 } } };
            return Assert.Throws<OnnxFormatException>(() => OnnxImporter.Import(Bytes(model))).Message;
        }
    }

    [Fact]
    public void UnsupportedOperatorsAreListedTogetherWithTheirNodes()
    {
        var model = new ModelProto
        {
            IrVersion = 8,
            OpsetImport = { new OperatorSetIdProto { Version = 17 } },
            Graph = new GraphProto
            {
                Nodes =
                {
                    new NodeProto { OpType = "Frobnicate", Name = "f1", Outputs = { "a" } },
                    new NodeProto { OpType = "Frobnicate", Name = "f2", Outputs = { "b" } },
                    new NodeProto { OpType = "Wobble", Domain = "com.example", Outputs = { "c" } },
                },
            },
        };
        UnsupportedOperatorException e = Assert.Throws<UnsupportedOperatorException>(() => OnnxImporter.Import(Bytes(model)));
        Assert.Equal(["Frobnicate", "com.example:Wobble"], e.Operators);
        Assert.Contains("Frobnicate (nodes 'f1', 'f2')", e.Message);
        Assert.Contains("com.example:Wobble (node 'c')", e.Message);
    }

    [Fact]
    public void ErrorsNameTheNode()
    {
        Assert.Contains("'join'", Refusal(new NodeProto { OpType = "Concat", Name = "join", Inputs = { "x" }, Outputs = { "y" } }));
        Assert.Contains("'axis'", Refusal(new NodeProto { OpType = "Concat", Name = "join", Inputs = { "x" }, Outputs = { "y" } }));
        Assert.Contains("uses 'q'", Refusal(new NodeProto { OpType = "Neg", Name = "n", Inputs = { "q" }, Outputs = { "y" } }));
        Assert.Contains("'sharpness'", Refusal(new NodeProto
        {
            OpType = "Neg",
            Name = "n",
            Inputs = { "x" },
            Outputs = { "y" },
            Attributes = { new AttributeProto { Name = "sharpness", Kind = AttributeKind.Int, Int = 1 } },
        }));
        Assert.Contains("'n'", Refusal(new NodeProto { OpType = "Neg", Name = "n", Outputs = { "y" } }));

        static string Refusal(NodeProto node)
        {
            var type = new TypeProto { TensorType = new TensorTypeProto { ElementType = ElementType.Float32, Shape = new TensorShapeProto() } };
            var model = new ModelProto
            {
                IrVersion = 8,
                OpsetImport = { new OperatorSetIdProto { Version = 17 } },
                Graph = new GraphProto { Nodes = { node }, Inputs = { new ValueInfoProto { Name = "x", Type = type } } },
            };
            return Assert.Throws<OnnxFormatException>(() => OnnxImporter.Import(Bytes(model))).Message;
        }
    }

    private static byte[] Bytes(ModelProto model) => Google.Protobuf.MessageExtensions.ToByteArray(model);

    private static Graph Sample()
    {
        var graph = new Graph { Metadata = { ["key"] = "value" } };
        Value x = graph.Input("x", ElementType.Float32, ["N", 4]);
        Value y = graph.Concat(1, (x * 2 + 1).Relu(), x.Transpose(1, 0).Transpose(1, 0)).Slice(1, 1, 6, 2).Pad([0, 1, 0, 1]);
        graph.Output("y", y.Reshape(0, -1).Unsqueeze(1).Squeeze(1).Cast(ElementType.Float64));
        return graph;
    }
}
