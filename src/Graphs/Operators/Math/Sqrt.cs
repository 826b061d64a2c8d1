using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The square root (ONNX Sqrt).</summary>
public sealed record Sqrt : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => 0.5 * g.Dy / g.Output(0));

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Sqrt(x);
    }
}

/// <summary>Applies <see cref="Sqrt"/>.</summary>
public static class SqrtBuilder
{
    /// <summary>The square root.</summary>
    public static Value Sqrt(this Value x) => x.Graph.Add(new Sqrt(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Sqrt>();
}
