using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Makes one <see cref="ElementwiseChain"/> of neighbouring elementwise operators on Float32 whose operands have the result's shape or are single
/// numbers, so that what they hand to each other never goes to memory. It comes last: other passes know the operators one by one.
/// </summary>
public sealed class FuseElementwise : GraphPass
{
    private const int MaxSteps = 16, MaxOperands = 12;

    /// <inheritdoc/>
    public override void Apply(GraphRewriter rewriter)
    {
        HashSet<Node> taken = [];
        foreach (Node last in rewriter.Nodes.Reverse())
        {
            if (taken.Contains(last) || AsElementwise(last) is null) continue;
            List<Node> group = Collect(rewriter, last, taken);
            if (group.Count < 2 || Build(group, last.Outputs[0].Shape) is not var (program, operands)) continue;
            taken.UnionWith(group);
            Node chain = rewriter.Graph.AddNode(new ElementwiseChain(program), [.. operands]);
            chain.Name = last.Name;
            rewriter.Replace(last.Outputs[0], chain.Outputs[0]);
        }
    }

    // Producers join while everything that uses them is in the group already; the group is in the graph's order.
    private static List<Node> Collect(GraphRewriter rewriter, Node last, HashSet<Node> taken)
    {
        List<Node> group = [last];
        for (bool grew = true; grew && group.Count < MaxSteps;)
        {
            grew = false;
            foreach (Value? input in group.SelectMany(n => n.Inputs).Distinct())
            {
                if (input?.Producer is not { } producer || group.Contains(producer) || taken.Contains(producer)) continue;
                if (AsElementwise(producer) is null || !input.Shape.Equals(last.Outputs[0].Shape) || rewriter.IsResult(input)) continue;
                if (!rewriter.Uses(input).All(u => group.Contains(u.Node))) continue;
                group.Insert(0, producer);
                grew = true;
                break;
            }
        }
        return Sorted(group);
    }

    private static List<Node> Sorted(List<Node> group)
    {
        List<Node> sorted = [];
        while (sorted.Count < group.Count)
            sorted.Add(group.First(n => !sorted.Contains(n) && n.Inputs.All(i => i?.Producer is not { } p || !group.Contains(p) || sorted.Contains(p))));
        return sorted;
    }

    private static (ChainProgram, List<Value>)? Build(List<Node> group, SymbolicShape shape)
    {
        List<Value> operands = [];
        List<ChainStep> steps = [];
        foreach (Node node in group)
        {
            ElementwiseOperator op = AsElementwise(node)!;
            bool unary = node.Operator is Clip || node.Inputs.Count == 1;
            int a = Operand(node.Inputs[0]!);
            steps.Add(unary ? new ChainStep(op, a) : new ChainStep(op, a, Operand(node.Inputs[1]!)));
        }
        int whole = operands.FindIndex(o => o.Shape.Equals(shape));
        bool fits = whole >= 0 && operands.Count <= MaxOperands && operands.All(o => o.Shape.Equals(shape) || IsSingle(o, shape));
        return fits ? (new ChainProgram(steps, whole), operands) : null;

        int Operand(Value value)
        {
            if (value.Producer is { } producer && group.IndexOf(producer) is >= 0 and var step) return ~step;
            int index = operands.IndexOf(value);
            if (index >= 0) return index;
            operands.Add(value);
            return operands.Count - 1;
        }
    }

    private static bool IsSingle(Value value, SymbolicShape shape) => value.Shape.Rank <= shape.Rank && value.Shape.Count == 1;

    private static ElementwiseOperator? AsElementwise(Node node)
    {
        if (node.Outputs.Count != 1 || node.Outputs[0].Type.Element != ElementType.Float32) return null;
        SymbolicShape shape = node.Outputs[0].Shape;
        if (node.Operator is Clip)
            return Limit(node, 1, float.NegativeInfinity) is { } low && Limit(node, 2, float.PositiveInfinity) is { } high ? new Bounds(low, high) : null;
        if (node.Operator is not ElementwiseOperator op || node.Inputs.Any(i => i!.Type.Element != ElementType.Float32)) return null;
        return node.Inputs.All(i => i!.Shape.Equals(shape) || IsSingle(i, shape)) ? op : null;
    }

    private static float? Limit(Node node, int input, float otherwise)
    {
        if (input >= node.Inputs.Count || node.Inputs[input] is not { } value) return otherwise;
        return value.Constant is { Type: ElementType.Float32, Count: 1 } tensor ? tensor.AsSpan<float>()[0] : null;
    }

    /// <summary>Clip with limits that are known.</summary>
    private sealed record Bounds(float Low, float High) : ElementwiseOperator
    {
        public override void Apply<TLoop>(TLoop loop) => loop.Unary(new Function(Low, High));

        private readonly struct Function(float low, float high) : IUnaryFunction
        {
            public V Invoke<V>(V x) where V : struct, IFloatLanes<V>
            {
                V raised = V.Select(V.Less(x, V.Create(low)), V.Create(low), x);
                return V.Select(V.Less(V.Create(high), raised), V.Create(high), raised);
            }
        }
    }
}
