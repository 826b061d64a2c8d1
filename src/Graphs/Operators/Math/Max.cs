using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The largest of any number of operands; NaN where one is NaN, element by element with broadcasting (ONNX Max). Where several operands are equal to the result, each gets the whole gradient.</summary>
public sealed record Max : Operator
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
            g.SetBroadcast(operand, () => g.Input(operand).Equal(g.Output(0)).Where(g.Dy, g.Dy.Like(0)));
        }
    }

    private readonly struct Function : IArithmeticFunction
    {
        public V Invoke<V>(V a, V b) where V : struct, ILanes<V> => V.Max(a, b);
    }
}

/// <summary>Applies <see cref="Max"/>.</summary>
public static class MaxBuilder
{
    /// <summary>The largest of this and others, element by element with broadcasting.</summary>
    public static Value Max(this Value x, params ReadOnlySpan<Value> others) => x.Graph.Add(new Max(), [x, .. others]);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Max>();
}
