using Google.Protobuf;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Conformance.Onnx;

/// <summary>Reads the files in which the test suite keeps inputs and outputs: a bare message, whose kind only the model's declaration tells.</summary>
internal static class OnnxValues
{
    public static Tensor Read(string path, TypeProto? type)
    {
        if (type?.TensorType is not { } declared) throw new NotSupportedException($"{path} is no tensor");
        var proto = new TensorProto();
        proto.MergeFrom(File.ReadAllBytes(path));
        // NumPy, which wrote the files, has no such type and keeps its bits as integers.
        if (declared.ElementType == ElementType.BFloat16 && proto.ElementType == ElementType.UInt16) proto.ElementType = ElementType.BFloat16;
        return proto.ToTensor();
    }
}
