using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>max(0, x) + min(0, <paramref name="Alpha"/>·(e^(x/<paramref name="Alpha"/>) - 1)) (ONNX Celu).</summary>
public sealed record Celu(float Alpha = 1) : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(new Function(Alpha));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new CeluGradient(Alpha), g.Dy, g.Input(0)));

    private readonly struct Function(float alpha) : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> =>
            V.Select(V.Less(x, V.Create(0)), V.Create(alpha) * (V.Exp(x / V.Create(alpha)) - V.Create(1)), x);
    }
}

/// <summary>The gradient of <see cref="Celu"/> in one pass over the gradient of the result and the operand.</summary>
public sealed record CeluGradient(float Alpha) : ElementwiseOperator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Binary(new Function(Alpha));

    private readonly struct Function(float alpha) : IBinaryFunction
    {
        public V Invoke<V>(V dy, V x) where V : struct, IFloatLanes<V> =>
            V.Select(V.Less(x, V.Create(0)), dy * V.Exp(x / V.Create(alpha)), dy);
    }
}

/// <summary>Applies <see cref="Celu"/>.</summary>
public static class CeluBuilder
{
    /// <summary>max(0, x) + min(0, <paramref name="alpha"/>·(e^(x/<paramref name="alpha"/>) - 1)).</summary>
    public static Value Celu(this Value x, float alpha = 1) => x.Graph.Add(new Celu(alpha), x);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<Celu>();
        OperatorSet.Register<CeluGradient>(Operator.OwnDomain);
    }
}
