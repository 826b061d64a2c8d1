using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The sum of any number of operands, element by element with broadcasting (ONNX Sum).</summary>
public sealed record Sum : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i) => Elementwise.InferVariadic(i);

    /// <inheritdoc/>
    public override void Run(Kernel k) => Elementwise.RunVariadic(k, default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        for (int i = 0; i < g.Node.Inputs.Count; i++)
        {
            int operand = i;
            g.SetBroadcast(operand, () => g.Dy);
        }
    }

    private readonly struct Function : IArithmeticFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, ILanes<V> => a + b;
    }
}

/// <summary>Applies <see cref="Sum"/>.</summary>
public static class SumBuilder
{
    /// <summary>The sum of this and others, element by element with broadcasting.</summary>
    public static Value Sum(this Value x, params ReadOnlySpan<Value> others) => x.Graph.Add(new Sum(), [x, .. others]);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Sum>();
}
