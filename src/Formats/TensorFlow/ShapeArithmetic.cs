using System.Runtime.CompilerServices;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>
/// Follows lengths through the few nodes that compute shapes, as far as they are numbers or symbols: so a reshape to (batch, 5408) stays one
/// although the batch is not known.
/// </summary>
internal sealed class ShapeArithmetic
{
    private const int MostElements = 64;

    private readonly ConditionalWeakTable<Value, Dim?[]> _dims = [];

    /// <summary>Notes what is known of a new value.</summary>
    public void Note(Value value)
    {
        if (Compute(value) is { } dims) _dims.AddOrUpdate(value, dims);
    }

    /// <summary>The elements of a scalar or list of lengths; null for those that are not known, and null for all when nothing is known.</summary>
    public Dim?[]? Of(Value value)
    {
        if (Integers(value.Known) is { } known) return [.. known.Select(k => k is >= 0 and <= int.MaxValue ? (Dim?)(int)k : null)];
        return _dims.TryGetValue(value, out Dim?[]? dims) ? dims : null;
    }

    /// <summary>Integers of a small tensor of integers.</summary>
    public static long[]? Integers(Tensor? tensor) => tensor is { Type: ElementType.Int32 or ElementType.Int64, Count: <= 1 << 16 }
        ? [.. Enumerable.Range(0, (int)tensor.Count).Select(i => tensor.Type == ElementType.Int32 ? tensor.AsSpan<int>()[i] : tensor.AsSpan<long>()[i])]
        : null;

    private Dim?[]? Compute(Value value)
    {
        if (value.Known is not null || value.Producer is not { } node || !value.Type.IsRanked || value.Shape.Rank > 1 || !value.Shape.IsKnown || value.Shape.Count.Value > MostElements) return null;
        if (value.Type.Element is not (ElementType.Int32 or ElementType.Int64)) return null;
        int count = value.Shape.Count.Value;
        switch (node.Operator)
        {
            case ShapeOf when node.Inputs[0]!.Shape.IsRanked && node.Inputs[0]!.Shape.Rank == count: return [.. node.Inputs[0]!.Shape.ToArray().Select(d => (Dim?)d)];
            case Cast or Identity or Reshape or Squeeze or Unsqueeze: return Of(node.Inputs[0]!) is { } same && same.Length == count ? same : null;
            case Concat: return node.Inputs.All(i => Of(i!) is not null) && node.Inputs.SelectMany(i => Of(i!)!).ToArray() is { } all && all.Length == count ? all : null;
            case Gather when Of(node.Inputs[0]!) is { } from && Integers(node.Inputs[1]!.Known) is { } places && places.All(p => p >= -from.Length && p < from.Length):
                return [.. places.Select(p => from[p < 0 ? p + from.Length : p])];
            case Slice when Of(node.Inputs[0]!) is { } from: return Sliced(node, from, count);
            case ReduceProd when count == 1 && Of(node.Inputs[0]!) is { } factors: return [factors.Aggregate((Dim?)1, (a, b) => a * b)];
            case Mul when Pair(node, count) is { } pair: return [.. pair.Select(p => p.A * p.B)];
            case Add when Pair(node, count) is { } pair: return [.. pair.Select(p => p.A + p.B)];
            default: return null;
        }
    }

    private static Dim?[]? Sliced(Node node, Dim?[] from, int count)
    {
        if (Integers(node.Inputs[1]!.Known) is not [var start] || Integers(node.Inputs.ElementAtOrDefault(4)?.Known) is { } steps and not [1]) return null;
        long first = Math.Clamp(start < 0 ? start + from.Length : start, 0, from.Length);
        return first + count <= from.Length ? from[(int)first..((int)first + count)] : null;
    }

    private (Dim? A, Dim? B)[]? Pair(Node node, int count)
    {
        Dim?[]? a = Of(node.Inputs[0]!), b = Of(node.Inputs[1]!);
        if (a is null || b is null || a.Length == 0 || b.Length == 0) return null;
        return [.. Enumerable.Range(0, count).Select(i => (a[a.Length == 1 ? 0 : i % a.Length], b[b.Length == 1 ? 0 : i % b.Length]))];
    }
}
