using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>-x (ONNX Neg).</summary>
public sealed record Neg : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.UnaryArithmetic(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => -g.Dy);

    private readonly struct Function : IUnaryArithmeticFunction
    {
        public V Invoke<V>(V x) where V : struct, ILanes<V> => -x;
    }
}

/// <summary>Applies <see cref="Neg"/>.</summary>
public static class NegBuilder
{
    /// <summary>-x.</summary>
    public static Value Neg(this Value x) => x.Graph.Add(new Neg(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Neg>();
}
