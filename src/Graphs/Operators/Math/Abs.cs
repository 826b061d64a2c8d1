using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>|x| (ONNX Abs).</summary>
public sealed record Abs : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.UnaryArithmetic(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy * g.Input(0).Sign());

    private readonly struct Function : IUnaryArithmeticFunction
    {
        public V Invoke<V>(V x) where V : struct, ILanes<V> => V.Abs(x);
    }
}

/// <summary>Applies <see cref="Abs"/>.</summary>
public static class AbsBuilder
{
    /// <summary>|x|.</summary>
    public static Value Abs(this Value x) => x.Graph.Add(new Abs(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Abs>();
}
