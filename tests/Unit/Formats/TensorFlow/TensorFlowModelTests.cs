using System.Runtime.InteropServices;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Formats.TensorFlow;

/// <summary>TensorFlow networks that others trained give the numbers that were stored for them, and the same in each form that they can be in.</summary>
public class TensorFlowModelTests
{
    private const string Cifar = "models/mlnet-tf-testmodels";

    /// <summary>Every frozen graph among the shared models that has stored outputs; one line that says so when there are none.</summary>
    public static TheoryData<string> Models
    {
        get
        {
            var data = new TheoryData<string>();
            string? root = SharedData.Find("models");
            IEnumerable<string> files = root is null ? ["(none)"] : Directory.EnumerateFiles(root, "*.pb", SearchOption.AllDirectories)
                .Where(f => Directory.Exists(Reference(f))).Select(f => Path.GetRelativePath(root, f)).Order(StringComparer.Ordinal);
            foreach (string file in files) data.Add(file);
            return data;
        }
    }

    [SharedDataTheory("models")]
    [MemberData(nameof(Models))]
    public void TrainedNetworksGiveTheirReferenceOutputs(string model)
    {
        string path = SharedData.PathOf($"models/{model}"), reference = Reference(path);
        Graph graph = TensorFlowImporter.Import(path);
        Tensor[] inputs = [Load(reference, "input")];
        Tensor expected = Load(reference, "output");

        AssertClose(expected, new Executor(graph, new ExecutorOptions(Optimize: false)).Run(inputs)[0], model);
        AssertClose(expected, new Executor(graph).Run(inputs)[0], $"{model}, optimized");
        AssertClose(expected, new Executor(OnnxImporter.Import(OnnxExporter.ToBytes(graph))).Run(inputs)[0], $"{model}, written as ONNX and read again");
        Graph trainable = TensorFlowImporter.Import(path, new TensorFlowImportOptions { Trainable = true });
        Assert.NotEmpty(trainable.Parameters);
        AssertClose(expected, new Executor(trainable.Optimize(freeze: true)).Run(inputs)[0], $"{model}, as parameters and frozen");
    }

    [SharedDataTheory(Cifar)]
    [InlineData("cifar_model/frozen_model_variadic_input_shape.pb", "Output")]
    [InlineData("cifar_model/model.ckpt.meta", "Output")]
    [InlineData("cifar_model/model.ckpt", "Output")]
    [InlineData("cifar_model/model.ckpt.index", "Output")]
    public void ACheckpointGivesWhatItsFrozenGraphGives(string model, string output)
    {
        Tensor[] images = [Noise([3, 32, 32, 3])];
        Tensor expected = Run(SharedData.PathOf($"{Cifar}/cifar_model/frozen_model.pb"), images, "Input", "Output");

        AssertClose(expected, Run(Path.Combine(SharedData.PathOf(Cifar), model), images, "Input", output), model);
    }

    private static Tensor Run(string path, Tensor[] inputs, string input, string output) =>
        new Executor(TensorFlowImporter.Import(path, new TensorFlowImportOptions { Inputs = [input], Outputs = [output] })).Run(inputs)[0];

    private static Tensor Noise(int[] shape)
    {
        var tensor = new Tensor(ElementType.Float32, shape);
        var random = new Random(5);
        foreach (ref float x in tensor.AsSpan<float>()) x = random.NextSingle();
        return tensor;
    }

    private static void AssertClose(Tensor expected, Tensor actual, string what)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Span<float> e = expected.AsSpan<float>(), a = actual.AsSpan<float>();
        float scale = 0;
        foreach (float v in e) scale = Math.Max(scale, Math.Abs(v));
        for (int i = 0; i < e.Length; i++) Assert.True(Math.Abs(e[i] - a[i]) <= 1e-5f * scale, $"{what}: output {i} is {a[i]}, expected {e[i]} (largest {scale})");
    }

    private static string Reference(string path) => Path.Combine(Path.GetDirectoryName(path)!, "reference", Path.GetFileNameWithoutExtension(path));

    private static Tensor Load(string folder, string name) => Tensor.Of<float>(
        [.. File.ReadAllText(Path.Combine(folder, name + ".shape")).Split([' ', ',', '\n', 'x', '[', ']'], StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)],
        MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, name + ".f32"))));
}
