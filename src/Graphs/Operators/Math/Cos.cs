using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The cosine of x in radians (ONNX Cos).</summary>
public sealed record Cos : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => -g.Dy * g.Input(0).Sin());

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Cos(x);
    }
}

/// <summary>Applies <see cref="Cos"/>.</summary>
public static class CosBuilder
{
    /// <summary>The cosine of x in radians.</summary>
    public static Value Cos(this Value x) => x.Graph.Add(new Cos(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Cos>();
}
