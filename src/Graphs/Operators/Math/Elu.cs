using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>x where x ≥ 0, <paramref name="Alpha"/>·(e^x - 1) elsewhere (ONNX Elu).</summary>
public sealed record Elu(float Alpha = 1) : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(new Function(Alpha));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new EluGradient(Alpha), g.Dy, g.Input(0)));

    private readonly struct Function(float alpha) : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> =>
            V.Select(V.Less(x, V.Create(0)), V.Create(alpha) * (V.Exp(x) - V.Create(1)), x);
    }
}

/// <summary>The gradient of <see cref="Elu"/> in one pass over the gradient of the result and the operand.</summary>
public sealed record EluGradient(float Alpha) : ElementwiseOperator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Binary(new Function(Alpha));

    private readonly struct Function(float alpha) : IBinaryFunction
    {
        public V Invoke<V>(V dy, V x) where V : struct, IFloatLanes<V> =>
            V.Select(V.Less(x, V.Create(0)), dy * V.Create(alpha) * V.Exp(x), dy);
    }
}

/// <summary>Applies <see cref="Elu"/>.</summary>
public static class EluBuilder
{
    /// <summary>x where x ≥ 0, <paramref name="alpha"/>·(e^x - 1) elsewhere.</summary>
    public static Value Elu(this Value x, float alpha = 1) => x.Graph.Add(new Elu(alpha), x);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<Elu>();
        OperatorSet.Register<EluGradient>(Operator.OwnDomain);
    }
}
