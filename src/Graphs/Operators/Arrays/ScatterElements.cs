using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The first operand with elements replaced by (or combined with) the third's: each goes to the same place but for the axis, where the second
/// operand's index says which (ONNX ScatterElements). Updates are applied in order.
/// </summary>
/// <param name="Axis">The axis that is indexed.</param>
/// <param name="Reduction"><c>none</c>, <c>add</c>, <c>mul</c>, <c>max</c> or <c>min</c>.</param>
public sealed record ScatterElements(int Axis = 0, string Reduction = "none") : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        Scattering.Check(i, Reduction);
        for (int d = 0; d < i.Shape(1).Rank && i.Shape(2).Rank == i.Shape(1).Rank; d++) i.RequireEqual(i.Shape(1)[d], i.Shape(2)[d], $"indices and updates along axis {d}");
        GatherElements.Infer(i, Axis, i.Shape(0));
    }

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => input == 0;

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        IntPtr places = ElementPlaces.Of(k, 1, k.Output(0).Shape, Axis);
        Scattering.Run(k, places, 1, Reduction);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        if (Reduction is not ("none" or "add")) throw new NotSupportedException($"{g.Node}: the gradient of reduction '{Reduction}' is not supported.");
        g.Set(0, () => Reduction == "add" ? g.Dy : g.Graph.Add(new ScatterElements(Axis), g.Dy, g.Input(1), g.Graph.Zeros(g.Input(2))));
        g.Set(2, () => g.Dy.GatherElements(g.Input(1), Axis));
    }
}

/// <summary>Applies <see cref="Graphs.ScatterElements"/>.</summary>
public static class ScatterElementsBuilder
{
    /// <summary>This value with elements replaced by (or combined with) updates; see <see cref="Graphs.ScatterElements"/>.</summary>
    public static Value ScatterElements(this Value x, Value indices, Value updates, int axis = 0, string reduction = "none") =>
        x.Graph.Add(new ScatterElements(axis, reduction), x, indices, updates);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<ScatterElements>();
}
