using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>Elementwise difference with broadcasting (ONNX Sub).</summary>
public sealed record Sub : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Arithmetic(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        g.SetBroadcast(0, () => g.Dy);
        g.SetBroadcast(1, () => -g.Dy);
    }

    private readonly struct Function : IArithmeticFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, ILanes<V> => a - b;
    }
}

/// <summary>Applies <see cref="Sub"/>.</summary>
public static class SubBuilder
{
    /// <summary>Elementwise difference with broadcasting.</summary>
    public static Value Sub(this Value a, Value b) => a.Graph.Add(new Sub(), a, b);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Sub>();
}
