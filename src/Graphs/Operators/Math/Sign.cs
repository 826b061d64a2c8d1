using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>-1, 0 or 1 as x is negative, zero or positive; NaN stays NaN (ONNX Sign).</summary>
public sealed record Sign : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.UnaryArithmetic(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) { }

    private readonly struct Function : IUnaryArithmeticFunction
    {
        public V Invoke<V>(V x) where V : struct, ILanes<V> =>
            V.Select(V.Less(V.Create(0), x), V.Create(1), V.Select(V.Less(x, V.Create(0)), V.Create(-1), x));
    }
}

/// <summary>Applies <see cref="Sign"/>.</summary>
public static class SignBuilder
{
    /// <summary>-1, 0 or 1 as x is negative, zero or positive; NaN stays NaN.</summary>
    public static Value Sign(this Value x) => x.Graph.Add(new Sign(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Sign>();
}
