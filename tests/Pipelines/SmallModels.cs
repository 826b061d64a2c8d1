using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Pipelines;

/// <summary>Writes networks of a few nodes.</summary>
public static class SmallModels
{
    /// <summary>Scores of two classes for each pixel: its red and its blue; 16 x 16 pixels, or as many as there are.</summary>
    public static void WriteRedOrBlue(string path, ElementType type = ElementType.Float32, bool nhwc = false, bool open = false)
    {
        var graph = new Graph();
        (Dim rows, Dim columns) = open ? ((Dim)"H", (Dim)"W") : (16, 16);
        Value input = graph.Input("image", type, nhwc ? SymbolicShape.Of("N", rows, columns, 3) : SymbolicShape.Of("N", 3, rows, columns));
        Value planes = nhwc ? input.Transpose(0, 3, 1, 2) : input;
        if (type != ElementType.Float32) planes = planes.Cast(ElementType.Float32);
        graph.Output("scores", planes.Conv(graph.Constant(Tensor.Of<float>([2, 3, 1, 1], 1, 0, 0, 0, 0, 1))));
        File.WriteAllBytes(path, OnnxExporter.ToBytes(graph));
    }

    /// <summary>A node whose operator nobody knows.</summary>
    public static void WriteUnknownOperator(string path)
    {
        var graph = new Graph();
        Value input = graph.Input("image", ElementType.Float32, SymbolicShape.Of(1, 3, 8, 8));
        graph.Output("up", input.Relu());
        ModelProto model = OnnxImporter.Parse(OnnxExporter.ToBytes(graph));
        NodeProto node = model.Graph!.Nodes[0];
        (node.OpType, node.Domain, node.Name) = ("Levitate", "com.example", "lift");
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.example", Version = 1 });
        using FileStream file = File.Create(path);
        using var output = new Google.Protobuf.CodedOutputStream(file);
        model.WriteTo(output);
    }

    /// <summary>A network that doubles numbers, with test data as ONNX has it.</summary>
    public static void WriteDoubling(string path, string set, bool correct)
    {
        var graph = new Graph();
        Value input = graph.Input("x", ElementType.Float32, SymbolicShape.Of("N", 2));
        graph.Output("y", input + input);
        File.WriteAllBytes(path, OnnxExporter.ToBytes(graph));
        Directory.CreateDirectory(set);
        Write(Path.Combine(set, "input_0.pb"), Tensor.Of<float>([2, 2], 1, 2, 3, 4));
        Write(Path.Combine(set, "output_0.pb"), Tensor.Of<float>([2, 2], 2, 4, 6, correct ? 8 : 9));
    }

    private static void Write(string path, Tensor tensor)
    {
        using FileStream file = File.Create(path);
        using var output = new Google.Protobuf.CodedOutputStream(file);
        TensorProto.Of("", tensor).WriteTo(output);
    }
}
