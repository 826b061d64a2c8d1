using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The axes in another order: axis i of the result is axis <paramref name="Perm"/>[i] of the operand; reversed when left out (ONNX Transpose).</summary>
public sealed record Transpose(Ints Perm = default) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        SymbolicShape x = i.Shape(0);
        int[] axes = Axes(x.Rank);
        if (!axes.Order().SequenceEqual(Enumerable.Range(0, x.Rank)))
            throw i.Error($"perm {Perm} is no order of {x.Rank} axes");
        i.Output(i.Element(0), SymbolicShape.Of([.. axes.Select(a => x[a])]));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Kept is not StridedCopy copy) k.Kept = copy = StridedCopy.Transpose(k.Input(0).Shape, Axes(k.Input(0).Shape.Rank));
        copy.Run(k.Input(0), k.Output(0), k.Reference);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        int[] axes = Axes(g.Input(0).Shape.Rank);
        var inverse = new int[axes.Length];
        for (int i = 0; i < axes.Length; i++) inverse[axes[i]] = i;
        g.Set(0, () => g.Dy.Transpose(inverse));
    }

    private int[] Axes(int rank) => Perm.Length > 0 ? Perm.ToArray() : [.. Enumerable.Range(0, rank).Reverse()];
}

/// <summary>Applies <see cref="Transpose"/>.</summary>
public static class TransposeBuilder
{
    /// <summary>The axes in another order: axis i of the result is axis <paramref name="axes"/>[i] of this; reversed when none are given.</summary>
    public static Value Transpose(this Value x, params ReadOnlySpan<int> axes) => x.Graph.Add(new Transpose(Ints.Of(axes)), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Transpose>();
}
