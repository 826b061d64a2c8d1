using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>1 / (1 + e^-x) (ONNX Sigmoid).</summary>
public sealed record Sigmoid : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new SigmoidGradient(), g.Dy, g.Output(0)));

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Create(1) / (V.Create(1) + V.Exp(-x));
    }
}

/// <summary>The gradient of <see cref="Sigmoid"/> in one pass over the gradient of the result and the result.</summary>
public sealed record SigmoidGradient : ElementwiseOperator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Binary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        g.Set(0, () => g.Graph.Add(new SigmoidGradient(), g.Dy, g.Input(1)));
        g.Set(1, () => g.Dy * g.Input(0) * (1 - 2 * g.Input(1)));
    }

    private readonly struct Function : IBinaryFunction
    {
        public V Invoke<V>(V dy, V y) where V : struct, IFloatLanes<V> => dy * y * (V.Create(1) - y);
    }
}

/// <summary>Applies <see cref="Sigmoid"/>.</summary>
public static class SigmoidBuilder
{
    /// <summary>1 / (1 + e^-x).</summary>
    public static Value Sigmoid(this Value x) => x.Graph.Add(new Sigmoid(), x);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<Sigmoid>();
        OperatorSet.Register<SigmoidGradient>(Operator.OwnDomain);
    }
}
