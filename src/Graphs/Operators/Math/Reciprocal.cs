using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>1 / x (ONNX Reciprocal).</summary>
public sealed record Reciprocal : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => -g.Dy * g.Output(0) * g.Output(0));

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Create(1) / x;
    }
}

/// <summary>Applies <see cref="Reciprocal"/>.</summary>
public static class ReciprocalBuilder
{
    /// <summary>1 / x.</summary>
    public static Value Reciprocal(this Value x) => x.Graph.Add(new Reciprocal(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Reciprocal>();
}
