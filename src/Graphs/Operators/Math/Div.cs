using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>Elementwise quotient with broadcasting (ONNX Div).</summary>
public sealed record Div : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Arithmetic(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        g.SetBroadcast(0, () => g.Dy / g.Input(1));
        g.SetBroadcast(1, () => -g.Dy * g.Output(0) / g.Input(1));
    }

    private readonly struct Function : IArithmeticFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, ILanes<V> => a / b;
    }
}

/// <summary>Applies <see cref="Div"/>.</summary>
public static class DivBuilder
{
    /// <summary>Elementwise quotient with broadcasting.</summary>
    public static Value Div(this Value a, Value b) => a.Graph.Add(new Div(), a, b);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Div>();
}
