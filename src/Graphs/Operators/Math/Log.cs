using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The natural logarithm (ONNX Log).</summary>
public sealed record Log : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy / g.Input(0));

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Log(x);
    }
}

/// <summary>Applies <see cref="Log"/>.</summary>
public static class LogBuilder
{
    /// <summary>The natural logarithm.</summary>
    public static Value Log(this Value x) => x.Graph.Add(new Log(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Log>();
}
