using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>e^x (ONNX Exp).</summary>
public sealed record Exp : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy * g.Output(0));

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Exp(x);
    }
}

/// <summary>Applies <see cref="Exp"/>.</summary>
public static class ExpBuilder
{
    /// <summary>e^x.</summary>
    public static Value Exp(this Value x) => x.Graph.Add(new Exp(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Exp>();
}
