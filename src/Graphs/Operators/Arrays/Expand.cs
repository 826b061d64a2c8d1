using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The operand stretched by broadcasting to the shape that the second operand lists, both ways: a 1 there keeps the operand's size (ONNX Expand).</summary>
public sealed record Expand : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (i.Integers(1) is { } shape)
        {
            i.Output(i.Element(0), SymbolicShape.Broadcast(i.Shape(0), SymbolicShape.Of([.. shape.Select(s => (Dim)checked((int)s))])));
            return;
        }
        Dim rank = i.Shape(1)[0];
        if (!rank.IsKnown) throw i.Error("the number of dimensions of the new shape is not known");
        i.Output(i.Element(0), SymbolicShape.Of([.. Enumerable.Range(0, Math.Max(rank.Value, i.Shape(0).Rank)).Select(_ => Dim.Unknown())]));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Kept is not StridedCopy copy) k.Kept = copy = Plan(k.Input(0).Shape, k.Output(0).Shape);
        copy.Run(k.Input(0), k.Output(0), k.Reference);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.SetBroadcast(0, () => g.Dy);

    private static StridedCopy Plan(Shape x, Shape y)
    {
        long[] own = x.Strides(), strides = new long[y.Rank];
        for (int d = 0; d < x.Rank; d++) strides[y.Rank - x.Rank + d] = x[d] == 1 ? 0 : own[d];
        return new StridedCopy(y.Dims, strides, 0, y.Strides(), 0);
    }
}

/// <summary>Applies <see cref="Expand"/>.</summary>
public static class ExpandBuilder
{
    /// <summary>This value stretched by broadcasting to a shape; a 1 there keeps the value's own size.</summary>
    public static Value Expand(this Value x, params ReadOnlySpan<long> shape) => x.Graph.Add(new Expand(), x, x.Graph.Constant(Tensor.Ints(shape)));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Expand>();
}
