using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The operand's dimensions as a list of Int64 (ONNX Shape), from axis <paramref name="Start"/> up to, not including, <paramref name="End"/>.</summary>
public sealed record ShapeOf(int Start = 0, int? End = null) : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Shape";

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        SymbolicShape x = i.Shape(0);
        (int start, int end) = Bounds(x.Rank);
        Dim[] dims = x.ToArray()[start..end];
        if (dims.All(d => d.IsKnown)) i.Output(Tensor.Ints([.. dims.Select(d => (long)d.Value)]));
        else i.Output(ElementType.Int64, [dims.Length]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        (int start, int end) = Bounds(k.Input(0).Shape.Rank);
        for (int d = start; d < end; d++) k.Output(0).AsSpan<long>()[d - start] = k.Input(0).Shape[d];
    }

    private (int Start, int End) Bounds(int rank)
    {
        int start = Math.Clamp(Start < 0 ? Start + rank : Start, 0, rank);
        int end = End is { } e ? Math.Clamp(e < 0 ? e + rank : e, 0, rank) : rank;
        return (start, Math.Max(start, end));
    }
}

/// <summary>Applies <see cref="Graphs.ShapeOf"/>.</summary>
public static class ShapeOfBuilder
{
    /// <summary>The value's dimensions as a list of Int64.</summary>
    public static Value ShapeOf(this Value x) => x.Graph.Add(new ShapeOf(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<ShapeOf>(name: "Shape");
}
