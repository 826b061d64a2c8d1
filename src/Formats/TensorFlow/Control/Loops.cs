using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Loops: While, and those that are spelled out as Enter, Merge, Switch, NextIteration and Exit.</summary>
internal static class Loops
{
    /// <summary>A loop whose condition and body are functions.</summary>
    public static Results While(ImportedNode n)
    {
        string condition = n.Function("cond"), body = n.Function("body");
        int[] handed = Functions.Handed(n.Scope.Import.File.Functions.Body(body));
        if (handed.Length != n.InputCount) throw n.Error($"its body gives {handed.Length} values, but {n.InputCount} are carried");
        return new Results(LoopBuilder.Build(n, new LoopDefinition(
            n.Operands(),
            [.. handed.Select((argument, i) => argument == i)],
            (scope, variables) => Functions.Apply(scope, condition, variables) is [var again] ? again : throw n.Error($"its condition '{condition}' must give one value"),
            (scope, variables) => Functions.Apply(scope, body, variables))));
    }

    /// <summary>What an Exit needs: all that enters its loop.</summary>
    public static IEnumerable<TensorName> Needs(Scope scope, NodeDef exit) => Frame(scope, exit) is { } frame
        ? frame.Enters.Select(e => scope.Nodes.Operands(e).FirstOrDefault()).Where(o => o.Node is not null)
        : scope.Nodes.Operands(exit);

    /// <summary>What a loop's variable is in the end.</summary>
    public static Results Exit(ImportedNode n)
    {
        if (Frame(n.Scope, n.Proto) is not { } frame) throw n.Error("it leaves no loop that this graph has");
        if (!n.Scope.FinishedLoops.TryGetValue(frame.Name, out Operand[]? results)) n.Scope.FinishedLoops[frame.Name] = results = Build(n, frame);
        return results is [AbsentOperand absent] ? absent : results[frame.Variables.FindIndex(v => v.Merge == frame.Merge)];
    }

    private static Operand[] Build(ImportedNode n, LoopFrame frame)
    {
        NodeTable nodes = n.Scope.Nodes;
        Dictionary<string, Operand> entered = [];
        foreach (NodeDef enter in frame.Enters)
        {
            Operand operand = nodes.Operands(enter).FirstOrDefault() is { Node: not null } name ? n.Scope.Resolve(name) : throw n.Error($"node '{enter.Name}' enters nothing into the loop");
            if (operand is AbsentOperand) return [AbsentOperand.One];
            entered[enter.Name] = operand;
        }
        return LoopBuilder.Build(n, new LoopDefinition(
            [.. frame.Variables.Select(v => entered[v.Enter])],
            [.. frame.Variables.Select(v => v.IsHanded)],
            (scope, variables) => Inside(scope, variables, body: false).Resolve(frame.Condition),
            (scope, variables) =>
            {
                Scope inside = Inside(scope, variables, body: true);
                return [.. frame.Variables.Select(v => inside.Resolve(v.Next))];
            }));

        // The condition sees variables where they are merged, the body behind the switch that asks it.
        Scope Inside(Scope around, IReadOnlyList<Operand> variables, bool body)
        {
            var scope = new Scope(around.Import, nodes, around.Graph, around) { Tolerant = around.Tolerant };
            foreach ((string enter, Operand operand) in entered) scope.Give(new TensorName(enter, 0), operand);
            for (int v = 0; v < variables.Count; v++)
                if (!body) scope.Give(new TensorName(frame.Variables[v].Merge, 0), variables[v]);
                else
                    foreach (string @switch in frame.Variables[v].Switches) scope.Give(new TensorName(@switch, 1), variables[v]);
            return scope;
        }
    }

    private static LoopFrame? Frame(Scope scope, NodeDef exit)
    {
        ControlFlow flow = scope.Nodes.ControlFlow;
        return flow.Producers(exit).FirstOrDefault() is { Op: "Switch" or "RefSwitch" } @switch && flow.Producers(@switch).FirstOrDefault() is { Op: "Merge" or "RefMerge" } merge
            && flow.FrameOf(merge) is { } name ? LoopFrame.Of(scope.Nodes, name, merge.Name, @switch) : null;
    }
}

/// <summary>A loop that is spelled out.</summary>
internal sealed record LoopFrame(string Name, string Merge, TensorName Condition, IReadOnlyList<NodeDef> Enters, List<LoopFrame.Variable> Variables)
{
    /// <summary>A variable: where it enters, is merged and switched, what it is next, and whether that is what it was.</summary>
    public sealed record Variable(string Enter, string Merge, string[] Switches, TensorName Next, bool IsHanded);

    /// <summary>The loop of a frame, of which one variable's Merge and Switch are known.</summary>
    public static LoopFrame Of(NodeTable nodes, string name, string merge, NodeDef @switch)
    {
        ControlFlow flow = nodes.ControlFlow;
        List<Variable> variables = [];
        foreach (NodeDef variable in flow.Variables[name])
        {
            NodeDef[] producers = [.. flow.Producers(variable)];
            if (producers is not [{ Op: "Enter" or "RefEnter" } enter, { Op: "NextIteration" or "RefNextIteration" } next] || nodes.Operands(next).FirstOrDefault() is not { Node: not null } value)
                throw new TensorFlowFormatException($"Node '{variable.Name}' ({variable.Op}) must merge what enters the loop with what its body gives.");
            string[] switches = [.. flow.SwitchesOf(variable.Name)];
            TensorName at = value;
            for (int steps = 0; steps < 16 && nodes.Find(at.Node) is { Op: "Identity" } identity; steps++) at = nodes.Operands(identity).FirstOrDefault();
            variables.Add(new Variable(enter.Name, variable.Name, switches, value, at.Index == 1 && switches.Contains(at.Node)));
        }
        TensorName condition = nodes.Operands(@switch).ElementAtOrDefault(1);
        if (condition.Node is not null && nodes.Find(condition.Node) is { Op: "LoopCond" } loop) condition = nodes.Operands(loop).FirstOrDefault();
        return condition.Node is null ? throw new TensorFlowFormatException($"Node '{@switch.Name}' ({@switch.Op}) has no condition.")
            : new LoopFrame(name, merge, condition, [.. flow.Enters[name]], variables);
    }
}
