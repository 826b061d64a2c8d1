using Google.Protobuf;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Conformance.Onnx;

/// <summary>Reads the files in which the test suite keeps inputs and outputs: a bare message, whose kind only the model's declaration tells.</summary>
internal static class OnnxValues
{
    public static Tensor Read(string path, TypeProto? type) => Value(File.ReadAllBytes(path), type ?? throw new NotSupportedException($"{path} is of no declared type"));

    private static Tensor Value(byte[] bytes, TypeProto type)
    {
        if (type.Sequence is { } item) return Holder(ElementType.Sequence, Items(bytes), item);
        if (type.Optional is { } held) return Holder(ElementType.Optional, Items(bytes), held);
        if (type.TensorType is not { } declared) throw new NotSupportedException("maps are not read");
        var proto = new TensorProto();
        proto.MergeFrom(bytes);
        // NumPy, which wrote the files, has no such type and keeps its bits as integers.
        if (declared.ElementType == ElementType.BFloat16 && proto.ElementType == ElementType.UInt16) proto.ElementType = ElementType.BFloat16;
        return proto.ToTensor();
    }

    private static Tensor Holder(ElementType kind, List<byte[]> items, TypeProto type)
    {
        var holder = new Tensor(kind, [items.Count]);
        for (int i = 0; i < items.Count; i++) holder.Items[i] = Value(items[i], type);
        return holder;
    }

    // SequenceProto and OptionalProto keep tensors, sequences and optional values in the same fields.
    private static List<byte[]> Items(byte[] bytes)
    {
        List<byte[]> items = [];
        var input = new CodedInputStream(bytes);
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            if (WireFormat.GetTagFieldNumber(tag) is 3 or 5 or 7) items.Add(input.ReadBytes().ToByteArray());
            else input.SkipLastField();
        return items;
    }
}
