using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>x where x > <paramref name="Alpha"/>, 0 elsewhere (ONNX ThresholdedRelu).</summary>
public sealed record ThresholdedRelu(float Alpha = 1) : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(new Function(Alpha));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new ThresholdedReluGradient(Alpha), g.Dy, g.Input(0)));

    private readonly struct Function(float alpha) : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Select(V.Less(V.Create(alpha), x), x, V.Create(0));
    }
}

/// <summary>The gradient of <see cref="ThresholdedRelu"/> in one pass over the gradient of the result and the operand.</summary>
public sealed record ThresholdedReluGradient(float Alpha) : ElementwiseOperator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Binary(new Function(Alpha));

    private readonly struct Function(float alpha) : IBinaryFunction
    {
        public V Invoke<V>(V dy, V x) where V : struct, IFloatLanes<V> => V.Select(V.Less(V.Create(alpha), x), dy, V.Create(0));
    }
}

/// <summary>Applies <see cref="ThresholdedRelu"/>.</summary>
public static class ThresholdedReluBuilder
{
    /// <summary>x where x > <paramref name="alpha"/>, 0 elsewhere.</summary>
    public static Value ThresholdedRelu(this Value x, float alpha = 1) => x.Graph.Add(new ThresholdedRelu(alpha), x);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<ThresholdedRelu>();
        OperatorSet.Register<ThresholdedReluGradient>(Operator.OwnDomain);
    }
}
