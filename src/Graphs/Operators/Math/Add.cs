using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>Elementwise sum with broadcasting (ONNX Add).</summary>
public sealed record Add : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Arithmetic(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        g.SetBroadcast(0, () => g.Dy);
        g.SetBroadcast(1, () => g.Dy);
    }

    private readonly struct Function : IArithmeticFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, ILanes<V> => a + b;
    }
}

/// <summary>Applies <see cref="Add"/>.</summary>
public static class AddBuilder
{
    /// <summary>Elementwise sum with broadcasting.</summary>
    public static Value Add(this Value a, Value b) => a.Graph.Add(new Add(), a, b);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Add>();
}
