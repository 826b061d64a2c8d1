using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// <paramref name="Gamma"/>·x where x > 0, <paramref name="Gamma"/>·<paramref name="Alpha"/>·(e^x - 1) elsewhere: keeps activations at mean 0 and variance 1
/// (ONNX Selu).
/// </summary>
public sealed record Selu(float Alpha = 1.673263192176819f, float Gamma = 1.0507010221481323f) : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(new Function(Alpha, Gamma));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new SeluGradient(Alpha, Gamma), g.Dy, g.Input(0)));

    private readonly struct Function(float alpha, float gamma) : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> =>
            V.Create(gamma) * V.Select(V.Less(V.Create(0), x), x, V.Create(alpha) * (V.Exp(x) - V.Create(1)));
    }
}

/// <summary>The gradient of <see cref="Selu"/> in one pass over the gradient of the result and the operand.</summary>
public sealed record SeluGradient(float Alpha, float Gamma) : ElementwiseOperator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Binary(new Function(Alpha, Gamma));

    private readonly struct Function(float alpha, float gamma) : IBinaryFunction
    {
        public V Invoke<V>(V dy, V x) where V : struct, IFloatLanes<V> =>
            dy * V.Create(gamma) * V.Select(V.Less(V.Create(0), x), V.Create(1), V.Create(alpha) * V.Exp(x));
    }
}

/// <summary>Applies <see cref="Selu"/>.</summary>
public static class SeluBuilder
{
    /// <summary>
    /// <paramref name="gamma"/>·x where x > 0, <paramref name="gamma"/>·<paramref name="alpha"/>·(e^x - 1) elsewhere: keeps activations at mean 0 and variance 1.
    /// </summary>
    public static Value Selu(this Value x, float alpha = 1.673263192176819f, float gamma = 1.0507010221481323f) =>
        x.Graph.Add(new Selu(alpha, gamma), x);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<Selu>();
        OperatorSet.Register<SeluGradient>(Operator.OwnDomain);
    }
}
