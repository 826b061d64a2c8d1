using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>
/// Nodes that decode pictures and sound from the bytes of files. Decoding is not the network's work here: what they give is an input of the graph.
/// </summary>
internal static class DecodedInputs
{
    /// <summary>Whether a node is one.</summary>
    public static bool IsDecoder(NodeDef node) => node.Op is "DecodeJpeg" or "DecodePng" or "DecodeImage" or "DecodeBmp" or "DecodeGif" or "DecodeAndCropJpeg" or "DecodeWav";

    /// <summary>The type of what a node decodes: height, width and channels of a picture; samples and channels of sound.</summary>
    public static TensorType TypeOf(NodeDef node)
    {
        if (node.Op == "DecodeWav") return new TensorType(ElementType.Float32, [Length("desired_samples", -1), Length("desired_channels", -1)]);
        DataType type = node.Attributes.GetValueOrDefault("dtype")?.Type ?? DataType.UInt8;
        Dim channels = Length("channels", 0);
        return new TensorType(type.ToElement(), node.Op == "DecodeGif" ? [Dim.Unknown(), Dim.Unknown(), Dim.Unknown(), 3] : [Dim.Unknown(), Dim.Unknown(), channels]);

        Dim Length(string attribute, long unknown) =>
            node.Attributes.GetValueOrDefault(attribute)?.Int is { } length and > 0 and <= int.MaxValue && length != unknown ? (int)length : Dim.Unknown();
    }

    /// <summary>Makes an input of what a node decodes.</summary>
    public static void Give(Scope scope, NodeDef node, TensorFlowImportOptions options, Func<string, TensorType, Value> input)
    {
        scope.Give(new TensorName(node.Name, 0), new TensorOperand(input(node.Name, TypeOf(node))));
        if (node.Op == "DecodeWav") scope.Give(new TensorName(node.Name, 1), new TensorOperand(scope.Graph.Constant(Tensor.Scalar(options.SampleRate))));
    }
}
