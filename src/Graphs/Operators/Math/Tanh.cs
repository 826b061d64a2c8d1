using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The hyperbolic tangent (ONNX Tanh).</summary>
public sealed record Tanh : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new TanhGradient(), g.Dy, g.Output(0)));

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Tanh(x);
    }
}

/// <summary>The gradient of <see cref="Tanh"/> in one pass over the gradient of the result and the result.</summary>
public sealed record TanhGradient : ElementwiseOperator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Binary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        g.Set(0, () => g.Graph.Add(new TanhGradient(), g.Dy, g.Input(1)));
        g.Set(1, () => -2 * g.Dy * g.Input(0) * g.Input(1));
    }

    private readonly struct Function : IBinaryFunction
    {
        public V Invoke<V>(V dy, V y) where V : struct, IFloatLanes<V> => dy * (V.Create(1) - y * y);
    }
}

/// <summary>Applies <see cref="Tanh"/>.</summary>
public static class TanhBuilder
{
    /// <summary>The hyperbolic tangent.</summary>
    public static Value Tanh(this Value x) => x.Graph.Add(new Tanh(), x);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<Tanh>();
        OperatorSet.Register<TanhGradient>(Operator.OwnDomain);
    }
}
