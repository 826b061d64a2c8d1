using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tests.Unit.Graphs;

namespace MlNetDeepLearning.Tests.Unit.Formats;

public class OnnxRoundTripTests
{
    [Theory]
    [MemberData(nameof(OperatorRows.Numbered), MemberType = typeof(OperatorRows))]
    public void OperatorsComeBackAsTheyWere(int row, string name)
    {
        if (!OperatorRows.All[row].Saved) return;
        (Graph graph, Tensor[] inputs, Node node) = OperatorRows.All[row].Build(ElementType.Float32);

        Graph read = OnnxImporter.Import(OnnxExporter.ToBytes(graph));

        bool lowered = read.Nodes.All(n => n.Operator.OpType != node.Operator.OpType);
        Assert.True(!lowered || node.Operator is Swish or RMSNormalization or Attention, $"{name} is not in the file");
        if (!lowered)
        {
            Node twin = read.Nodes.First(n => n.Operator.OpType == node.Operator.OpType);
            // Inner graphs come back as other objects that compute the same.
            if (node.Operator is not SubgraphOperator) Assert.True(node.Operator.Equals(twin.Operator), $"{name}: {twin.Operator}, expected {node.Operator}");
        }
        Assert.Equal(graph.Inputs.Select(i => (i.Name, i.Type)), read.Inputs.Select(i => (i.Name, i.Type)));
        Assert.Equal(graph.Outputs.Select(o => o.Name), read.Outputs.Select(o => o.Name));
        Tensor[] expected = ReferenceExecutor.Run(graph, inputs), actual = ReferenceExecutor.Run(read, inputs);
        for (int o = 0; o < expected.Length; o++)
        {
            Assert.Equal(expected[o].Shape, actual[o].Shape);
            if (expected[o].Type < 0)
            {
                Assert.Equal(expected[o].Items.Length, actual[o].Items.Length);
                for (int n = 0; n < expected[o].Items.Length; n++)
                    Assert.True(expected[o].Items[n].AsBytes().SequenceEqual(actual[o].Items[n].AsBytes()), $"{name}: result {o} differs in element {n}");
            }
            else if (lowered) Close(expected[o].AsSpan<float>(), actual[o].AsSpan<float>(), name);
            else if (expected[o].Type == ElementType.String) Assert.Equal(expected[o].Strings.ToArray(), actual[o].Strings.ToArray());
            else Assert.True(expected[o].AsBytes().SequenceEqual(actual[o].AsBytes()), $"{name}: result {o} differs");
        }
    }

    [Fact]
    public void ANetworkKeepsItsNamesSymbolsWeightsAndText()
    {
        Graph graph = Network(out Parameter weight, out _);
        byte[] bytes = OnnxExporter.ToBytes(graph, new OnnxExportOptions { Metadata = new Dictionary<string, string> { ["labels"] = "a\nb" } });

        ModelProto model = OnnxImporter.Parse(bytes);
        Assert.Equal((8, 17), (model.IrVersion, model.OpsetImport.Single().Version));
        Assert.Equal(["bias", "two", "weight"], model.Graph!.Initializers.Select(i => i.Name).Order());
        Assert.Equal("N", model.Graph.Inputs.Single().Type!.TensorType!.Shape!.Dims[0].Param);
        Assert.Equal(["labels", "made"], model.MetadataProps.Select(m => m.Key));

        Graph read = OnnxImporter.Import(bytes);
        Assert.Equal("a\nb", read.Metadata["labels"]);
        Assert.Equal(["y", "same", "x_again"], read.Outputs.Select(o => o.Name));
        Assert.Equal("Nx3", read.Inputs[0].Shape.ToString());
        Tensor x = Tensor.Of<float>([2, 3], 1, -2, 3, -4, 5, -6);
        Tensor[] expected = new Executor(graph).Run(x), actual = new Executor(read).Run(x);
        for (int o = 0; o < expected.Length; o++) Assert.Equal(expected[o].AsSpan<float>().ToArray(), actual[o].AsSpan<float>().ToArray());
        Assert.Empty(read.Parameters);

        Graph trainable = OnnxImporter.Import(bytes, new OnnxImportOptions(Trainable: true));
        Assert.Equal(["weight", "bias"], trainable.Parameters.Select(p => p.Name));
        Assert.Equal(weight.Value.AsSpan<float>().ToArray(), trainable.Parameters.First().Value.AsSpan<float>().ToArray());
    }

    [Fact]
    public void TheSameGraphGivesTheSameBytes() =>
        Assert.Equal(OnnxExporter.ToBytes(Network(out _, out _)), OnnxExporter.ToBytes(Network(out _, out _)));

    [Fact]
    public void ChosenOutputsLeaveTheRestOut()
    {
        Graph graph = Network(out _, out Value hidden);
        graph.Output("hidden", hidden);

        ModelProto model = OnnxImporter.Parse(OnnxExporter.ToBytes(graph, new OnnxExportOptions { Outputs = ["hidden"] }));

        Assert.Equal(["Mul"], model.Graph!.Nodes.Select(n => n.OpType));
        Assert.Equal("hidden", model.Graph.Outputs.Single().Name);
    }

