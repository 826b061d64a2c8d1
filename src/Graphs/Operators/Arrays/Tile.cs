using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>The operand repeated along each axis as often as the second operand says (ONNX Tile).</summary>
public sealed record Tile : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        SymbolicShape x = i.Shape(0);
        i.RequireEqual(i.Shape(1)[0], x.Rank, "number of repeats and of dimensions");
        long[]? repeats = i.Integers(1);
        i.Output(i.Element(0), SymbolicShape.Of([.. x.Dims.ToArray().Select((d, a) => repeats is null ? Dim.Unknown() : d * checked((int)repeats[a]))]));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Kept is not StridedCopy copy) k.Kept = copy = Plan(k.Input(0).Shape, k.Output(0).Shape);
        copy.Run(k.Input(0), k.Output(0), k.Reference);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new TileGradient(), g.Dy, g.Input(0)));

    // Each axis of the result counts as two: which repeat, and where in it.
    private static StridedCopy Plan(Shape x, Shape y)
    {
        long[] from = x.Strides(), to = y.Strides();
        var dims = new int[2 * x.Rank];
        long[] sources = new long[dims.Length], targets = new long[dims.Length];
        for (int d = 0; d < x.Rank; d++)
        {
            (dims[2 * d], sources[2 * d], targets[2 * d]) = (x[d] == 0 ? 0 : y[d] / x[d], 0, to[d] * x[d]);
            (dims[2 * d + 1], sources[2 * d + 1], targets[2 * d + 1]) = (x[d], from[d], to[d]);
        }
        return new StridedCopy(dims, sources, 0, targets, 0);
    }
}

/// <summary>Applies <see cref="Graphs.Tile"/>.</summary>
public static class TileBuilder
{
    /// <summary>The value repeated along each axis.</summary>
    public static Value Tile(this Value x, params ReadOnlySpan<long> repeats) => x.Graph.Add(new Tile(), x, x.Graph.Constant(Tensor.Ints(repeats)));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Tile>();
}
