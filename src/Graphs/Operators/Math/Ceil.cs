using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The smallest integer not below x (ONNX Ceil).</summary>
public sealed record Ceil : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) { }

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Ceiling(x);
    }
}

/// <summary>Applies <see cref="Ceil"/>.</summary>
public static class CeilBuilder
{
    /// <summary>The smallest integer not below x.</summary>
    public static Value Ceil(this Value x) => x.Graph.Add(new Ceil(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Ceil>();
}
