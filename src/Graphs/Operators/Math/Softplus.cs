using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>ln(1 + e^x), computed so that it neither overflows nor loses small results (ONNX Softplus).</summary>
public sealed record Softplus : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Dy * g.Input(0).Sigmoid());

    private readonly struct Function : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V>
        {
            V e = V.Exp(-V.Abs(x)), u = V.Create(1) + e;
            // What 1 + e rounds away is added back to first order: ln(u + r) = ln u + r / u.
            V log = V.Log(u) + (e - (u - V.Create(1))) / u;
            return V.Select(V.Less(x, V.Create(0)), log, x + log);
        }
    }
}

/// <summary>Applies <see cref="Softplus"/>.</summary>
public static class SoftplusBuilder
{
    /// <summary>ln(1 + e^x), computed so that it neither overflows nor loses small results.</summary>
    public static Value Softplus(this Value x) => x.Graph.Add(new Softplus(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Softplus>();
}
