using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>Elementwise product with broadcasting (ONNX Mul).</summary>
public sealed record Mul : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Arithmetic(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        g.SetBroadcast(0, () => g.Dy * g.Input(1));
        g.SetBroadcast(1, () => g.Dy * g.Input(0));
    }

    private readonly struct Function : IArithmeticFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, ILanes<V> => a * b;
    }
}

/// <summary>Applies <see cref="Mul"/>.</summary>
public static class MulBuilder
{
    /// <summary>Elementwise product with broadcasting.</summary>
    public static Value Mul(this Value a, Value b) => a.Graph.Add(new Mul(), a, b);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Mul>();
}
