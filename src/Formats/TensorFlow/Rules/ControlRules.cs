using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Variables, branches, loops and calls.</summary>
internal static class ControlRules
{
    public static readonly Dictionary<string, Func<ImportedNode, Results>> Map = new()
    {
        ["Exit"] = n => Loops.Exit(n),
        ["If"] = n => Branches.If(n),
        ["LoopCond"] = n => n.Operand(0),
        ["Merge"] = n => Branches.Merge(n),
        ["PartitionedCall"] = n => Functions.Call(n),
        ["Placeholder"] = n => throw n.Error("it is a placeholder that is not among the inputs of the graph"),
        ["PlaceholderV2"] = n => throw n.Error("it is a placeholder that is not among the inputs of the graph"),
        ["ReadVariableOp"] = n => new WeightOperand(n.Operand<VariableOperand>(0).Weight),
        ["RefExit"] = n => Loops.Exit(n),
        ["RefMerge"] = n => Branches.Merge(n),
        ["RefSwitch"] = n => Branches.Switch(n),
        ["ResourceGather"] = n => n.Scope.Import.Value(n.Scope, n.Operand<VariableOperand>(0).Weight, [], null, trained: true, statistic: false).Gather(n.Input(1)),
        ["StatefulPartitionedCall"] = n => Functions.Call(n),
        ["StatelessIf"] = n => Branches.If(n),
        ["StatelessWhile"] = n => Loops.While(n),
        ["Switch"] = n => Branches.Switch(n),
        ["VarHandleOp"] = n => new VariableOperand(Variable(n, n.Text("shared_name", ""))),
        ["Variable"] = n => new WeightOperand(Variable(n, n.Name)),
        ["VariableV2"] = n => new WeightOperand(Variable(n, n.Name)),
        ["While"] = n => Loops.While(n),
    };

    /// <summary>Whether an operator is built although its operands are not: it takes whichever is there, or builds what it needs itself.</summary>
    public static bool Chooses(string op) => op is "Merge" or "RefMerge" or "Exit" or "RefExit";

    /// <summary>What must be built before a node is; null where it is all of the operands.</summary>
    public static IEnumerable<TensorName>? Needs(Scope scope, NodeDef node) => node.Op switch
    {
        "Exit" or "RefExit" => Loops.Needs(scope, node),
        "Merge" or "RefMerge" => Branches.Needs(scope, node),
        _ => null,
    };

    private static Weight Variable(ImportedNode n, string shared)
    {
        string name = shared.Length > 0 ? shared : n.Name;
        return n.Scope.Import.Variable(name, () => n.Scope.Import.File.ReadVariable(n.Name, shared));
    }
}
