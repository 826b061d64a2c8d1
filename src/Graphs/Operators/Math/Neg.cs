using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>-x (ONNX Neg).</summary>
public sealed record Neg : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i) => i.OutputLike(0);

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => true;

    /// <inheritdoc/>
    public override void Run(Kernel k) => Elementwise.Run(k, default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => -g.Dy);

    private readonly struct Function : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => -x;
    }
}

/// <summary>Applies <see cref="Neg"/>.</summary>
public static class NegBuilder
{
    /// <summary>-x.</summary>
    public static Value Neg(this Value x) => x.Graph.Add(new Neg(), x);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Neg>();
}
