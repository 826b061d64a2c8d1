using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The mean of any number of operands, element by element with broadcasting (ONNX Mean).</summary>
public sealed record Mean : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i) => Elementwise.InferVariadic(i);

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        Elementwise.RunVariadic(k, default(Function));
        Elementwise.RunInPlace(k, new Scale(k.InputCount));
    }

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        Value share = g.Dy / g.Node.Inputs.Count;
        for (int i = 0; i < g.Node.Inputs.Count; i++) g.SetBroadcast(i, () => share);
    }

    private readonly struct Function : IArithmeticFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, ILanes<V> => a + b;
    }

    private readonly struct Scale(int count) : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => x / V.Create(count);
    }
}

/// <summary>Applies <see cref="Mean"/>.</summary>
public static class MeanBuilder
{
    /// <summary>The mean of this and others, element by element with broadcasting.</summary>
    public static Value Mean(this Value x, params ReadOnlySpan<Value> others) => x.Graph.Add(new Mean(), [x, .. others]);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Mean>();
}
