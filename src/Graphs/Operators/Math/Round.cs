using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The nearest integer, halves to even (ONNX Round).</summary>
public sealed record Round : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) { }

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Round(x);
    }
}

/// <summary>Applies <see cref="Round"/>.</summary>
public static class RoundBuilder
{
    /// <summary>The nearest integer, halves to even.</summary>
    public static Value Round(this Value x) => x.Graph.Add(new Round(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Round>();
}
