using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The largest number; NaN where one is NaN over axes (ONNX ReduceMax). Of several equal ones each gets the whole gradient.</summary>
/// <param name="KeepDims">Whether reduced axes stay with a length of 1.</param>
/// <param name="NoopWithEmptyAxes">What no axes means: everything (false) or nothing (true).</param>
public sealed record ReduceMax(bool KeepDims = true, bool NoopWithEmptyAxes = false) : ReductionOperator(KeepDims, NoopWithEmptyAxes)
{
    /// <inheritdoc/>
    public override void Run(Kernel k) => Reduce(k, default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) =>
        g.Set(0, () => Spread(g, g.Output(0)).Equal(g.Input(0)).Where(Spread(g, g.Dy), g.Dy.Like(0)));

    private readonly struct Function : IReduction
    {
        public double Start => double.NegativeInfinity;

        public V Add<V>(V total, V x) where V : struct, ILanes<V> => V.Max(total, x);

        public V Combine<V>(V a, V b) where V : struct, ILanes<V> => V.Max(a, b);

        public double Finish(double total, double count) => total;
    }
}

/// <summary>Applies <see cref="ReduceMax"/>.</summary>
public static class ReduceMaxBuilder
{
    /// <summary>The largest number; NaN where one is NaN over <paramref name="axes"/>, or over everything when none are given.</summary>
    public static Value ReduceMax(this Value x, Ints axes = default, bool keepDims = true) =>
        x.Graph.Add(new ReduceMax(keepDims), x, ReductionOperator.AxesOf(x.Graph, axes));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<ReduceMax>();
}
