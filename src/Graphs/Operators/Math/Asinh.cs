using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The inverse of the hyperbolic sine, ln(x + √(x² + 1)) (ONNX Asinh).</summary>
public sealed record Asinh : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy / (g.Input(0) * g.Input(0) + 1).Sqrt());

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V>
        {
            V a = V.Abs(x), one = V.Create(1);
            V y = LogOnePlus.Of(a + a * a / (one + V.Sqrt(V.FusedMultiplyAdd(a, a, one))));
            // Where the square would lose the one, ln 2x is exact enough; it may overflow, too.
            y = V.Select(V.Less(V.Create(100_000), a), V.Log(a) + V.Create(0.6931471805599453), y);
            return V.Select(V.Equal(x, V.Create(0)), x, V.Select(V.Less(x, V.Create(0)), -y, y));
        }
    }
}

/// <summary>Applies <see cref="Asinh"/>.</summary>
public static class AsinhBuilder
{
    /// <summary>The inverse of the hyperbolic sine, ln(x + √(x² + 1)).</summary>
    public static Value Asinh(this Value x) => x.Graph.Add(new Asinh(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Asinh>();
}
