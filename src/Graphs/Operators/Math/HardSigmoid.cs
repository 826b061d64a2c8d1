using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>max(0, min(1, <paramref name="Alpha"/>·x + <paramref name="Beta"/>)) (ONNX HardSigmoid).</summary>
public sealed record HardSigmoid(float Alpha = 0.2f, float Beta = 0.5f) : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(new Function(Alpha, Beta));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new HardSigmoidGradient(Alpha), g.Dy, g.Output(0)));

    private readonly struct Function(float alpha, float beta) : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> =>
            V.Max(V.Create(0), V.Min(V.Create(1), V.Create(alpha) * x + V.Create(beta)));
    }
}

/// <summary>The gradient of <see cref="HardSigmoid"/> in one pass over the gradient of the result and the result.</summary>
public sealed record HardSigmoidGradient(float Alpha) : ElementwiseOperator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Binary(new Function(Alpha));

    private readonly struct Function(float alpha) : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V dy, V y) where V : struct, IFloatLanes<V> =>
            V.Select(V.Less(V.Create(0), y), V.Select(V.Less(y, V.Create(1)), dy * V.Create(alpha), V.Create(0)), V.Create(0));
    }
}

/// <summary>Applies <see cref="HardSigmoid"/>.</summary>
public static class HardSigmoidBuilder
{
    /// <summary>max(0, min(1, <paramref name="alpha"/>·x + <paramref name="beta"/>)).</summary>
    public static Value HardSigmoid(this Value x, float alpha = 0.2f, float beta = 0.5f) => x.Graph.Add(new HardSigmoid(alpha, beta), x);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<HardSigmoid>();
        OperatorSet.Register<HardSigmoidGradient>(Operator.OwnDomain);
    }
}
