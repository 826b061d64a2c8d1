using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>Inserts dimensions of 1 where the second operand says, counted in the result (ONNX Unsqueeze).</summary>
public sealed record Unsqueeze : Operator
{
    /// <inheritdoc/>
    public override int ViewOf => 0;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        SymbolicShape x = i.Shape(0);
        if (i.Integers(1) is not { } axes)
        {
            i.Output(i.Element(0), SymbolicShape.Unknown(x.Rank, i.Shape(1), 1));
            return;
        }
        var dims = new Dim?[x.Rank + axes.Length];
        foreach (long axis in axes)
        {
            if (axis < -dims.Length || axis >= dims.Length) throw i.Error($"axis {axis} is outside the result's {dims.Length} dimensions");
            long at = axis < 0 ? axis + dims.Length : axis;
            if (dims[at] is not null) throw i.Error($"axis {axis} is given twice");
            dims[at] = 1;
        }
        int next = 0;
        i.Output(i.Element(0), SymbolicShape.Of([.. dims.Select(d => d ?? x[next++])]));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => k.Input(0).CopyTo(k.Output(0));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy.ReshapeLike(g.Input(0)));
}

/// <summary>Applies <see cref="Unsqueeze"/>.</summary>
public static class UnsqueezeBuilder
{
    /// <summary>Inserts dimensions of 1 at the given places of the result.</summary>
    public static Value Unsqueeze(this Value x, params ReadOnlySpan<long> axes) => x.Graph.Add(new Unsqueeze(), x, x.Graph.Constant(Tensor.Ints(axes)));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Unsqueeze>();
}
