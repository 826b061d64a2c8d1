using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Training;

namespace MlNetDeepLearning.Tests.Unit.Formats;

/// <summary>Networks of layers survive the way into a file and back, and any ONNX runtime could open them.</summary>
public class OnnxNetworkTests
{
    public static TheoryData<string> Names => ["mlp", "lenet", "cnn", "resnet8"];

    [Theory]
    [MemberData(nameof(Names))]
    public void NetworksComeBackWithTheirWeightsAndNumbers(string name)
    {
        Network network = Make(name);
        Graph graph = network.ToGraph(head: y => y.Softmax());
        byte[] bytes = OnnxExporter.ToBytes(graph);
        var random = new Random(3);
        var x = new Tensor(ElementType.Float32, [3, 3, 16, 16]);
        foreach (ref float v in x.AsSpan<float>()) v = random.NextSingle();
        Tensor expected = new Executor(graph).Run(x)[0];

        ModelProto model = OnnxImporter.Parse(bytes);
        Assert.All(model.Graph!.Nodes, n => Assert.Equal("", n.Domain));
        Assert.Equal(17, Assert.Single(model.OpsetImport).Version);

        Close(expected, new Executor(OnnxImporter.Import(bytes)).Run(x)[0]);
        Graph trainable = OnnxImporter.Import(bytes, new OnnxImportOptions(Trainable: true));
        Assert.Equal(graph.Parameters.Select(p => (p.Name, p.Trainable)).Order(), trainable.Parameters.Select(p => (p.Name, p.Trainable)).Order());
        Close(expected, new Executor(trainable).Run(x)[0]);
        Assert.Equal(bytes, OnnxExporter.ToBytes(Make(name).ToGraph(head: y => y.Softmax())));
    }

    [Fact]
    public void FrozenNetworksNeedNoBatchNormalization()
    {
        Graph frozen = Make("resnet8").ToGraph().Optimize(freeze: true);
        Assert.DoesNotContain(frozen.Nodes, n => n.Operator.OpType == "BatchNormalization");
        Assert.DoesNotContain(frozen.Nodes.SelectMany(n => n.Inputs), i => i?.Parameter is not null);
    }

    private static Network Make(string name) => name switch
    {
        "mlp" => Networks.Mlp([32, 16], 5, [3, 16, 16], seed: 1),
        "lenet" => Networks.LeNet(5, [3, 16, 16], seed: 1),
        "cnn" => Networks.SmallCnn(5, [3, 16, 16], seed: 1, width: 8),
        _ => Networks.ResNet(8, 5, [3, 16, 16], seed: 1),
    };

    private static void Close(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        for (int i = 0; i < expected.Count; i++) Assert.Equal(expected.AsSpan<float>()[i], actual.AsSpan<float>()[i], 1e-5f);
    }
}
