using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The logarithm of the sum of e^x over axes, without overflow: the largest number is taken out first (ONNX ReduceLogSumExp).</summary>
/// <param name="KeepDims">Whether reduced axes stay with a length of 1.</param>
/// <param name="NoopWithEmptyAxes">What no axes means: everything (false) or nothing (true).</param>
public sealed record ReduceLogSumExp(bool KeepDims = true, bool NoopWithEmptyAxes = false) : ReductionOperator(KeepDims, NoopWithEmptyAxes)
{
    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        if (k.Kept is not Steps steps) k.Kept = steps = new Steps(k, NewPlan(k));
        steps.Run(k);
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => Spread(g, g.Dy) * (g.Input(0) - Spread(g, g.Output(0))).Exp());

    private sealed class Steps
    {
        private readonly ReductionPlan _plan;
        private readonly Tensor _powers, _sums;
        private readonly Kernel _exponential, _logarithm;

        public Steps(Kernel k, ReductionPlan plan)
        {
            _plan = plan;
            Shape shape = k.Input(0).Shape;
            bool[] reduced = Axes(shape.Rank, k.HasInput(1) ? k.Integers(1) : [], ((ReduceLogSumExp)k.Node.Operator).NoopWithEmptyAxes);
            _powers = new Tensor(k.Input(0).Type, shape);
            _sums = new Tensor(k.Input(0).Type, k.Output(0).Shape);
            Tensor largest = k.Output(0).View(Shape.Of([.. shape.ToArray().Select((d, a) => reduced[a] ? 1 : d)]));
            _exponential = new Kernel(k.Node, [k.Input(0), largest], [_powers], [false, false], k.State);
            _logarithm = new Kernel(k.Node, [_sums, k.Output(0)], [k.Output(0)], [false, false], k.State);
        }

        public void Run(Kernel k)
        {
            _exponential.Bind(0, k.Input(0));
            Reduction.Run(k, default(Largest), _plan, k.Input(0), k.Output(0));
            Elementwise.RunBinary(_exponential, default(Exponential));
            Reduction.Run(k, default(Total), _plan, _powers, _sums);
            Elementwise.RunBinary(_logarithm, default(Logarithm));
        }
    }

    private readonly struct Largest : IReduction
    {
        public double Start => double.NegativeInfinity;

        public V Add<V>(V total, V x) where V : struct, ILanes<V> => V.Max(total, x);

        public V Combine<V>(V a, V b) where V : struct, ILanes<V> => V.Max(a, b);

        // An infinite one taken out would leave ∞ - ∞.
        public double Finish(double total, double count) => double.IsInfinity(total) ? 0 : total;
    }

    private readonly struct Total : IReduction
    {
        public double Start => 0;

        public V Add<V>(V total, V x) where V : struct, ILanes<V> => total + x;

        public V Combine<V>(V a, V b) where V : struct, ILanes<V> => a + b;

        public double Finish(double total, double count) => total;
    }

    private readonly struct Exponential : IBinaryFunction
    {
        public V Invoke<V>(V x, V largest) where V : struct, IFloatLanes<V> => V.Exp(x - largest);
    }

    private readonly struct Logarithm : IBinaryFunction
    {
        public V Invoke<V>(V sum, V largest) where V : struct, IFloatLanes<V> => V.Log(sum) + largest;
    }
}

/// <summary>Applies <see cref="ReduceLogSumExp"/>.</summary>
public static class ReduceLogSumExpBuilder
{
    /// <summary>The logarithm of the sum of e^x over <paramref name="axes"/>, or over everything when none are given.</summary>
    public static Value ReduceLogSumExp(this Value x, Ints axes = default, bool keepDims = true) =>
        x.Graph.Add(new ReduceLogSumExp(keepDims), x, ReductionOperator.AxesOf(x.Graph, axes));

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<ReduceLogSumExp>();
}
