namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>How the branches and loops of a graph hang together that are spelled out as Switch, Merge, Enter, Exit and NextIteration.</summary>
internal sealed class ControlFlow(NodeTable nodes)
{
    // Real networks nest a few; more would take quadratic memory.
    private const int MostConditions = 64;

    private readonly Dictionary<string, HashSet<(TensorName Condition, bool Taken)>> _conditions = [];
    private ILookup<string, string>? _switches;

    /// <summary>The loops' variables: the Merge of each, by the name of the loop's frame.</summary>
    public ILookup<string, NodeDef> Variables => field ??= nodes.Nodes
        .Where(n => n.Op is "Merge" or "RefMerge" && FrameOf(n) is not null).ToLookup(n => FrameOf(n)!);

    /// <summary>The Enter nodes of the loops, by frame.</summary>
    public ILookup<string, NodeDef> Enters => field ??= nodes.Nodes.Where(n => n.Op is "Enter" or "RefEnter").ToLookup(Frame);

    /// <summary>The names of the Switch nodes that hand on a Merge.</summary>
    public IEnumerable<string> SwitchesOf(string merge) => (_switches ??= nodes.Nodes.Where(n => n.Op is "Switch" or "RefSwitch")
        .ToLookup(n => nodes.Operands(n).FirstOrDefault().Node ?? "", n => n.Name))[merge];

    /// <summary>The frame of a loop's variable, given its Merge; null for the Merge of a branch.</summary>
    public string? FrameOf(NodeDef merge) => Producers(merge).FirstOrDefault(p => p.Op is "Enter" or "RefEnter") is { } enter ? Frame(enter) : null;

    /// <summary>The frame that an Enter node enters.</summary>
    public static string Frame(NodeDef enter) => enter.Attributes.GetValueOrDefault("frame_name")?.Text?.ToStringUtf8() ?? "";

    /// <summary>The nodes whose results a node takes, in order; those that are not there are left out.</summary>
    public IEnumerable<NodeDef> Producers(NodeDef node) => nodes.Operands(node).Select(o => nodes.Find(o.Node)).OfType<NodeDef>();

    /// <summary>The condition of a Switch as one name, however it is handed on.</summary>
    public TensorName Condition(NodeDef @switch)
    {
        TensorName condition = nodes.Operands(@switch).ElementAtOrDefault(1);
        for (int steps = 0; steps < nodes.Nodes.Count && condition.Node is not null && nodes.Find(condition.Node) is { Op: "Identity" or "StopGradient" } identity; steps++)
            condition = nodes.Operands(identity).FirstOrDefault();
        return condition.Node is null ? throw new TensorFlowFormatException($"Node '{@switch.Name}' ({@switch.Op}) has no condition.") : condition;
    }

    /// <summary>Which conditions must have come out how for a result to be there.</summary>
    public IReadOnlySet<(TensorName Condition, bool Taken)> Conditions(TensorName result)
    {
        HashSet<(TensorName, bool)> conditions = OfNode(result.Node);
        return nodes.Find(result.Node) is { Op: "Switch" or "RefSwitch" } node ? [.. conditions, (Condition(node), result.Index == 1)] : conditions;
    }

    private HashSet<(TensorName, bool)> OfNode(string name)
    {
        var open = new Stack<string>([name]);
        HashSet<string> entered = [];
        while (open.TryPeek(out string? at))
        {
            if (_conditions.ContainsKey(at) || nodes.Find(at) is not { } node)
            {
                _conditions.TryAdd(at, []);
                open.Pop();
                continue;
            }
            TensorName[] operands = [.. nodes.Operands(node)];
            string[] before = [.. operands.Select(o => o.Node), .. NodeTable.Controls(node)];
            bool first = entered.Add(at);
            // What a loop hands back to its begin says nothing about conditions; a node that waits for itself otherwise is an error elsewhere.
            if (first && before.Where(b => !_conditions.ContainsKey(b) && !entered.Contains(b)).ToArray() is { Length: > 0 } missing)
            {
                foreach (string b in missing) open.Push(b);
                continue;
            }
            open.Pop();
            IEnumerable<HashSet<(TensorName, bool)>> sets = operands.Select(Reached).Concat(NodeTable.Controls(node).Select(c => _conditions.GetValueOrDefault(c) ?? []));
            HashSet<(TensorName, bool)> result = [];
            if (node.Op is "Merge" or "RefMerge")
            {
                // A loop's variable is there when it enters the loop.
                if (FrameOf(node) is not null) sets = sets.Take(1);
                HashSet<(TensorName, bool)>[] all = [.. sets];
                if (all.Length > 0) result = [.. all[0].Where(c => all.All(s => s.Contains(c)))];
            }
            else
                foreach (HashSet<(TensorName, bool)> set in sets) result.UnionWith(set);
            _conditions.TryAdd(at, result.Count <= MostConditions ? result : []);
        }
        return _conditions[name];

        HashSet<(TensorName, bool)> Reached(TensorName operand)
        {
            HashSet<(TensorName, bool)> conditions = _conditions.GetValueOrDefault(operand.Node) ?? [];
            return nodes.Find(operand.Node) is { Op: "Switch" or "RefSwitch" } node ? [.. conditions, (Condition(node), operand.Index == 1)] : conditions;
        }
    }
}
