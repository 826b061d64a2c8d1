using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>x·sigmoid(<paramref name="Alpha"/>·x) (ONNX Swish).</summary>
public sealed record Swish(float Alpha = 1) : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(new Function(Alpha));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new SwishGradient(Alpha), g.Dy, g.Input(0)));

    private readonly struct Function(float alpha) : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => x / (V.Create(1) + V.Exp(-V.Create(alpha) * x));
    }
}

/// <summary>The gradient of <see cref="Swish"/> in one pass over the gradient of the result and the operand.</summary>
public sealed record SwishGradient(float Alpha) : ElementwiseOperator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Binary(new Function(Alpha));

    private readonly struct Function(float alpha) : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V dy, V x) where V : struct, IFloatLanes<V>
        {
            V s = V.Create(1) / (V.Create(1) + V.Exp(-V.Create(alpha) * x));
            return dy * s * (V.Create(1) + V.Create(alpha) * x * (V.Create(1) - s));
        }
    }
}

/// <summary>Applies <see cref="Swish"/>.</summary>
public static class SwishBuilder
{
    /// <summary>x·sigmoid(<paramref name="alpha"/>·x).</summary>
    public static Value Swish(this Value x, float alpha = 1) => x.Graph.Add(new Swish(alpha), x);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<Swish>();
        OperatorSet.Register<SwishGradient>(Operator.OwnDomain);
    }
}
