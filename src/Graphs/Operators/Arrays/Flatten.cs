using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>The same elements as a matrix: the dimensions before <paramref name="Axis"/> become its rows, the others its columns (ONNX Flatten).</summary>
public sealed record Flatten(int Axis = 1) : Operator
{
    /// <inheritdoc/>
    public override int ViewOf => 0;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        SymbolicShape x = i.Shape(0);
        if (Axis < -x.Rank || Axis > x.Rank) throw i.Error($"axis {Axis} is outside a shape of {x.Rank} dimensions");
        int axis = Axis < 0 ? Axis + x.Rank : Axis;
        i.Output(i.Element(0), [x.CountBetween(0, axis), x.CountBetween(axis, x.Rank)]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => k.Input(0).CopyTo(k.Output(0));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy.ReshapeLike(g.Input(0)));
}

/// <summary>Applies <see cref="Flatten"/>.</summary>
public static class FlattenBuilder
{
    /// <summary>The same elements as a matrix: the dimensions before <paramref name="axis"/> become its rows, the others its columns.</summary>
    public static Value Flatten(this Value x, int axis = 1) => x.Graph.Add(new Flatten(axis), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Flatten>();
}
