namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>Copies the nodes of a function for one call of it, with the call's names and attributes.</summary>
/// <param name="prefix">Stands before all names that are the function's own.</param>
/// <param name="names">What the names of the function's operands and results are where it is called.</param>
/// <param name="attributes">The values of the function's attributes.</param>
/// <param name="opsets">The operator sets that the function is written in.</param>
internal sealed class FunctionScope(string prefix, Dictionary<string, string> names, Dictionary<string, AttributeProto> attributes, List<OperatorSetIdProto> opsets)
{
    public NodeProto Copy(NodeProto node)
    {
        var copy = new NodeProto { Name = prefix + node.Name, OpType = node.OpType, Domain = node.Domain, Overload = node.Overload, OpsetImport = opsets };
        copy.Inputs.AddRange(node.Inputs.Select(Named));
        copy.Outputs.AddRange(node.Outputs.Select(Named));
        copy.Attributes.AddRange(node.Attributes.Select(Copy).OfType<AttributeProto>());
        return copy;
    }

    private string Named(string name) => name.Length == 0 ? "" : names.TryGetValue(name, out string? outer) ? outer : prefix + name;

    private AttributeProto? Copy(AttributeProto attribute)
    {
        if (attribute.Reference.Length > 0) return attributes.TryGetValue(attribute.Reference, out AttributeProto? value) ? value.As(attribute.Name, value.Graph) : null;
        return attribute.Graph is { } body ? attribute.As(attribute.Name, Copy(body)) : attribute;
    }

    private GraphProto Copy(GraphProto graph)
    {
        var copy = new GraphProto { Name = graph.Name };
        copy.Nodes.AddRange(graph.Nodes.Select(Copy));
        copy.Initializers.AddRange(graph.Initializers.Select(i => i.Named(Named(i.Name))));
        copy.SparseInitializers.AddRange(graph.SparseInitializers.Select(s => s.Named(Named(s.Name))));
        copy.Inputs.AddRange(graph.Inputs.Select(Copy));
        copy.Outputs.AddRange(graph.Outputs.Select(Copy));
        copy.ValueInfos.AddRange(graph.ValueInfos.Select(Copy));
        return copy;
    }

    private ValueInfoProto Copy(ValueInfoProto value) => new() { Name = Named(value.Name), Type = value.Type };
}
