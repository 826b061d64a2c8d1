namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Puts functions' bodies where they are called.</summary>
internal static class Functions
{
    /// <summary>The function that a node names, applied to the node's operands.</summary>
    public static Results Call(ImportedNode n) => new(Apply(n.Scope, n.Function("f"), n.Operands()));

    /// <summary>The results of a function in a scope.</summary>
    /// <exception cref="TensorFlowFormatException">There is no such function, or it takes another number of arguments.</exception>
    public static Operand[] Apply(Scope caller, string name, IReadOnlyList<Operand> arguments)
    {
        NodeTable nodes = caller.Import.File.Functions.Body(name);
        OpDef signature = nodes.Function!.Signature;
        if (signature.Inputs.Count != arguments.Count) throw new TensorFlowFormatException($"Function '{name}' takes {signature.Inputs.Count} arguments, but is given {arguments.Count}.");
        var scope = new Scope(caller.Import, nodes, caller.Graph, caller) { Tolerant = caller.Tolerant };
        for (int a = 0; a < arguments.Count; a++) scope.Give(new TensorName(signature.Inputs[a].Name, 0), arguments[a]);
        return [.. signature.Outputs.Select(o => scope.Resolve(Result(nodes, o.Name)))];
    }

    /// <summary>Which results of a function are its arguments as they were, by the arguments' order; -1 for the others.</summary>
    public static int[] Handed(NodeTable nodes)
    {
        OpDef signature = nodes.Function!.Signature;
        return [.. signature.Outputs.Select(o =>
        {
            TensorName at = Result(nodes, o.Name);
            for (int steps = 0; steps < 16 && nodes.Find(at.Node) is { Op: "Identity" } identity; steps++) at = nodes.Operands(identity).FirstOrDefault();
            return signature.Inputs.FindIndex(i => i.Name == at.Node);
        })];
    }

    private static TensorName Result(NodeTable nodes, string output) =>
        nodes.Function!.Results.TryGetValue(output, out string? result) && nodes.Parse(result) is { } name ? name
            : throw new TensorFlowFormatException($"Function '{nodes.Function.Signature.Name}' does not say what its result '{output}' is.");
}
