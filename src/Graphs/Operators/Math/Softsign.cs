using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>x / (1 + |x|) (ONNX Softsign).</summary>
public sealed record Softsign : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new SoftsignGradient(), g.Dy, g.Input(0)));

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => x / (V.Create(1) + V.Abs(x));
    }
}

/// <summary>The gradient of <see cref="Softsign"/> in one pass over the gradient of the result and the operand.</summary>
public sealed record SoftsignGradient : ElementwiseOperator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Binary(default(Function));

    private readonly struct Function : IBinaryFunction
    {
        public V Invoke<V>(V dy, V x) where V : struct, IFloatLanes<V>
        {
            V d = V.Create(1) + V.Abs(x);
            return dy / (d * d);
        }
    }
}

/// <summary>Applies <see cref="Softsign"/>.</summary>
public static class SoftsignBuilder
{
    /// <summary>x / (1 + |x|).</summary>
    public static Value Softsign(this Value x) => x.Graph.Add(new Softsign(), x);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<Softsign>();
        OperatorSet.Register<SoftsignGradient>(Operator.OwnDomain);
    }
}
