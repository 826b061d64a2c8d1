using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The Gaussian error linear unit (ONNX Gelu): x·Φ(x) with the normal distribution Φ(x) = (1 + erf(x/√2)) / 2, or with the
/// approximation 2·Φ(x) ≈ 1 + tanh(√(2/π)·(x + 0.044715·x³)) when <paramref name="Approximate"/> is "tanh". Hendrycks and Gimpel 2016.
/// </summary>
public sealed record Gelu(string Approximate = "none") : ElementwiseOperator
{
    /// <summary>√(2/π).</summary>
    internal const double TanhScale = 0.7978845608028654;

    /// <summary>The factor of x³ in the approximation.</summary>
    internal const double Cubic = 0.044715;

    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop)
    {
        if (Approximate == "tanh") loop.Unary(default(TanhFunction));
        else loop.Unary(default(Function));
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new GeluGradient(Approximate), g.Dy, g.Input(0)));

    private readonly struct Function : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> =>
            V.Create(0.5) * x * (V.Create(1) + V.Erf(x * V.Create(0.7071067811865476)));
    }

    private readonly struct TanhFunction : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> =>
            V.Create(0.5) * x * (V.Create(1) + V.Tanh(V.Create(TanhScale) * (x + V.Create(Cubic) * x * x * x)));
    }
}

/// <summary>The gradient of <see cref="Gelu"/> in one pass over the gradient of the result and the operand.</summary>
public sealed record GeluGradient(string Approximate) : ElementwiseOperator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop)
    {
        if (Approximate == "tanh") loop.Binary(default(TanhFunction));
        else loop.Binary(default(Function));
    }

    private readonly struct Function : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V dy, V x) where V : struct, IFloatLanes<V>
        {
            V cdf = V.Create(0.5) * (V.Create(1) + V.Erf(x * V.Create(0.7071067811865476)));
            V pdf = V.Create(0.3989422804014327) * V.Exp(V.Create(-0.5) * x * x);
            return dy * (cdf + x * pdf);
        }
    }

    private readonly struct TanhFunction : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V dy, V x) where V : struct, IFloatLanes<V>
        {
            V square = x * x;
            V t = V.Tanh(V.Create(Gelu.TanhScale) * (x + V.Create(Gelu.Cubic) * square * x));
            V slope = V.Create(Gelu.TanhScale) * (V.Create(1) + V.Create(3 * Gelu.Cubic) * square);
            return dy * V.Create(0.5) * (V.Create(1) + t + x * (V.Create(1) - t * t) * slope);
        }
    }
}

/// <summary>Applies <see cref="Gelu"/>.</summary>
public static class GeluBuilder
{
    /// <summary>x·Φ(x), Φ being the standard normal distribution function; "tanh" selects the approximation by tanh.</summary>
    public static Value Gelu(this Value x, string approximate = "none") => x.Graph.Add(new Gelu(approximate), x);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<Gelu>();
        OperatorSet.Register<GeluGradient>(Operator.OwnDomain);
    }
}
