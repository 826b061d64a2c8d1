using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Where a graph begins and ends when nobody says it.</summary>
internal static class DefaultEnds
{
    private static readonly HashSet<string> Ends =
        ["Assert", "Assign", "AssignAdd", "AssignAddVariableOp", "AssignSub", "AssignSubVariableOp", "AssignVariableOp", "MergeV2Checkpoints", "NoOp", "Placeholder", "Print",
         "RestoreV2", "SaveV2", "ShardedFilename", "VarHandleOp", "VarIsInitializedOp", "VariableV2"];

    /// <summary>The outputs of the default signature, or what nothing in the file uses and the placeholders lead to.</summary>
    public static IReadOnlyList<TensorFlowTensor> Outputs(TensorFlowFile file)
    {
        if (Signature(file) is { } signature) return [.. signature.Outputs.Select(o => file.Find(TensorNames.Require(file, o.Tensor.Name).ToString()))];
        if (Predictions(file) is { Count: > 0 } predictions) return predictions;
        HashSet<string> used = [], fed = Fed(file.Table, file.Placeholders);
        foreach (NodeDef node in file.Table.Nodes.Where(IsForward))
            foreach (TensorName operand in file.Table.Operands(node)) used.Add(operand.Node);
        NodeDef[] last = [.. file.Table.Nodes.Where(n => IsForward(n) && !used.Contains(n.Name))];
        NodeDef[] reached = [.. last.Where(n => fed.Contains(n.Name))];
        return [.. (reached.Length > 0 ? reached : last).Select(n => file.Find(n.Name))];
    }

    /// <summary>The inputs of the default signature, or the placeholders that the outputs need.</summary>
    public static IReadOnlyList<TensorFlowTensor> Inputs(TensorFlowFile file)
    {
        if (Signature(file) is { } signature) return [.. signature.Inputs.Select(i => file.Find(TensorNames.Require(file, i.Tensor.Name).ToString()))];
        return [.. Needed(file, [.. file.Outputs.Select(o => TensorName.Parse(o.Name)!.Value)]).Select(n => file.Find(n.Name))];
    }

    /// <summary>The signature that is meant when none is named; null when the file has none.</summary>
    public static TensorFlowSignature? Signature(TensorFlowFile file)
    {
        TensorFlowSignature[] usable = [.. file.Signatures.Where(s => s.Outputs.Count > 0 && s.Outputs.Concat(s.Inputs).All(t => TensorName.Parse(t.Tensor.Name) is { } name && file.Table.Find(name.Node) is not null))];
        return usable.FirstOrDefault(s => s.Name == "serving_default") ?? usable.FirstOrDefault();
    }

    /// <summary>The placeholders, and nodes that decode what goes into placeholders, that outputs need; in the file's order.</summary>
    public static IReadOnlyList<NodeDef> Needed(TensorFlowFile file, IReadOnlyList<TensorName> outputs)
    {
        HashSet<string> reached = [];
        var open = new Stack<string>(outputs.Select(o => o.Node));
        while (open.TryPop(out string? name))
        {
            if (!reached.Add(name) || file.Table.Find(name) is not { } node || DecodedInputs.IsDecoder(node)) continue;
            foreach (TensorName operand in file.Table.Operands(node)) open.Push(operand.Node);
        }
        return [.. file.Table.Nodes.Where(n => reached.Contains(n.Name) && (n.Op is "Placeholder" or "PlaceholderV2" || DecodedInputs.IsDecoder(n)))];
    }

    // What a training graph adds for its gradients and for saving is no result.
    private static bool IsForward(NodeDef node) => !Ends.Contains(node.Op) && !node.Op.StartsWith("Apply", StringComparison.Ordinal) && !node.Op.StartsWith("ResourceApply", StringComparison.Ordinal)
        && !node.Name.Split('/').Any(part => part is "gradients" or "save" or "Initializer" or "training");

    // A graph with gradients ends in its loss. What is asked for are the numbers that the loss compares with the labels: they depend on the first
    // placeholder, and what is computed of them on others as well.
    private static IReadOnlyList<TensorFlowTensor> Predictions(TensorFlowFile file)
    {
        TensorFlowTensor? features = file.Placeholders.FirstOrDefault(p => p.Element.IsFloat() || p.Element == ElementType.UInt8);
        if (features is null || file.Placeholders.Count < 2 || !file.Table.Nodes.Any(n => n.Op.StartsWith("Apply", StringComparison.Ordinal) || n.Op.StartsWith("ResourceApply", StringComparison.Ordinal))) return [];
        HashSet<string> fed = Fed(file.Table, [features]), compared = Fed(file.Table, [.. file.Placeholders.Where(p => p != features)]);
        ILookup<string, NodeDef> users = file.Table.Nodes.Where(IsForward).SelectMany(n => file.Table.Operands(n).Select(o => (o.Node, n))).ToLookup(p => p.Node, p => p.n);
        return [.. file.Table.Nodes.Where(n => IsForward(n) && IsFloat(n) && fed.Contains(n.Name) && !compared.Contains(n.Name) && users[n.Name].Any(u => compared.Contains(u.Name))
            && users[n.Name].All(u => compared.Contains(u.Name) || !IsFloat(u))).Select(n => file.Find(n.Name))];

        static bool IsFloat(NodeDef node) => Declarations.ElementOf(node).IsFloat() && node.Op is not ("Shape" or "Size" or "Rank" or "ArgMax" or "ArgMin");
    }

    private static HashSet<string> Fed(NodeTable table, IReadOnlyList<TensorFlowTensor> placeholders)
    {
        ILookup<string, string> users = table.Nodes.SelectMany(n => table.Operands(n).Select(o => (o.Node, n.Name))).ToLookup(p => p.Node, p => p.Name);
        HashSet<string> fed = [];
        var open = new Stack<string>(placeholders.Select(p => p.Name));
        while (open.TryPop(out string? name))
            if (fed.Add(name))
                foreach (string user in users[name]) open.Push(user);
        return fed;
    }
}
