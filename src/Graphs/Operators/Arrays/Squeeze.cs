using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Leaves out dimensions of 1: those that the second operand lists, or all of them (ONNX Squeeze).</summary>
public sealed record Squeeze : Operator
{
    /// <inheritdoc/>
    public override int ViewOf => 0;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        SymbolicShape x = i.Shape(0);
        if (i.HasInput(1) && i.Constant(1) is null)
        {
            i.Output(i.Element(0), SymbolicShape.Unknown(x.Rank, i.Shape(1), -1));
            return;
        }
        int[]? axes = i.Integers(1)?.Select(a => x.Axis(checked((int)a))).ToArray();
        List<Dim> dims = [];
        for (int d = 0; d < x.Rank; d++)
        {
            bool drop = axes?.Contains(d) ?? x[d] == 1;
            if (drop && x[d].IsKnown && x[d] != 1) throw i.Error($"axis {d} has size {x[d]}; only dimensions of 1 can be left out");
            if (!drop) dims.Add(x[d]);
        }
        i.Output(i.Element(0), SymbolicShape.Of([.. dims]));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => k.Input(0).CopyTo(k.Output(0));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy.ReshapeLike(g.Input(0)));
}

/// <summary>Applies <see cref="Squeeze"/>.</summary>
public static class SqueezeBuilder
{
    /// <summary>Leaves out the given dimensions, each of which is 1; all dimensions of 1 when none is given.</summary>
    public static Value Squeeze(this Value x, params ReadOnlySpan<long> axes) =>
        axes.Length == 0 ? x.Graph.Add(new Squeeze(), x) : x.Graph.Add(new Squeeze(), x, x.Graph.Constant(Tensor.Ints(axes)));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Squeeze>();
}
