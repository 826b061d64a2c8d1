using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The angle in -π/2 … π/2 whose sine x is; NaN outside -1 … 1 (ONNX Asin).</summary>
public sealed record Asin : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy / (1 - g.Input(0) * g.Input(0)).Sqrt());

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Atan(x / V.Sqrt((V.Create(1) - x) * (V.Create(1) + x)));
    }
}

/// <summary>Applies <see cref="Asin"/>.</summary>
public static class AsinBuilder
{
    /// <summary>The angle in -π/2 … π/2 whose sine x is; NaN outside -1 … 1.</summary>
    public static Value Asin(this Value x) => x.Graph.Add(new Asin(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Asin>();
}
