using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Branches: If, and those that are spelled out as Switch and Merge. Where the condition is known, only the one that is taken is built.</summary>
internal static class Branches
{
    /// <summary>What a Merge needs: its condition, and then the operand of the branch that is taken, or what both branches use from outside.</summary>
    public static IEnumerable<TensorName> Needs(Scope scope, NodeDef merge)
    {
        if (Fork(scope, merge) is not { } fork)
        {
            foreach (TensorName operand in scope.Nodes.Operands(merge)) yield return operand;
            yield break;
        }
        yield return fork.Condition;
        if (Known(scope.TryGet(fork.Condition)) is { } taken) yield return taken ? fork.WhenTrue : fork.WhenFalse;
        else
            foreach (bool branch in (bool[])[true, false])
                foreach ((_, TensorName outside) in Outside(scope, fork, branch)) yield return outside;
    }

    /// <summary>The result of the branch that is taken.</summary>
    public static Results Merge(ImportedNode n)
    {
        if (Fork(n.Scope, n.Proto) is { } fork && n.Scope.TryGet(fork.Condition) is { } condition and not AbsentOperand && Known(condition) is null)
        {
            TensorName[] operands = [.. n.Scope.Nodes.Operands(n.Proto)];
            Operand[] results = Choose(n, n.Scope.ToValue(condition)!, (scope, taken) =>
            {
                var branch = new Scope(scope.Import, n.Scope.Nodes, scope.Graph, scope) { Tolerant = scope.Tolerant };
                foreach ((TensorName inside, TensorName outside) in Outside(n.Scope, fork, taken)) branch.Give(inside, n.Scope.TryGet(outside)!);
                TensorName result = taken ? fork.WhenTrue : fork.WhenFalse;
                return [branch.Resolve(result), new TensorOperand(scope.Graph.Constant(Tensor.Scalar(Array.IndexOf(operands, result))))];
            });
            return new Results(results);
        }
        for (int i = 0; i < n.InputCount; i++)
            if (n.Operand(i) is not AbsentOperand) return new Results(n.Operand(i), new TensorOperand(n.Graph.Constant(Tensor.Scalar(i))));
        return AbsentOperand.One;
    }

    /// <summary>Hands its operand to the branch that is taken.</summary>
    public static Results Switch(ImportedNode n)
    {
        if (Known(n.Operand(1)) is not { } taken) throw n.Error("its condition is not known before the graph runs, and no Merge brings its branches together");
        return new Results(taken ? AbsentOperand.One : n.Operand(0), taken ? n.Operand(0) : AbsentOperand.One);
    }

    /// <summary>One of two functions.</summary>
    public static Results If(ImportedNode n)
    {
        Operand[] arguments = n.Operands(1);
        if (Known(n.Operand(0)) is { } taken) return new Results(Functions.Apply(n.Scope, n.Function(taken ? "then_branch" : "else_branch"), arguments));
        Value condition = n.Input(0);
        // Numbers count as true when they are not 0.
        if (condition.Type.Element != ElementType.Bool) condition = condition.Cast(ElementType.Bool);
        return new Results(Choose(n, condition, (scope, then) => Functions.Apply(scope, n.Function(then ? "then_branch" : "else_branch"), arguments)));
    }

    /// <summary>What a condition is, where it is known.</summary>
    public static bool? Known(Operand? condition)
    {
        Tensor? known = condition switch
        {
            WeightOperand weight => weight.Weight.Tensor,
            TensorOperand tensor => tensor.Value.Known,
            _ => null,
        };
        return known is { Count: > 0 } && known.Type != ElementType.String ? known.AsBytes().ContainsAnyExcept((byte)0) : null;
    }

    private static Operand[] Choose(ImportedNode n, Value condition, Func<Scope, bool, Operand[]> build)
    {
        (Graph Graph, List<Value> Captured)[] branches = new (Graph, List<Value>)[2];
        foreach (bool taken in (bool[])[true, false])
        {
            var graph = new Graph();
            var scope = new Scope(n.Scope.Import, n.Scope.Nodes, graph, n.Scope) { Tolerant = n.Scope.Tolerant };
            Operand[] results = build(scope, taken);
            if (results.Any(r => r is AbsentOperand)) return [AbsentOperand.One];
            for (int r = 0; r < results.Length; r++)
            {
                Value value = scope.ToValue(results[r]) ?? throw n.Error("a branch gives a list or handle, which is not supported");
                graph.Output($"result_{r}", value.Producer is null ? value.Identity() : value);
            }
            branches[taken ? 0 : 1] = (graph, scope.Captured);
        }
        if (branches[0].Graph.Outputs.Count == 0) return [];
        return [.. n.Graph.AddNode(n.Name, new If(branches[0].Graph, branches[1].Graph), [condition.Shape is { IsRanked: true, Rank: > 0 } ? condition.Reshape([]) : condition,
            .. branches[0].Captured, .. branches[1].Captured]).Outputs.Select(o => new TensorOperand(o))];
    }

    // What a branch uses of the nodes before it: by which name, and what that is there.
    private static List<(TensorName Inside, TensorName Outside)> Outside(Scope scope, Forked fork, bool taken)
    {
        List<(TensorName, TensorName)> found = [];
        HashSet<TensorName> seen = [];
        var open = new Stack<TensorName>([taken ? fork.WhenTrue : fork.WhenFalse]);
        while (open.TryPop(out TensorName at))
        {
            if (!seen.Add(at) || scope.Nodes.Find(at.Node) is not { } node) continue;
            if (node.Op is "Switch" or "RefSwitch" && scope.Nodes.ControlFlow.Condition(node) == fork.Condition) found.Add((at, scope.Nodes.Operands(node).First()));
            else if (!scope.Nodes.ControlFlow.Conditions(at).Contains((fork.Condition, taken))) found.Add((at, at));
            else
                foreach (TensorName operand in scope.Nodes.Operands(node)) open.Push(operand);
        }
        return found;
    }

    private static Forked? Fork(Scope scope, NodeDef merge)
    {
        if (scope.Nodes.Operands(merge).ToArray() is not [var a, var b]) return null;
        IReadOnlySet<(TensorName Condition, bool Taken)> first = scope.Nodes.ControlFlow.Conditions(a), second = scope.Nodes.ControlFlow.Conditions(b);
        foreach ((TensorName condition, bool taken) in first)
            if (second.Contains((condition, !taken)) && !second.Contains((condition, taken)))
                return taken ? new Forked(condition, b, a) : new Forked(condition, a, b);
        return null;
    }

    private readonly record struct Forked(TensorName Condition, TensorName WhenFalse, TensorName WhenTrue);
}
