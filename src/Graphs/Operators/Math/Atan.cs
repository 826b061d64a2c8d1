using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The angle in -π/2 … π/2 whose tangent x is (ONNX Atan).</summary>
public sealed record Atan : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy / (g.Input(0) * g.Input(0) + 1));

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Atan(x);
    }
}

/// <summary>Applies <see cref="Atan"/>.</summary>
public static class AtanBuilder
{
    /// <summary>The angle in -π/2 … π/2 whose tangent x is.</summary>
    public static Value Atan(this Value x) => x.Graph.Add(new Atan(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Atan>();
}
