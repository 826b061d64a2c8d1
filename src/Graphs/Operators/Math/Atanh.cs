using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The inverse of the hyperbolic tangent, ln((1 + x) / (1 - x)) / 2; NaN outside -1 … 1 (ONNX Atanh).</summary>
public sealed record Atanh : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy / (1 - g.Input(0) * g.Input(0)));

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V>
        {
            V a = V.Abs(x), one = V.Create(1), y = LogOnePlus.Of((a + a) / (one - a)) * V.Create(0.5);
            y = V.Select(V.Equal(a, one), V.Create(double.PositiveInfinity), y);
            return V.Select(V.Equal(x, V.Create(0)), x, V.Select(V.Less(x, V.Create(0)), -y, y));
        }
    }
}

/// <summary>Applies <see cref="Atanh"/>.</summary>
public static class AtanhBuilder
{
    /// <summary>The inverse of the hyperbolic tangent, ln((1 + x) / (1 - x)) / 2; NaN outside -1 … 1.</summary>
    public static Value Atanh(this Value x) => x.Graph.Add(new Atanh(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Atanh>();
}
