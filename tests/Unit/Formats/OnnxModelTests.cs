using System.Runtime.InteropServices;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Formats;

/// <summary>Networks that others trained give the numbers that ONNX Runtime gave, as imported, frozen and optimized, and written and read again.</summary>
public class OnnxModelTests
{
    [SharedDataTheory("models")]
    [InlineData("built-resnet-cifar10", "resnet20_cifar10")]
    [InlineData("built-resnet-cifar10", "resnet32_cifar10")]
    [InlineData("built-squeezenet1.1", "squeezenet1.1")]
    [InlineData("built-mobilenetv2-features", "mobilenetv2_1.0_features")]
    [InlineData("built-lenet-mnist", "lenet_mnist")]
    [InlineData("built-super-resolution", "super_resolution_opset10")]
    [InlineData("mnist-cnn", "mnist_ort")]
    [InlineData("mnist-cnn", "mnist_winml")]
    [InlineData("mnist-cnn", "opt-mnist_wonnx")]
    [InlineData("mlnet-onnx-testmodels/twoinput", "twoinput")]
    [InlineData("mlnet-onnx-testmodels/unknowndimensions", "test_unknowndimensions_float")]
    [InlineData("ultraface", "version-RFB-320")]
    [InlineData("ultraface", "version-RFB-320_simplified")]
    [InlineData("ultraface", "version-RFB-320_without_postprocessing")]
    public void TrainedNetworksGiveTheirReferenceOutputs(string folder, string model)
    {
        Graph graph = OnnxImporter.Import(SharedData.PathOf($"models/{folder}/{model}.onnx"));
        string reference = SharedData.PathOf($"models/{folder}/reference/{model}");
        Tensor[] inputs = [.. graph.Inputs.Select(i => Load(reference, i.Name!))];
        Tensor[] expected = [.. graph.Outputs.Select(o => Load(reference, o.Name))];

        Close(expected, new Executor(graph, new ExecutorOptions(Optimize: false)).Run(inputs), model);
        Close(expected, new Executor(graph).Run(inputs), $"{model}, optimized");
        byte[] written = OnnxExporter.ToBytes(graph);
        Close(expected, new Executor(OnnxImporter.Import(written)).Run(inputs), $"{model}, written and read again");
        Graph trainable = OnnxImporter.Import(written, new OnnxImportOptions(Trainable: true));
        Close(expected, new Executor(trainable.Optimize(freeze: true)).Run(inputs), $"{model}, as parameters and frozen");
    }

    private static void Close(Tensor[] expected, Tensor[] actual, string what)
    {
        for (int o = 0; o < expected.Length; o++)
        {
            Assert.Equal(expected[o].Shape, actual[o].Shape);
            var converted = new Tensor(ElementType.Float32, actual[o].Shape);
            Conversion.Convert(actual[o], converted);
            Span<float> e = expected[o].AsSpan<float>(), a = converted.AsSpan<float>();
            float scale = 0;
            foreach (float v in e) scale = Math.Max(scale, Math.Abs(v));
            for (int i = 0; i < e.Length; i++)
                Assert.True(Math.Abs(e[i] - a[i]) <= 2e-5f * scale, $"{what}: output {o}[{i}] is {a[i]}, expected {e[i]} (largest {scale})");
        }
    }

    private static Tensor Load(string folder, string name)
    {
        int[] shape = [.. File.ReadAllText(Path.Combine(folder, name + ".shape")).Split([' ', ',', '\n', 'x', '[', ']'], StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        return Tensor.Of<float>(shape, MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, name + ".f32"))));
    }
}
