using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The sine of x in radians (ONNX Sin).</summary>
public sealed record Sin : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy * g.Input(0).Cos());

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Sin(x);
    }
}

/// <summary>Applies <see cref="Sin"/>.</summary>
public static class SinBuilder
{
    /// <summary>The sine of x in radians.</summary>
    public static Value Sin(this Value x) => x.Graph.Add(new Sin(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Sin>();
}
