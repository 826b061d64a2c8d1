using Google.Protobuf;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Formats;

public class OnnxQuantizationTests
{
    [Fact]
    public void QuantizingInTheDomainOfMicrosoftMeansTheSameAsInOnnxs()
    {
        Tensor x = Tensor.Of([2, 3], -1f, 0.26f, 3f, -40f, 0.249f, 300f);
        float[][] results = [.. new[] { "", "com.microsoft:" }.Select(domain =>
        {
            ModelProto model = Protos.Model(
                Protos.Node($"{domain}QuantizeLinear", "x scale zero", "q", Protos.Int("axis", 1)),
                Protos.Node($"{domain}DequantizeLinear", "q scale zero", "y", Protos.Int("axis", 1))).Input("x", 2, 3).Output("y");
            model.Graph!.Initializers.Add(TensorProto.Of("scale", Tensor.Of([3], 0.5f, 0.1f, 1f)));
            model.Graph.Initializers.Add(TensorProto.Of("zero", Tensor.Of<byte>([3], 10, 0, 128)));
            if (domain.Length > 0) model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
            Graph graph = OnnxImporter.Import(model.ToByteArray());
            Assert.Equal(["QuantizeLinear", "DequantizeLinear"], graph.Nodes.Select(n => n.Operator.OpType));
            return new Executor(graph).Run(x)[0].AsSpan<float>().ToArray();
        })];

        Assert.Equal([-1f, 0.3f, 3f, -5f, 0.2f, 127f], results[0]);
        Assert.Equal(results[0], results[1]);
    }
}
