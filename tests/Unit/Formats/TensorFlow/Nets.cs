using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Formats.TensorFlow;

/// <summary>Writes small TensorFlow graphs, and runs them.</summary>
internal static class Nets
{
    /// <summary>An empty graph of a newer TensorFlow.</summary>
    public static GraphDef New() => new() { Producer = 1000 };

    public static string Placeholder(this GraphDef graph, string name, DataType type, params long[] shape) =>
        graph.Add("Placeholder", name, [], ("dtype", type), ("shape", TensorShapeProto.Of(shape)));

    public static string Const(this GraphDef graph, string name, Tensor tensor) =>
        graph.Add("Const", name, [], ("dtype", (DataType)TensorProto.Of(tensor).Type), ("value", tensor));

    public static string Ints(this GraphDef graph, string name, params int[] numbers) => graph.Const(name, Tensor.Of<int>([numbers.Length], numbers));

    public static string Int(this GraphDef graph, string name, int number) => graph.Const(name, Tensor.Scalar(number));

    public static string Floats(this GraphDef graph, string name, int[] shape, params float[] numbers) => graph.Const(name, Tensor.Of<float>(shape, numbers));

    /// <summary>1, 2, 3 …</summary>
    public static Tensor Counting(params int[] shape)
    {
        var tensor = new Tensor(ElementType.Float32, shape);
        for (int i = 0; i < tensor.Count; i++) tensor.AsSpan<float>()[i] = i + 1;
        return tensor;
    }

    /// <summary>The outputs of a graph, imported from its bytes; the optimized and the plain run must agree.</summary>
    public static Tensor[] Run(GraphDef graph, string[] outputs, params (string Name, Tensor Tensor)[] inputs) => Run(graph.ToBytes(), outputs, inputs);

    public static Tensor[] Run(byte[] bytes, string[] outputs, params (string Name, Tensor Tensor)[] inputs)
    {
        Graph imported = TensorFlowImporter.Import(bytes, new TensorFlowImportOptions { Inputs = [.. inputs.Select(i => i.Name)], Outputs = outputs });
        Tensor[] tensors = [.. inputs.Select(i => i.Tensor)];
        Tensor[] plain = [.. new Executor(imported, new ExecutorOptions(Optimize: false)).Run(tensors).Select(t => t.Clone())], optimized = new Executor(imported).Run(tensors);
        for (int o = 0; o < plain.Length; o++)
        {
            Assert.Equal(plain[o].Shape, optimized[o].Shape);
            if (plain[o].Type == ElementType.Float32) AssertClose(plain[o].AsSpan<float>().ToArray(), optimized[o]);
        }
        return plain;
    }

    public static Tensor Run(GraphDef graph, string output, params (string Name, Tensor Tensor)[] inputs) => Run(graph, [output], inputs)[0];

    public static void AssertClose(float[] expected, Tensor actual, float tolerance = 1e-5f)
    {
        Span<float> a = actual.AsSpan<float>();
        Assert.Equal(expected.Length, a.Length);
        float scale = Math.Max(1, expected.Select(Math.Abs).DefaultIfEmpty(0).Max());
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - a[i]) <= tolerance * scale, $"element {i} is {a[i]}, expected {expected[i]} ({string.Join(' ', a.ToArray())})");
    }
}
