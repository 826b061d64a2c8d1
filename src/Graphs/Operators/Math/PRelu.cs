using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>x where x ≥ 0, slope·x elsewhere, with a trained slope that broadcasts to x (ONNX PRelu).</summary>
public sealed record PRelu : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        base.Infer(i);
        if (i.Shape(1).Rank > i.Shape(0).Rank) throw i.Error("the slope has more dimensions than x");
    }

    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Arithmetic(default(Function));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        Value zero = g.Input(0).Like(0);
        g.Set(0, () => g.Dy * g.Input(0).Less(zero).Where(g.Input(1), g.Input(1).Like(1)));
        g.SetBroadcast(1, () => g.Dy * g.Input(0).Min(zero));
    }

    private readonly struct Function : IArithmeticFunction
    {
        public V Invoke<V>(V x, V slope) where V : struct, ILanes<V> => V.Select(V.Less(x, V.Create(0)), slope * x, x);
    }
}

/// <summary>Applies <see cref="PRelu"/>.</summary>
public static class PReluBuilder
{
    /// <summary>x where x ≥ 0, slope·x elsewhere; the slope broadcasts to x.</summary>
    public static Value PRelu(this Value x, Value slope) => x.Graph.Add(new PRelu(), x, slope);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<PRelu>();
}
