using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Branches that are spelled out as Switch and Merge; where the condition is known, only the branch that is taken is built.</summary>
internal static class Branches
{
    /// <summary>What a Merge needs: its condition, and then the operand of the branch that is taken.</summary>
    public static IEnumerable<TensorName> Needs(Scope scope, NodeDef merge)
    {
        TensorName[] operands = [.. scope.Nodes.Operands(merge)];
        if (Fork(scope, operands) is not { } fork)
        {
            foreach (TensorName operand in operands) yield return operand;
            yield break;
        }
        yield return fork.Condition;
        if (Known(scope, fork.Condition) is { } taken) yield return taken ? fork.WhenTrue : fork.WhenFalse;
    }

    /// <summary>The branch that is there.</summary>
    public static Results Merge(ImportedNode n)
    {
        for (int i = 0; i < n.InputCount; i++)
            if (n.Operand(i) is not AbsentOperand) return new Results(n.Operand(i), new TensorOperand(n.Graph.Constant(Tensor.Scalar(i))));
        return AbsentOperand.One;
    }

    /// <summary>Hands its operand to the branch that is taken.</summary>
    public static Results Switch(ImportedNode n)
    {
        if (n.Known(1) is not { } condition) throw n.Error("its condition is not known when the graph is built");
        bool taken = condition.AsBytes()[0] != 0;
        return new Results(taken ? AbsentOperand.One : n.Operand(0), taken ? n.Operand(0) : AbsentOperand.One);
    }

    private static bool? Known(Scope scope, TensorName condition)
    {
        Tensor? known = scope.TryGet(condition) switch
        {
            WeightOperand weight => weight.Weight.Tensor,
            TensorOperand tensor => tensor.Value.Known,
            _ => null,
        };
        return known is { Count: > 0, Type: ElementType.Bool } ? known.AsBytes()[0] != 0 : null;
    }

    private static (TensorName Condition, TensorName WhenFalse, TensorName WhenTrue)? Fork(Scope scope, TensorName[] operands)
    {
        if (operands.Length != 2) return null;
        IReadOnlySet<(TensorName Condition, bool Taken)> first = scope.Nodes.ControlFlow.Conditions(operands[0]), second = scope.Nodes.ControlFlow.Conditions(operands[1]);
        foreach ((TensorName condition, bool taken) in first)
            if (second.Contains((condition, !taken)) && !second.Contains((condition, taken)))
                return taken ? (condition, operands[1], operands[0]) : (condition, operands[0], operands[1]);
        return null;
    }
}
