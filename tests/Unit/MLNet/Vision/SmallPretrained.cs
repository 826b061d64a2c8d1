using Google.Protobuf;
using MlNetDeepLearning.Formats.TensorFlow;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.MLNet.Vision;

/// <summary>Writes files that stand in for the pretrained networks, and pictures of three colours.</summary>
internal static class SmallPretrained
{
    public const string MobileNet = "mobilenet_v2.meta";
    public const int Features = 8;

    private const string Input = "import/input", Output = "import/MobilenetV2/Logits/Squeeze";

    /// <summary>A convolution and a mean over the picture, where MLContext's folder of temporary files is <paramref name="folder"/>.</summary>
    public static string Write(string folder, int side = 16, string output = Output)
    {
        Random random = new(5);
        GraphDef graph = new() { Producer = 27 };
        graph.Add("Placeholder", Input, [], ("dtype", DataType.Float), ("shape", TensorShapeProto.Of(-1, side, side, 3)));
        Const(graph, "filters", Tensor.Of<float>([3, 3, 3, Features], [.. Enumerable.Range(0, 27 * Features).Select(_ => random.NextSingle() - 0.5f)]));
        graph.Add("Conv2D", "convolution", [Input, "filters"], ("T", DataType.Float), ("strides", (long[])[1, 1, 1, 1]), ("padding", "SAME"), ("data_format", "NHWC"));
        graph.Add("Relu", "relu", ["convolution"], ("T", DataType.Float));
        Const(graph, "axes", Tensor.Of<int>([2], 1, 2));
        graph.Add("Mean", output, ["relu", "axes"], ("T", DataType.Float), ("Tidx", DataType.Int32), ("keep_dims", false));
        return Save(folder, graph);
    }

    /// <summary>The pretrained MobileNet V1 of the shared models, with the names of V2.</summary>
    public static string WriteMobileNet(string folder)
    {
        GraphDef graph = new();
        graph.MergeFrom(File.ReadAllBytes(SharedData.PathOf("models/mobilenet_v1_0.25_128/frozen_graph.pb")));
        Dictionary<string, string> names = new() { ["input"] = Input, ["MobilenetV1/Logits/SpatialSqueeze"] = Output };
        foreach (NodeDef node in graph.Nodes)
        {
            if (node.Name == "input") node.Attributes["shape"] = TensorShapeProto.Of(-1, 128, 128, 3);
            node.Name = names.GetValueOrDefault(node.Name, node.Name);
            for (int i = 0; i < node.Inputs.Count; i++) node.Inputs[i] = names.GetValueOrDefault(node.Inputs[i], node.Inputs[i]);
        }
        return Save(folder, graph);
    }

    /// <summary>Pictures in folders named after their colour, of several sizes and both formats; gives the folders' parent.</summary>
    public static string Draw(string folder, int each)
    {
        string[] colours = ["blue", "green", "red"];
        Random random = new(3);
        for (int c = 0; c < colours.Length; c++)
            for (int i = 0; i < each; i++)
            {
                Image image = new(12 + random.Next(30), 12 + random.Next(30), PixelFormat.Rgb24);
                for (int p = 0; p < image.Pixels.Length; p++) image.Pixels[p] = (byte)(random.Next(120) + (p % 3 == 2 - c ? 130 : 0));
                string path = Path.Combine(folder, colours[c], $"{i:00}.{(i % 2 == 0 ? "png" : "jpg")}");
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                image.Save(path);
            }
        return folder;
    }

    private static void Const(GraphDef graph, string name, Tensor value) => graph.Add("Const", name, [], ("dtype", value.Type == ElementType.Float32 ? DataType.Float : DataType.Int32), ("value", value));

    private static string Save(string folder, GraphDef graph)
    {
        string path = Path.Combine(folder, "MLNET", MobileNet);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, new MetaGraphDef { Graph = graph, TensorFlowVersion = "1.14.0" }.ToByteArray());
        return path;
    }
}
