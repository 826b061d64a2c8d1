using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The hyperbolic cosine (e^x + e^-x) / 2 (ONNX Cosh).</summary>
public sealed record Cosh : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy * g.Input(0).Sinh());

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V>
        {
            // e^x may overflow where half of it does not: its root is taken twice.
            V root = V.Exp(V.Abs(x) * V.Create(0.5));
            return root * V.Create(0.5) * root + V.Create(0.5) / root / root;
        }
    }
}

/// <summary>Applies <see cref="Cosh"/>.</summary>
public static class CoshBuilder
{
    /// <summary>The hyperbolic cosine (e^x + e^-x) / 2.</summary>
    public static Value Cosh(this Value x) => x.Graph.Add(new Cosh(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Cosh>();
}
