using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The sum of squares over axes (ONNX ReduceSumSquare).</summary>
/// <param name="KeepDims">Whether reduced axes stay with a length of 1.</param>
/// <param name="NoopWithEmptyAxes">What no axes means: everything (false) or nothing (true).</param>
public sealed record ReduceSumSquare(bool KeepDims = true, bool NoopWithEmptyAxes = false) : ReductionOperator(KeepDims, NoopWithEmptyAxes)
{
    /// <inheritdoc/>
    public override void Run(Kernel k) => Reduce(k, default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => 2 * Spread(g, g.Dy) * g.Input(0));

    private readonly struct Function : IReduction
    {
        public double Start => 0;

        public V Add<V>(V total, V x) where V : struct, ILanes<V> => total + x * x;

        public V Combine<V>(V a, V b) where V : struct, ILanes<V> => a + b;

        public double Finish(double total, double count) => total;
    }
}

/// <summary>Applies <see cref="ReduceSumSquare"/>.</summary>
public static class ReduceSumSquareBuilder
{
    /// <summary>The sum of squares over <paramref name="axes"/>, or over everything when none are given.</summary>
    public static Value ReduceSumSquare(this Value x, Ints axes = default, bool keepDims = true) =>
        x.Graph.Add(new ReduceSumSquare(keepDims), x, ReductionOperator.AxesOf(x.Graph, axes));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<ReduceSumSquare>();
}