    [Fact]
    public void EveryElementTypeSurvives()
    {
        foreach (ElementType type in Enum.GetValues<ElementType>())
        {
            if (!type.IsStorable()) continue;
            var tensor = new Tensor(type, [3, 5]);
            if (type == ElementType.String) for (int i = 0; i < 15; i++) tensor.Strings[i] = $"Text {i} ä";
            else new Random(1).NextBytes(tensor.AsBytes());
            if (type is ElementType.Int4 or ElementType.UInt4 or ElementType.Bool)
                foreach (ref byte b in tensor.AsBytes())
                    b = type == ElementType.Bool ? (byte)(b & 1) : type == ElementType.UInt4 ? (byte)(b & 15) : (byte)((sbyte)(b << 4) >> 4);
            var graph = new Graph();
            graph.Output("y", graph.Constant(tensor).Identity());

            Tensor read = ReferenceExecutor.Run(OnnxImporter.Import(OnnxExporter.ToBytes(graph)), [])[0];

            Assert.Equal((type, tensor.Shape), (read.Type, read.Shape));
            if (type == ElementType.String) Assert.Equal(tensor.Strings.ToArray(), read.Strings.ToArray());
            else Assert.Equal(tensor.AsBytes().ToArray(), read.AsBytes().ToArray());
        }
    }

    [Fact]
    public void AnOperatorSetThatIsTooOldIsRefused()
    {
        var graph = new Graph();
        graph.Output("y", graph.Input("x", ElementType.Float32, [2, 3]).SplitEvenly(1, 3)[0]);
        Assert.Equal(18, OnnxImporter.Parse(OnnxExporter.ToBytes(graph)).OpsetImport.Single().Version);
        Assert.Contains("needs 18", Assert.Throws<NotSupportedException>(() => OnnxExporter.ToBytes(graph, new OnnxExportOptions { Opset = 17 })).Message);
    }

    [Fact]
    public void NewOperatorsAreSpelledOutForOlderSets()
    {
        var graph = new Graph();
        Value x = graph.Input("x", ElementType.Float32, ["N", 3, 4]);
        var scale = new Parameter("scale", Tensor.Of<float>([4], 1, -2, 3, 0.5f));
        graph.Output("swish", x.Swish());
        graph.Output("beta", x.Swish(1.5f));
        graph.Output("mish", x.Mish());
        graph.Output("gelu", x.Gelu());
        graph.Output("tanh", x.Gelu("tanh"));
        graph.Output("hard", x.HardSwish());
        graph.Output("rms", x.RMSNormalization(graph.Parameter(scale)));
        var input = new Tensor(ElementType.Float32, [2, 3, 4]);
        for (int i = 0; i < input.Count; i++) input.AsSpan<float>()[i] = (i - 10) / 3f;
        Tensor[] expected = ReferenceExecutor.Run(graph, [input]);

        foreach (int? opset in (int?[])[null, 13, 17, 24])
        {
            if (opset is 13 or 17) graph = graph.Copy(outputs: ["swish", "beta", "mish", "gelu", "tanh", "hard"]);
            byte[] bytes = OnnxExporter.ToBytes(graph, new OnnxExportOptions { Opset = opset });
            Assert.Equal(opset ?? 20, OnnxImporter.Parse(bytes).OpsetImport.Single().Version);
            Tensor[] actual = ReferenceExecutor.Run(OnnxImporter.Import(bytes), [input]);
            for (int o = 0; o < actual.Length; o++) Close(expected[o].AsSpan<float>(), actual[o].AsSpan<float>(), graph.Outputs[o].Name);
        }
    }

    [Fact]
    public void SwishIsRecognizedWhenReadAgain()
    {
        var graph = new Graph();
        graph.Output("y", graph.Input("x", ElementType.Float32, ["N", 3]).Swish().Neg());

        Graph read = OnnxImporter.Import(OnnxExporter.ToBytes(graph));

        Assert.Equal(["Sigmoid", "Mul", "Neg"], read.Nodes.Select(n => n.Operator.OpType));
        Assert.Equal(["Swish", "Neg"], read.Optimize(passes: [new RecognizeSwish()]).Nodes.Select(n => n.Operator.OpType));
    }

    private static void Close(Span<float> expected, Span<float> actual, string name)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 2e-6f * Math.Max(1, Math.Abs(expected[i])), $"{name}: [{i}] is {actual[i]}, expected {expected[i]}");
    }

    private static Graph Network(out Parameter weight, out Value hidden)
    {
        var graph = new Graph { Metadata = { ["made"] = "by hand" } };
        weight = new Parameter("weight", Tensor.Of<float>([3], 0.5f, -1, 2));
        var bias = new Parameter("bias", Tensor.Of<float>([1, 3], 1, 2, 3));
        Value x = graph.Input("x", ElementType.Float32, ["N", 3]);
        Value two = graph.Scalar(ElementType.Float32, 2);
        two.Name = "two";
        hidden = x * graph.Parameter(weight);
        Value y = (hidden + graph.Parameter(bias)) * two;
        graph.Output("y", y);
        graph.Output("same", y);
        graph.Output("x_again", x);
        return graph;
    }
}
