using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The error function 2/√π ∫₀ˣ e^(-t²) dt (ONNX Erf).</summary>
public sealed record Erf : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy * (2 / Math.Sqrt(Math.PI)) * (-(g.Input(0) * g.Input(0))).Exp());

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Erf(x);
    }
}

/// <summary>Applies <see cref="Erf"/>.</summary>
public static class ErfBuilder
{
    /// <summary>The error function 2/√π ∫₀ˣ e^(-t²) dt.</summary>
    public static Value Erf(this Value x) => x.Graph.Add(new Erf(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Erf>();
}
