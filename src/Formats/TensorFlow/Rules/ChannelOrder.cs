using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>
/// TensorFlow's images have their channels last, operators here want them second: transposes go between, and those that undo each other are left
/// out at once.
/// </summary>
internal static class ChannelOrder
{
    /// <summary>x with the channels second, from the order that a node's data_format says.</summary>
    public static Value First(Value x, string format) => IsFirst(format) ? x : Inner(x, Rank(format)) ?? x.Transpose(ToFirst(Rank(format)));

    /// <summary>x with the channels as a node's data_format says, from second.</summary>
    public static Value Last(Value x, string format) => IsFirst(format) ? x : x.Transpose(ToLast(Rank(format)));

    /// <summary>Whether a data_format has the channels second.</summary>
    public static bool IsFirst(string format) => format.StartsWith("NC", StringComparison.Ordinal);

    /// <summary>The number of dimensions that a data_format names.</summary>
    public static int Rank(string format) => format.Length is 3 or 4 or 5 ? format.Length : throw new ArgumentException($"data_format '{format}' is not supported");

    /// <summary>What a data_format's list says of height, width and so on.</summary>
    public static int[] Spatial(long[] list, string format) => list.Length == Rank(format)
        ? [.. (IsFirst(format) ? list[2..] : list[1..^1]).Select(v => checked((int)v))]
        : throw new ArgumentException($"[{string.Join(", ", list)}] must have {Rank(format)} numbers, one an axis");

    /// <summary>Applies a function of single elements before the transpose that x comes from, so that it ends up beside the convolution.</summary>
    public static Value Through(Value x, Func<Value, Value> function) =>
        x.Shape.IsRanked && x.Shape.Rank >= 4 && Inner(x, x.Shape.Rank) is { } inner ? function(inner).Transpose(ToLast(x.Shape.Rank)) : function(x);

    /// <summary>The value with its channels second that x is the other order of; null when it is not.</summary>
    public static Value? Inner(Value x, int rank) =>
        x.Producer is { Operator: Transpose transpose } node && transpose.Perm.Values.SequenceEqual(ToLast(rank)) ? node.Inputs[0] : null;

    private static int[] ToFirst(int rank) => [0, rank - 1, .. Enumerable.Range(1, rank - 2)];

    private static int[] ToLast(int rank) => [0, .. Enumerable.Range(2, rank - 2), 1];
}
