using Google.Protobuf;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>Between the parameters of operator records and the attributes of files.</summary>
internal static class AttributeConversion
{
    /// <summary>The attribute that says a parameter's value.</summary>
    public static AttributeProto ToProto(string name, object value)
    {
        var proto = new AttributeProto { Name = name };
        switch (value)
        {
            case bool flag: (proto.Kind, proto.Int) = (AttributeKind.Int, flag ? 1 : 0); break;
            case int number: (proto.Kind, proto.Int) = (AttributeKind.Int, number); break;
            case long number: (proto.Kind, proto.Int) = (AttributeKind.Int, number); break;
            case float number: (proto.Kind, proto.Float) = (AttributeKind.Float, number); break;
            case double number: (proto.Kind, proto.Float) = (AttributeKind.Float, (float)number); break;
            case ElementType type: (proto.Kind, proto.Int) = (AttributeKind.Int, (long)type); break;
            case string text: (proto.Kind, proto.Text) = (AttributeKind.String, ByteString.CopyFromUtf8(text)); break;
            case TensorValue { Tensor: var tensor }: (proto.Kind, proto.Tensor) = (AttributeKind.Tensor, TensorProto.Of("", tensor)); break;
            case Tensor tensor: (proto.Kind, proto.Tensor) = (AttributeKind.Tensor, TensorProto.Of("", tensor)); break;
            case TensorType type: (proto.Kind, proto.Type) = (AttributeKind.Type, TypeConversion.ToProto(type)); break;
            case Ints list:
                proto.Kind = AttributeKind.Ints;
                foreach (int number in list) proto.Ints.Add(number);
                break;
            case ListOf<long> list:
                proto.Kind = AttributeKind.Ints;
                proto.Ints.AddRange(list.Values);
                break;
            case ListOf<float> list:
                proto.Kind = AttributeKind.Floats;
                proto.Floats.AddRange(list.Values);
                break;
            case ListOf<string> list:
                proto.Kind = AttributeKind.Strings;
                foreach (string text in list) proto.Strings.Add(ByteString.CopyFromUtf8(text));
                break;
            default: throw new NotSupportedException($"Attribute '{name}' of type {value.GetType().Name} cannot be written to an ONNX file.");
        }
        return proto;
    }

    /// <summary>A parameter's value from an attribute.</summary>
    /// <exception cref="OnnxFormatException">The attribute is of another kind than the operator's.</exception>
    public static object FromProto(AttributeProto proto, Type type, string place)
    {
        switch (proto.Kind)
        {
            case AttributeKind.Int when type == typeof(bool): return proto.Int != 0;
            case AttributeKind.Int when type == typeof(int): return Narrow(proto.Int);
            case AttributeKind.Int when type == typeof(long): return proto.Int;
            case AttributeKind.Int when type == typeof(ElementType): return (ElementType)Narrow(proto.Int);
            case AttributeKind.Int when type == typeof(float): return (float)proto.Int;
            case AttributeKind.Float when type == typeof(float): return proto.Float;
            case AttributeKind.Float when type == typeof(double): return (double)proto.Float;
            case AttributeKind.String when type == typeof(string): return proto.Text.ToStringUtf8();
            case AttributeKind.Ints when type == typeof(Ints): return Ints.Of([.. proto.Ints.Select(Narrow)]);
            case AttributeKind.Ints when type == typeof(ListOf<long>): return (ListOf<long>)[.. proto.Ints];
            case AttributeKind.Floats when type == typeof(ListOf<float>): return (ListOf<float>)[.. proto.Floats];
            case AttributeKind.Strings when type == typeof(ListOf<string>): return (ListOf<string>)[.. proto.Strings.Select(s => s.ToStringUtf8())];
            case AttributeKind.Tensor when type == typeof(TensorValue): return new TensorValue(TensorReader.Read(proto.Tensor ?? throw new OnnxFormatException($"{place} holds no tensor."), place));
            case AttributeKind.Tensor when type == typeof(Tensor): return TensorReader.Read(proto.Tensor ?? throw new OnnxFormatException($"{place} holds no tensor."), place);
            case AttributeKind.Type when type == typeof(TensorType): return TypeConversion.FromProto(proto.Type, place);
            case AttributeKind.Floats when type.IsAssignableFrom(typeof(float[])): return proto.Floats.ToArray();
            case AttributeKind.Strings when type.IsAssignableFrom(typeof(string[])): return proto.Strings.Select(s => s.ToStringUtf8()).ToArray();
            default: throw new OnnxFormatException($"{place} is of kind {proto.Kind}, but the operator takes {type.Name}.");
        }

        int Narrow(long number) => number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : throw new OnnxFormatException($"{place}: {number} is too large.");
    }
}
