using Google.Protobuf;
using MlNetDeepLearning.Formats.Onnx;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Formats;

/// <summary>Messages of small models, in a few words.</summary>
internal static class Protos
{
    public static ModelProto Model(params ReadOnlySpan<NodeProto> nodes)
    {
        var model = new ModelProto { IrVersion = 10, OpsetImport = { new OperatorSetIdProto { Version = 17 } }, Graph = new GraphProto { Name = "graph" } };
        model.Graph.Nodes.AddRange(nodes);
        return model;
    }

    public static ModelProto Input(this ModelProto model, string name, params ReadOnlySpan<long> dims)
    {
        model.Graph!.Inputs.Add(Info(name, dims));
        return model;
    }

    public static ModelProto Output(this ModelProto model, string name)
    {
        model.Graph!.Outputs.Add(new ValueInfoProto { Name = name });
        return model;
    }

    public static ModelProto With(this ModelProto model, string name, Tensor initializer)
    {
        model.Graph!.Initializers.Add(TensorProto.Of(name, initializer));
        return model;
    }

    public static ValueInfoProto Info(string name, params ReadOnlySpan<long> dims)
    {
        var shape = new TensorShapeProto();
        foreach (long d in dims) shape.Dims.Add(new DimensionProto { Value = d });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TensorTypeProto { ElementType = ElementType.Float32, Shape = shape } } };
    }

    /// <summary>A node; operands and results are separated by spaces, <c>-</c> stands for one left out.</summary>
    public static NodeProto Node(string op, string inputs, string outputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        (string domain, string type) = op.Split(':') is [var d, var t] ? (d, t) : ("", op);
        var node = new NodeProto { OpType = type, Domain = domain, Name = $"{type}_{outputs.Split(' ')[0]}" };
        node.Inputs.AddRange(Names(inputs));
        node.Outputs.AddRange(Names(outputs));
        node.Attributes.AddRange(attributes);
        return node;
    }

    public static FunctionProto Function(string name, string inputs, string outputs, params ReadOnlySpan<NodeProto> nodes)
    {
        var function = new FunctionProto { Name = name, Domain = "local", OpsetImport = { new OperatorSetIdProto { Version = 17 } } };
        function.Inputs.AddRange(Names(inputs));
        function.Outputs.AddRange(Names(outputs));
        function.Nodes.AddRange(nodes);
        return function;
    }

    public static AttributeProto Float(string name, float value) => new() { Name = name, Kind = AttributeKind.Float, Float = value };

    public static AttributeProto Int(string name, long value) => new() { Name = name, Kind = AttributeKind.Int, Int = value };

    public static AttributeProto Ints(string name, params ReadOnlySpan<long> values)
    {
        var attribute = new AttributeProto { Name = name, Kind = AttributeKind.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    public static AttributeProto Reference(string name, string other, AttributeKind kind) => new() { Name = name, Kind = kind, Reference = other };

    public static AttributeProto Body(string name, string outputs, params ReadOnlySpan<NodeProto> nodes)
    {
        var graph = new GraphProto { Name = name };
        graph.Nodes.AddRange(nodes);
        foreach (string output in Names(outputs)) graph.Outputs.Add(new ValueInfoProto { Name = output });
        return new AttributeProto { Name = name, Kind = AttributeKind.Graph, Graph = graph };
    }

    public static byte[] Bytes(this ModelProto model) => model.ToByteArray();

    private static IEnumerable<string> Names(string names) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => n == "-" ? "" : n);
}
