using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The middle of a tensor, or the tensor in the middle of zeros (ONNX CenterCropPad): the second operand lists the sizes of the result. Where a
/// difference is odd, the end gets or loses one more.
/// </summary>
/// <param name="Axes">The axes whose sizes are listed; all when left out.</param>
public sealed record CenterCropPad(Ints Axes = default) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        SymbolicShape x = i.Shape(0);
        int[] axes = Axes.Length > 0 ? [.. Axes.ToArray().Select(x.Axis)] : [.. Enumerable.Range(0, x.Rank)];
        i.RequireRank(1, 1, 1);
        i.RequireEqual(i.Shape(1)[0], axes.Length, "the number of sizes and of axes");
        Dim[] dims = x.ToArray();
        long[]? sizes = i.Integers(1);
        for (int a = 0; a < axes.Length; a++) dims[axes[a]] = sizes is null ? Dim.Unknown() : checked((int)sizes[a]);
        i.Output(i.Element(0), SymbolicShape.Of(dims));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Kept is not StridedCopy copy) k.Kept = copy = Plan(k.Input(0).Shape, k.Output(0).Shape);
        if (k.Output(0).Type == ElementType.String) k.Output(0).Strings.Fill("");
        else k.Output(0).AsBytes().Clear();
        copy.Run(k.Input(0), k.Output(0), k.Reference);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new CenterCropPad(), g.Dy, g.Input(0).ShapeOf()));

    private static StridedCopy Plan(Shape x, Shape y)
    {
        long[] from = x.Strides(), to = y.Strides();
        long source = 0, target = 0;
        var dims = new int[x.Rank];
        for (int d = 0; d < dims.Length; d++)
        {
            dims[d] = Math.Min(x[d], y[d]);
            source += Math.Max(0, x[d] - y[d]) / 2 * from[d];
            target += Math.Max(0, y[d] - x[d]) / 2 * to[d];
        }
        return new StridedCopy(dims, from, source, to, target);
    }
}

/// <summary>Applies <see cref="Graphs.CenterCropPad"/>.</summary>
public static class CenterCropPadBuilder
{
    /// <summary>The middle of this value, or this value in the middle of zeros, with the given sizes along the axes (all when none are given).</summary>
    public static Value CenterCropPad(this Value x, ReadOnlySpan<long> sizes, Ints axes = default) =>
        x.Graph.Add(new CenterCropPad(axes), x, x.Graph.Constant(Tensor.Ints(sizes)));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<CenterCropPad>();
}
