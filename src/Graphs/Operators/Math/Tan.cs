using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The tangent of x in radians (ONNX Tan).</summary>
public sealed record Tan : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy * (g.Output(0) * g.Output(0) + 1));

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Sin(x) / V.Cos(x);
    }
}

/// <summary>Applies <see cref="Tan"/>.</summary>
public static class TanBuilder
{
    /// <summary>The tangent of x in radians.</summary>
    public static Value Tan(this Value x) => x.Graph.Add(new Tan(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Tan>();
}
