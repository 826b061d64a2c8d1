namespace MlNetDeepLearning.Graphs;

/// <summary>Orders of axes, for the passes that deal with transposes.</summary>
internal static class Turns
{
    /// <summary>The order of axes that a transpose makes.</summary>
    public static int[] Axes(Node transpose)
    {
        var op = (Transpose)transpose.Operator;
        return op.Perm.Length > 0 ? op.Perm.ToArray() : [.. Enumerable.Range(0, transpose.Inputs[0]!.Shape.Rank).Reverse()];
    }

    /// <summary>The order that takes an order back.</summary>
    public static int[] Inverse(int[] perm)
    {
        int[] inverse = new int[perm.Length];
        for (int a = 0; a < perm.Length; a++) inverse[perm[a]] = a;
        return inverse;
    }

    /// <summary>True for one element, however many axes of length 1 it has.</summary>
    public static bool IsOne(SymbolicShape shape) => Array.TrueForAll(shape.ToArray(), d => d == 1);

    /// <summary>True when the elements stay in their order, because only axes of length 1 change places.</summary>
    public static bool MovesOnlyOnes(SymbolicShape shape, int[] perm)
    {
        int[] others = [.. perm.Where(a => shape[a] != 1)];
        return others.AsSpan().SequenceEqual([.. others.Order()]);
    }

    /// <summary>The value with its axes in another order; a reshape where that does, the value itself where nothing changes.</summary>
    public static Value Turn(Value x, int[] perm)
    {
        if (perm.AsSpan().SequenceEqual([.. Enumerable.Range(0, perm.Length)])) return x;
        SymbolicShape turned = SymbolicShape.Of([.. perm.Select(a => x.Shape[a])]);
        return (MovesOnlyOnes(x.Shape, perm) ? MergeMoves.AsReshape(x, turned) : null) ?? x.Transpose(perm);
    }
}
