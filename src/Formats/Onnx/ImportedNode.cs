using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>A node on its way from the file into the graph, where <see cref="Upgrades"/> may change its operator, operands and attributes.</summary>
internal sealed class ImportedNode(Graph graph, NodeProto proto, List<Value?> inputs)
{
    public Graph Graph => graph;

    public string Name { get; } = proto.Name.Length > 0 ? proto.Name : $"{proto.OpType} that makes '{proto.Outputs.FirstOrDefault()}'";

    public string OpType { get; set; } = proto.OpType;

    public string Domain { get; } = proto.Domain == "ai.onnx" ? "" : proto.Domain;

    public List<Value?> Inputs => inputs;

    /// <summary>The operator sets that the node is written in, where they are not the model's.</summary>
    public List<OperatorSetIdProto>? OpsetImport => proto.OpsetImport;

    /// <summary>Finds a value of the graph by its name in the file; null where there is none.</summary>
    public Func<string, Value?> Find { get; init; } = _ => null;

    public int OutputCount => proto.Outputs.Count;

    public Dictionary<string, AttributeProto> Attributes { get; } = ByName(proto);

    /// <summary>How many of the operands, at the end, are what the node's inner graphs use of the graph around them.</summary>
    public int Captures { get; set; }

    /// <summary>The value whose shape the result takes in the end; null where it keeps its own.</summary>
    public Value? ResultLike { get; set; }

    public string Place(string attribute) => $"Attribute '{attribute}' of node '{Name}' ({OpType})";

    /// <summary>Takes an attribute away and gives its value, or null when it is not there.</summary>
    public T? Take<T>(string attribute) where T : class =>
        Attributes.Remove(attribute, out AttributeProto? value) ? (T)AttributeConversion.FromProto(value, typeof(T), Place(attribute)) : null;

    /// <summary>Takes an attribute away and gives its value, or null when it is not there.</summary>
    public T? TakeValue<T>(string attribute) where T : struct =>
        Attributes.Remove(attribute, out AttributeProto? value) ? (T)AttributeConversion.FromProto(value, typeof(T), Place(attribute)) : null;

    /// <summary>Takes a list of integers away and gives it as the tensor that newer sets take for it, or null when it is not there.</summary>
    public Value? TakeList(string attribute) => Attributes.Remove(attribute, out AttributeProto? value)
        ? value.Kind == AttributeKind.Ints
            ? graph.Constant(Tensor.Ints([.. value.Ints]))
            : throw new OnnxFormatException($"{Place(attribute)} is of kind {value.Kind}, but should be integers.")
        : null;

    public void Set(string attribute, object value) => Attributes[attribute] = AttributeConversion.ToProto(attribute, value);

    /// <summary>Gives an operand unless it is null; operands before it that are not there count as left out.</summary>
    public void SetInput(int index, Value? value)
    {
        if (value is null) return;
        while (inputs.Count <= index) inputs.Add(null);
        inputs[index] = value;
    }

    public OnnxFormatException Error(string message, Exception? inner = null) => new($"Node '{Name}' ({OpType}): {message}", inner);

    private static Dictionary<string, AttributeProto> ByName(NodeProto proto)
    {
        Dictionary<string, AttributeProto> attributes = [];
        foreach (AttributeProto attribute in proto.Attributes) attributes[attribute.Name] = attribute;
        return attributes;
    }
}
