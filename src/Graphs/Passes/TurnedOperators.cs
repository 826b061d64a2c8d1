using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Operators that compute the same with their operands' axes in another order, once what they say about axes is changed accordingly. Axis a
/// of the operator as it stands is axis perm[a] of the changed one.
/// </summary>
internal static class TurnedOperators
{
    /// <summary>Whether a node can be turned: all its results have the rank, and its operands have it or are the same for all elements.</summary>
    public static bool CanTurn(Node node, int rank) =>
        node.Outputs.All(o => o.Type.IsRanked && o.Shape.Rank == rank) && node.Inputs.All(i => i is null || i.Type.IsRanked) && node.Inputs.Count > 0
        && node.Operator switch
        {
            Concat => node.Inputs.All(i => i!.Shape.Rank == rank),
            Split or Softmax or LogSoftmax => node.Inputs[0]!.Shape.Rank == rank,
            ReductionOperator { KeepDims: true } => AreKnown(node, 1),
            Slice => AreKnown(node, 1) && node.Inputs[0]!.Shape.Rank == rank,
            Pad => node.Inputs[0]!.Shape.Rank == rank && IsKnown(node, 1) && IsKnown(node, 3),
            Resize resize => node.Inputs[0]!.Shape.Rank == rank && AreKnown(node, 1) && resize.CoordinateTransformationMode != "tf_crop_and_resize",
            _ => IsElementwise(node.Operator) && node.Inputs.All(i => i is null || i.Shape.Rank == rank || i.Known is not null || Turns.IsOne(i.Shape)),
        };

    /// <summary>Whether a node reduces axes away so that what remains has the same order as before the turn: then it can be turned although its rank is less.</summary>
    public static bool Absorbs(Node node, int[] perm) =>
        node.Operator is ReductionOperator { KeepDims: false } && AreKnown(node, 1) && Remaining(node, perm) is { } remaining
        && remaining.AsSpan().SequenceEqual([.. remaining.Order()]);

    /// <summary>The operands that are to be turned; the others are lists and numbers.</summary>
    public static IEnumerable<Value> Turned(Node node, int rank)
    {
        bool first = node.Operator is not Concat && !IsElementwise(node.Operator);
        return node.Inputs.Take(first ? 1 : node.Inputs.Count).OfType<Value>().Where(i => i.Known is null && i.Shape.Rank == rank);
    }

    /// <summary>Adds the turned node.</summary>
    /// <param name="node">The node as it stands.</param>
    /// <param name="rank">The rank that is turned.</param>
    /// <param name="perm">The order of axes.</param>
    /// <param name="turn">Gives an operand with its axes turned back.</param>
    public static Node Add(Node node, int rank, int[] perm, Func<Value, Value> turn)
    {
        Graph g = node.Graph;
        Value?[] inputs = [.. node.Inputs];
        Operator op = node.Operator;
        int Axis(int axis) => perm[axis < 0 ? axis + rank : axis];
        Value List(IEnumerable<long> numbers) => g.Constant(Tensor.Ints([.. numbers]));
        switch (op)
        {
            case Concat concat:
                op = concat with { Axis = Axis(concat.Axis) };
                for (int i = 0; i < inputs.Length; i++) inputs[i] = turn(inputs[i]!);
                return Named();
            case Split split: op = split with { Axis = Axis(split.Axis) }; break;
            case Softmax softmax: op = softmax with { Axis = Axis(softmax.Axis) }; break;
            case LogSoftmax softmax: op = softmax with { Axis = Axis(softmax.Axis) }; break;
            case ReductionOperator when Has(node, 1): inputs[1] = List(Numbers(node, 1).Select(a => (long)Axis((int)a))); break;
            case ReductionOperator: break;
            case Slice:
                long[] axes = Has(node, 3) ? Numbers(node, 3) : [.. Enumerable.Range(0, Numbers(node, 1).Length).Select(a => (long)a)];
                if (inputs.Length < 4) Array.Resize(ref inputs, 4);
                inputs[3] = List(axes.Select(a => (long)Axis((int)a)));
                break;
            case Pad when Has(node, 3): inputs[3] = List(Numbers(node, 3).Select(a => (long)Axis((int)a))); break;
            case Pad:
                long[] pads = Numbers(node, 1), turned = new long[2 * rank];
                for (int a = 0; a < rank; a++) (turned[perm[a]], turned[rank + perm[a]]) = (pads[a], pads[rank + a]);
                inputs[1] = List(turned);
                break;
            case Resize resize: op = resize with { Axes = Ints.Of([.. resize.Axes.Length > 0 ? resize.Axes.ToArray().Select(Axis) : perm]) }; break;
            default:
                for (int i = 0; i < inputs.Length; i++)
                    if (inputs[i] is { } input && (input.Shape.Rank == rank || !Turns.IsOne(input.Shape))) inputs[i] = turn(Raised(input, rank));
                return Named();
        }
        inputs[0] = turn(inputs[0]!);
        return Named();

        Node Named()
        {
            Node twin = g.AddNode(node.Name, op, inputs);
            twin.Name = node.Name;
            return twin;
        }
    }

    private static bool IsElementwise(Operator op) => op is ElementwiseOperator or ComparisonOperator or LogicOperator or Clip or Where or Max or Min or Sum or Mean
        or Pow or Mod or Cast or Identity or Not or IsNaN or IsInf;

    // Constants that broadcast get the axes of length 1 that they stand for.
    private static Value Raised(Value x, int rank) =>
        x.Shape.Rank == rank ? x : x.Unsqueeze([.. Enumerable.Range(0, rank - x.Shape.Rank)]);

    private static int[]? Remaining(Node node, int[] perm)
    {
        if (node.Inputs[0]!.Shape.Rank != perm.Length) return null;
        bool[] reduced = ReductionOperator.Axes(perm.Length, Has(node, 1) ? Numbers(node, 1) : [], ((ReductionOperator)node.Operator).NoopWithEmptyAxes);
        return [.. Enumerable.Range(0, perm.Length).Where(a => !reduced[a]).Select(a => perm[a])];
    }

    private static bool AreKnown(Node node, int from) => Enumerable.Range(from, Math.Max(0, node.Inputs.Count - from)).All(i => IsKnown(node, i));

    private static bool IsKnown(Node node, int input) => !Has(node, input) || node.Inputs[input]!.Known is not null;

    private static bool Has(Node node, int input) => input < node.Inputs.Count && node.Inputs[input] is not null;

    private static long[] Numbers(Node node, int input)
    {
        Tensor tensor = node.Inputs[input]!.Known!;
        return [.. Enumerable.Range(0, (int)tensor.Count).Select(i => (long)Scalars.Number(tensor, i))];
    }
}
