namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>
/// Puts the nodes of model-local functions where the model calls them. Names of the function become those of the call, or get the call's
/// name before them; attributes that refer to the function's take the call's value, or the default, or are left out.
/// </summary>
internal sealed class FunctionInliner
{
    // Deeper nesting and more nodes than any real model has; both can grow without bound from a small file.
    private const int MaxDepth = 64;
    private const int MaxNodes = 250_000;

    private readonly Dictionary<(string Domain, string Name, string Overload), FunctionProto> _functions = [];
    private readonly List<FunctionProto> _open = [];
    private int _calls;
    private int _nodes;

    private FunctionInliner(ModelProto model)
    {
        foreach (FunctionProto function in model.Functions)
            if (!_functions.TryAdd((Domain(function.Domain), function.Name, function.Overload), function))
                throw new OnnxFormatException($"There are two functions named '{Describe(function)}'.");
    }

    /// <summary>Replaces every call in a model's graph, and in the graphs inside it.</summary>
    /// <exception cref="OnnxFormatException">A function calls itself, or a call does not fit its function.</exception>
    public static void Apply(ModelProto model)
    {
        if (model.Functions.Count > 0) new FunctionInliner(model).Inline(model.Graph!.Nodes);
    }

    private void Inline(List<NodeProto> nodes)
    {
        List<NodeProto> whole = new(nodes.Count);
        foreach (NodeProto node in nodes)
        {
            foreach (AttributeProto attribute in node.Attributes)
                if (attribute.Graph is { } body) Inline(body.Nodes);
            if (_functions.TryGetValue((Domain(node.Domain), node.OpType, node.Overload), out FunctionProto? function)) whole.AddRange(Call(node, function));
            else whole.Add(node);
        }
        nodes.Clear();
        nodes.AddRange(whole);
    }

    private List<NodeProto> Call(NodeProto call, FunctionProto function)
    {
        string place = $"Node '{call.Name}' ({call.OpType})";
        if (_open.Contains(function)) throw new OnnxFormatException($"{place}: the function '{Describe(function)}' calls itself: {string.Join(" -> ", _open.Append(function).Select(Describe))}.");
        if (_open.Count == MaxDepth) throw new OnnxFormatException($"{place}: functions are nested more than {MaxDepth} deep.");
        if (call.Inputs.Count > function.Inputs.Count || call.Outputs.Count > function.Outputs.Count)
            throw new OnnxFormatException($"{place} has {call.Inputs.Count} operands and {call.Outputs.Count} results, but the function has {function.Inputs.Count} and {function.Outputs.Count}.");
        if ((_nodes += function.Nodes.Count) > MaxNodes) throw new OnnxFormatException($"{place}: calls of functions come to more than {MaxNodes} nodes.");

        string prefix = $"{(call.Name.Length > 0 ? call.Name : call.OpType)}/{++_calls}/";
        Dictionary<string, string> names = [];
        for (int i = 0; i < function.Inputs.Count; i++) names[function.Inputs[i]] = i < call.Inputs.Count ? call.Inputs[i] : "";
        List<NodeProto> nodes = [];
        for (int o = 0; o < call.Outputs.Count; o++)
        {
            if (call.Outputs[o].Length == 0) continue;
            // A result that is an operand as it came needs a node to give it the call's name.
            if (!names.TryAdd(function.Outputs[o], call.Outputs[o]))
                nodes.Add(new NodeProto { OpType = "Identity", Name = $"{prefix}{call.Outputs[o]}", Inputs = { names[function.Outputs[o]] }, Outputs = { call.Outputs[o] } });
        }
        var scope = new FunctionScope(prefix, names, Attributes(call, function), function.OpsetImport);
        nodes.AddRange(function.Nodes.Select(scope.Copy));
        _open.Add(function);
        Inline(nodes);
        _open.RemoveAt(_open.Count - 1);
        return nodes;
    }

    private static Dictionary<string, AttributeProto> Attributes(NodeProto call, FunctionProto function)
    {
        Dictionary<string, AttributeProto> attributes = [];
        foreach (AttributeProto attribute in function.Defaults.Concat(call.Attributes)) attributes[attribute.Name] = attribute;
        return attributes;
    }

    private static string Domain(string domain) => domain == "ai.onnx" ? "" : domain;

    private static string Describe(FunctionProto function) => function.Domain.Length > 0 ? $"{function.Domain}:{function.Name}" : function.Name;
}
