using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The inverse of the hyperbolic cosine, ln(x + √(x² - 1)); NaN below 1 (ONNX Acosh).</summary>
public sealed record Acosh : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy / (g.Input(0) * g.Input(0) - 1).Sqrt());

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V>
        {
            V t = x - V.Create(1);
            V y = LogOnePlus.Of(t + V.Sqrt(V.FusedMultiplyAdd(t, t, t + t)));
            y = V.Select(V.Less(V.Create(100_000), x), V.Log(x) + V.Create(0.6931471805599453), y);
            return V.Select(V.Less(x, V.Create(1)), V.Create(double.NaN), y);
        }
    }
}

/// <summary>Applies <see cref="Acosh"/>.</summary>
public static class AcoshBuilder
{
    /// <summary>The inverse of the hyperbolic cosine, ln(x + √(x² - 1)); NaN below 1.</summary>
    public static Value Acosh(this Value x) => x.Graph.Add(new Acosh(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Acosh>();
}
