using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>x·tanh(ln(1 + e^x)) (ONNX Mish).</summary>
public sealed record Mish : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new MishGradient(), g.Dy, g.Input(0)));

    private readonly struct Function : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V>
        {
            V e = V.Exp(V.Min(x, V.Create(20))), n = e * (e + V.Create(2));
            return V.Select(V.Less(V.Create(20), x), x, x * n / (n + V.Create(2)));
        }
    }
}

/// <summary>The gradient of <see cref="Mish"/> in one pass over the gradient of the result and the operand.</summary>
public sealed record MishGradient : ElementwiseOperator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Binary(default(Function));

    private readonly struct Function : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V dy, V x) where V : struct, IFloatLanes<V>
        {
            // With e = e^x and n = e (e + 2): tanh(softplus x) = n / (n + 2), whose derivative is 4 e (e + 1) / (n + 2)².
            V e = V.Exp(V.Min(x, V.Create(20))), n = e * (e + V.Create(2)), d = n + V.Create(2);
            V slope = n / d + x * V.Create(4) * e * (e + V.Create(1)) / (d * d);
            return V.Select(V.Less(V.Create(20), x), dy, dy * slope);
        }
    }
}

/// <summary>Applies <see cref="Mish"/>.</summary>
public static class MishBuilder
{
    /// <summary>x·tanh(ln(1 + e^x)).</summary>
    public static Value Mish(this Value x) => x.Graph.Add(new Mish(), x);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<Mish>();
        OperatorSet.Register<MishGradient>(Operator.OwnDomain);
    }
}
