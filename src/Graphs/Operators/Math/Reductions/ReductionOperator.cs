using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// A reduction over axes that the optional second operand lists (negative ones count from the end). Without axes everything is
/// reduced, or nothing when <paramref name="NoopWithEmptyAxes"/> is set.
/// </summary>
/// <param name="KeepDims">Whether reduced axes stay with a length of 1.</param>
/// <param name="NoopWithEmptyAxes">What no axes means: everything (false) or nothing (true).</param>
public abstract record ReductionOperator([property: OnnxName("keepdims")] bool KeepDims, bool NoopWithEmptyAxes) : Operator
{
    /// <inheritdoc/>
    public sealed override void Infer(Inference i)
    {
        SymbolicShape shape = i.Shape(0);
        if (i.HasInput(1) && i.Integers(1) is null)
        {
            // No axes are all of them or none, so that a list that may be empty leaves the number of dimensions open.
            bool some = i.Shape(1).IsKnown && i.Shape(1).Count.Value > 0;
            i.Output(i.Element(0), KeepDims ? SymbolicShape.Unknown(shape.Rank) : some ? SymbolicShape.Unknown(shape.Rank, i.Shape(1), -1) : SymbolicShape.Unranked);
            return;
        }
        bool[] reduced = Axes(shape.Rank, i.Integers(1) ?? [], NoopWithEmptyAxes);
        i.Output(i.Element(0), SymbolicShape.Of([.. shape.Dims.ToArray().Select((d, a) => reduced[a] ? 1 : d).Where((_, a) => KeepDims || !reduced[a])]));
    }

    /// <summary>Marks the axes that are reduced.</summary>
    /// <exception cref="ShapeException">An axis is outside the shape.</exception>
    internal static bool[] Axes(int rank, long[] axes, bool noopWithEmptyAxes)
    {
        var reduced = new bool[rank];
        if (axes.Length == 0) Array.Fill(reduced, !noopWithEmptyAxes);
        foreach (long axis in axes)
        {
            if (axis < -rank || axis >= rank) throw new ShapeException($"Axis {axis} is outside a shape of {rank} dimensions.");
            reduced[axis < 0 ? axis + rank : axis] = true;
        }
        return reduced;
    }

    /// <summary>The loops, kept from run to run.</summary>
    private protected ReductionPlan Plan(Kernel k) => (ReductionPlan)(k.Kept ??= NewPlan(k));

    /// <summary>The loops.</summary>
    private protected ReductionPlan NewPlan(Kernel k)
    {
        Shape shape = k.Input(0).Shape;
        return new ReductionPlan(shape, Axes(shape.Rank, k.HasInput(1) ? k.Integers(1) : [], NoopWithEmptyAxes));
    }

    /// <summary>Reduces the first operand.</summary>
    private protected void Reduce<R>(Kernel k, R r) where R : struct, IReduction => Reduction.Run(k, r, Plan(k), k.Input(0), k.Output(0));

    /// <summary>Brings a value of the result's shape back to the operand's, the same along the reduced axes.</summary>
    private protected Value Spread(Gradient g, Value value, bool mean = false) =>
        g.Graph.Add(new Unreduce(KeepDims, NoopWithEmptyAxes, mean), value, g.Input(0), g.HasInput(1) ? g.Input(1) : null);

    /// <summary>The axes as an operand; none when the list is empty.</summary>
    internal static Value? AxesOf(Graph graph, Ints axes) =>
        axes.Length == 0 ? null : graph.Constant(Tensor.Ints(Array.ConvertAll(axes.ToArray(), a => (long)a)));
}
