using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The first operand summed over the axes along which the second would be stretched to its shape: the gradient of broadcasting.</summary>
public sealed record SumTo : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        SymbolicShape stretched = SymbolicShape.Broadcast(i.Shape(0), i.Shape(1));
        if (stretched.IsKnown && i.Shape(0).IsKnown && !stretched.Equals(i.Shape(0)))
            throw i.Error($"{i.Shape(0)} is no stretched {i.Shape(1)}, so it cannot be summed to that");
        i.Output(i.Element(0), i.Shape(1));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Input(0).Shape == k.Output(0).Shape)
        {
            k.Input(0).CopyTo(k.Output(0));
            return;
        }
        if (k.Kept is not ReductionPlan plan) k.Kept = plan = NewPlan(k.Input(0).Shape, k.Output(0).Shape);
        Reduction.Run(k, default(Total), plan, k.Input(0), k.Output(0));
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy + g.Graph.Zeros(g.Input(0)));

    private static ReductionPlan NewPlan(Shape from, Shape to)
    {
        var summed = new bool[from.Rank];
        for (int axis = 0; axis < from.Rank; axis++) summed[axis] = axis < from.Rank - to.Rank || to[axis - from.Rank + to.Rank] == 1;
        return new ReductionPlan(from, summed);
    }

    private readonly struct Total : IReduction
    {
        public double Start => 0;

        public V Add<V>(V total, V x) where V : struct, ILanes<V> => total + x;

        public V Combine<V>(V a, V b) where V : struct, ILanes<V> => a + b;

        public double Finish(double total, double count) => total;
    }
}

/// <summary>Applies <see cref="SumTo"/>.</summary>
public static class SumToBuilder
{
    /// <summary>The value summed down to the shape of <paramref name="like"/>; the value itself when the shapes are already the same.</summary>
    public static Value SumTo(this Value x, Value like) => x.Shape.Equals(like.Shape) ? x : x.Graph.Add(new SumTo(), x, like);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<SumTo>(Operator.OwnDomain);
}
