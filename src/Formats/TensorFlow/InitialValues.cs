using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>What the nodes that write variables tell of them: under which key a checkpoint has one, and a constant that it begins with.</summary>
internal static class InitialValues
{
    private const int MostSteps = 16;

    /// <summary>The constant that a variable is set to at the begin; null when it is not one.</summary>
    public static Tensor? Of(TensorFlowFile file, string variable)
    {
        foreach (TensorName value in Assigned(file.Table, variable))
            if (Constant(file.Table, value) is { } constant) return constant;
        return null;
    }

    /// <summary>The key under which restoring reads a variable; null when nothing restores it.</summary>
    public static string? Key(TensorFlowFile file, string variable)
    {
        if (Restored(file.Table, variable) is { } key) return key;
        // Newer files restore in a function, whose arguments are the handles of the variables.
        foreach (NodeDef call in file.Table.Nodes.Where(n => n.Op is "StatefulPartitionedCall" or "PartitionedCall"))
        {
            if (call.Attributes.GetValueOrDefault("f")?.Function is not { } name || file.Functions.All.FirstOrDefault(f => f.Signature.Name == name) is not { } function) continue;
            int argument = file.Table.Operands(call).ToList().FindIndex(o => o.Node == variable);
            if (argument < 0 || argument >= function.Signature.Inputs.Count || !function.Nodes.Exists(n => n.Op == "RestoreV2")) continue;
            if (Restored(file.Functions.Body(name), function.Signature.Inputs[argument].Name) is { } inner) return inner;
        }
        return null;
    }

    /// <summary>Keys and values that a table is filled with; null when they are no constants.</summary>
    public static (Tensor Keys, Tensor Values)? OfTable(TensorFlowFile file, string table)
    {
        if (Filled(file.Table, table) is { } filled) return filled;
        foreach (NodeDef call in file.Table.Nodes.Where(n => n.Op is "StatefulPartitionedCall" or "PartitionedCall"))
        {
            if (call.Attributes.GetValueOrDefault("f")?.Function is not { } name || file.Functions.All.FirstOrDefault(f => f.Signature.Name == name) is not { } function) continue;
            int argument = file.Table.Operands(call).ToList().FindIndex(o => o.Node == table);
            if (argument >= 0 && argument < function.Signature.Inputs.Count && Filled(file.Functions.Body(name), function.Signature.Inputs[argument].Name) is { } inner) return inner;
        }
        return null;
    }

    private static (Tensor, Tensor)? Filled(NodeTable nodes, string table)
    {
        foreach (NodeDef fill in nodes.Nodes.Where(n => n.Op is "InitializeTable" or "InitializeTableV2" or "LookupTableImport" or "LookupTableImportV2"))
            if (nodes.Operands(fill).ToArray() is [{ Node: var filled }, var keys, var values] && filled == table && Constant(nodes, keys) is { } k && Constant(nodes, values) is { } v) return (k, v);
        return null;
    }

    private static Tensor? Constant(NodeTable nodes, TensorName value) =>
        Behind(nodes, value) is { Node.Op: "Const" } constant && constant.Node.Attributes.GetValueOrDefault("value")?.Tensor is { } proto
            ? TensorReader.Read(proto, $"Node '{constant.Node.Name}' (Const)", 1 << 24, out _)
            : null;

    private static string? Restored(NodeTable nodes, string variable)
    {
        foreach (TensorName value in Assigned(nodes, variable))
        {
            if (Behind(nodes, value) is not { Node: { Op: "RestoreV2" } restore, Index: var index }) continue;
            if (nodes.Operands(restore).ElementAtOrDefault(1) is { Node: { } keys } && nodes.Find(keys) is { Op: "Const" } constant
                && constant.Attributes.GetValueOrDefault("value")?.Tensor is { } names && index < names.Strings.Count) return names.Strings[index].ToStringUtf8();
        }
        return null;
    }

    private static IEnumerable<TensorName> Assigned(NodeTable nodes, string variable) => nodes.Nodes
        .Where(n => n.Op is "Assign" or "AssignVariableOp")
        .Select(n => nodes.Operands(n).Take(2).ToArray())
        .Where(o => o.Length == 2 && o[0].Node == variable)
        .Select(o => o[1]);

    private static (NodeDef Node, int Index)? Behind(NodeTable nodes, TensorName value)
    {
        for (int steps = 0; steps < MostSteps; steps++)
        {
            if (nodes.Find(value.Node) is not { } node) return null;
            if (node.Op is not ("Identity" or "IdentityN" or "Cast")) return (node, value.Index);
            TensorName[] operands = [.. nodes.Operands(node)];
            if (operands.Length == 0) return null;
            value = node.Op == "IdentityN" ? operands[Math.Min(value.Index, operands.Length - 1)] : operands[0];
        }
        return null;
    }
}
