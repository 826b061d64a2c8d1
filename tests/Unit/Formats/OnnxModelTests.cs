using System.Runtime.InteropServices;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Formats;

/// <summary>Networks that others trained give the numbers that ONNX Runtime gave, as imported, frozen and optimized, and written and read again.</summary>
public class OnnxModelTests
{
    /// <summary>Every ONNX file among the shared models that has stored outputs; one line that says so when there are none.</summary>
    public static TheoryData<string> Models
    {
        get
        {
            var data = new TheoryData<string>();
            string? root = SharedData.Find("models");
            IEnumerable<string> files = root is null ? ["(none)"] : Directory.EnumerateFiles(root, "*.onnx", SearchOption.AllDirectories)
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
        Graph graph = OnnxImporter.Import(path);
        Tensor[] inputs = [.. graph.Inputs.Select(i => Load(reference, i.Name!, i.Type.Element))];
        Tensor[] expected = [.. graph.Outputs.Select(o => Load(reference, o.Name, ElementType.Float32))];

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

    private static string Reference(string path) => Path.Combine(Path.GetDirectoryName(path)!, "reference", Path.GetFileNameWithoutExtension(path));

    // Stored numbers are single precision, whatever the tensor's own type.
    private static Tensor Load(string folder, string name, ElementType type)
    {
        int[] shape = [.. File.ReadAllText(Path.Combine(folder, name + ".shape")).Split([' ', ',', '\n', 'x', '[', ']'], StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        Tensor numbers = Tensor.Of<float>(shape, MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, name + ".f32"))));
        if (type == ElementType.Float32) return numbers;
        var tensor = new Tensor(type, numbers.Shape);
        Conversion.Convert(numbers, tensor);
        return tensor;
    }
}
