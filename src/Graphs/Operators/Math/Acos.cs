using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The angle in 0 … π whose cosine x is; NaN outside -1 … 1 (ONNX Acos).</summary>
public sealed record Acos : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => -g.Dy / (1 - g.Input(0) * g.Input(0)).Sqrt());

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V>
        {
            // Half the angle has this tangent; subtracting the arcsine from π/2 would cancel near 1.
            V half = V.Atan(V.Sqrt((V.Create(1) - x) / (V.Create(1) + x)));
            return half + half;
        }
    }
}

/// <summary>Applies <see cref="Acos"/>.</summary>
public static class AcosBuilder
{
    /// <summary>The angle in 0 … π whose cosine x is; NaN outside -1 … 1.</summary>
    public static Value Acos(this Value x) => x.Graph.Add(new Acos(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Acos>();
}
