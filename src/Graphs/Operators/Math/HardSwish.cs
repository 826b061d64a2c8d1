using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>x·max(0, min(1, x/6 + 1/2)) (ONNX HardSwish).</summary>
public sealed record HardSwish : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new HardSwishGradient(), g.Dy, g.Input(0)));

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> =>
            x * V.Max(V.Create(0), V.Min(V.Create(1), x * V.Create(1.0 / 6) + V.Create(0.5)));
    }
}

/// <summary>The gradient of <see cref="HardSwish"/> in one pass over the gradient of the result and the operand.</summary>
public sealed record HardSwishGradient : ElementwiseOperator
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
            V inner = dy * (x * V.Create(1.0 / 3) + V.Create(0.5));
            return V.Select(V.LessOrEqual(x, V.Create(-3)), V.Create(0), V.Select(V.Less(x, V.Create(3)), inner, dy));
        }
    }
}

/// <summary>Applies <see cref="HardSwish"/>.</summary>
public static class HardSwishBuilder
{
    /// <summary>x·max(0, min(1, x/6 + 1/2)).</summary>
    public static Value HardSwish(this Value x) => x.Graph.Add(new HardSwish(), x);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<HardSwish>();
        OperatorSet.Register<HardSwishGradient>(Operator.OwnDomain);
    }
}
