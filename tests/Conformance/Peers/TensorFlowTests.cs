using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tests.Unit;

namespace MlNetDeepLearning.Tests.Conformance.Peers;

/// <summary>TensorFlow networks, written as ONNX, give the same in ONNX Runtime as here.</summary>
public class TensorFlowTests
{
    [OnnxRuntimeTheory]
    [InlineData("mobilenet_v1_0.25_128/frozen_graph.pb")]
    [InlineData("mlnet-sample-customvision/model.pb")]
    [InlineData("mlnet-tf-testmodels/cifar_model/frozen_model.pb")]
    [InlineData("mlnet-tf-testmodels/cifar_saved_model")]
    [InlineData("mlnet-tf-testmodels/mnist_conv_model")]
    [InlineData("mlnet-tf-testmodels/mnist_lr_model")]
    [InlineData("arm-kws-tf/DS_CNN_S.pb")]
    [InlineData("arm-kws-tf/LSTM_S.pb")]
    public void ConvertedNetworksAgreeWithOnnxRuntime(string model)
    {
        if (SharedData.Find("models/" + model) is not { } path) return;
        Graph graph = TensorFlowImporter.Import(path);
        Value input = Assert.Single(graph.Inputs);
        var x = new Tensor(ElementType.Float32, Shape.Of([.. input.Shape.ToArray().Select(d => d.IsKnown ? d.Value : 2)]));
        var random = new Random(11);
        foreach (ref float v in x.AsSpan<float>()) v = random.NextSingle();

        float[] ours = new Executor(graph).Run([x])[0].AsSpan<float>().ToArray(), theirs = OnnxRuntime.Run(OnnxExporter.ToBytes(graph), (input.Name!, x))[graph.Outputs[0].Name].AsSpan<float>().ToArray();

        Assert.Equal(theirs.Length, ours.Length);
        float scale = theirs.Max(Math.Abs);
        for (int i = 0; i < ours.Length; i++) Assert.True(Math.Abs(ours[i] - theirs[i]) <= 1e-4f * scale, $"{model}: output {i} is {ours[i]}, ONNX Runtime gives {theirs[i]} (largest {scale})");
    }
}
