using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The largest integer not above x (ONNX Floor).</summary>
public sealed record Floor : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) { }

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Floor(x);
    }
}

/// <summary>Applies <see cref="Floor"/>.</summary>
public static class FloorBuilder
{
    /// <summary>The largest integer not above x.</summary>
    public static Value Floor(this Value x) => x.Graph.Add(new Floor(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Floor>();
}
