using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The hyperbolic sine (e^x - e^-x) / 2 (ONNX Sinh).</summary>
public sealed record Sinh : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy * g.Input(0).Cosh());

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V>
        {
            V one = V.Create(1), t = V.Tanh(x * V.Create(0.5));
            // e^x may overflow where half of it does not: its root is taken twice.
            V root = V.Exp(V.Abs(x) * V.Create(0.5)), large = root * V.Create(0.5) * root - V.Create(0.5) / root / root;
            large = V.Select(V.Less(x, V.Create(0)), -large, large);
            // The difference of the powers cancels near 0.
            return V.Select(V.Less(V.Abs(x), one), (t + t) / (one - t * t), large);
        }
    }
}

/// <summary>Applies <see cref="Sinh"/>.</summary>
public static class SinhBuilder
{
    /// <summary>The hyperbolic sine (e^x - e^-x) / 2.</summary>
    public static Value Sinh(this Value x) => x.Graph.Add(new Sinh(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Sinh>();
}
