using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>max(x, 0); NaN stays NaN (ONNX Relu).</summary>
public sealed record Relu : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.UnaryArithmetic(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new ReluGradient(), g.Dy, g.Output(0)));

    private readonly struct Function : IUnaryArithmeticFunction
    {
        public V Invoke<V>(V x) where V : struct, ILanes<V> => V.Select(V.Less(x, V.Create(0)), V.Create(0), x);
    }
}

/// <summary>The gradient of <see cref="Relu"/> in one pass over the gradient of the result and the result.</summary>
public sealed record ReluGradient : ElementwiseOperator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Binary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new ReluGradient(), g.Dy, g.Input(1)));

    private readonly struct Function : IBinaryFunction
    {
        public V Invoke<V>(V dy, V y) where V : struct, IFloatLanes<V> => V.Select(V.Less(V.Create(0), y), dy, V.Create(0));
    }
}

/// <summary>Applies <see cref="Relu"/>.</summary>
public static class ReluBuilder
{
    /// <summary>max(x, 0); NaN stays NaN.</summary>
    public static Value Relu(this Value x) => x.Graph.Add(new Relu(), x);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<Relu>();
        OperatorSet.Register<ReluGradient>(Operator.OwnDomain);
    }
}
