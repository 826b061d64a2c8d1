using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>x where x ≥ 0, <paramref name="Alpha"/>·x elsewhere (ONNX LeakyRelu).</summary>
public sealed record LeakyRelu(float Alpha = 0.01f) : ElementwiseOperator
{
    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Unary(new Function(Alpha));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) =>
        g.Set(0, () => g.Graph.Add(new LeakyReluGradient(Alpha), g.Dy, Alpha > 0 ? g.Output(0) : g.Input(0)));

    private readonly struct Function(float alpha) : IUnaryFunction
    {
        public V Invoke<V>(V x) where V : struct, IFloatLanes<V> => V.Select(V.Less(x, V.Create(0)), x * V.Create(alpha), x);
    }
}

/// <summary>The gradient of <see cref="LeakyRelu"/> in one pass over the gradient of the result and the operand (or the result: a positive slope keeps the sign).</summary>
public sealed record LeakyReluGradient(float Alpha) : ElementwiseOperator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Apply<TLoop>(TLoop loop) => loop.Binary(new Function(Alpha));

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => g.Set(0, () => g.Graph.Add(new LeakyReluGradient(Alpha), g.Dy, g.Input(1)));

    private readonly struct Function(float alpha) : IBinaryFunction
    {
        public V Invoke<V>(V dy, V x) where V : struct, IFloatLanes<V> => V.Select(V.Less(x, V.Create(0)), dy * V.Create(alpha), dy);
    }
}

/// <summary>Applies <see cref="LeakyRelu"/>.</summary>
public static class LeakyReluBuilder
{
    /// <summary>x where x ≥ 0, <paramref name="alpha"/>·x elsewhere.</summary>
    public static Value LeakyRelu(this Value x, float alpha = 0.01f) => x.Graph.Add(new LeakyRelu(alpha), x);

    [ModuleInitializer]
    internal static void Register()
    {
        OperatorSet.Register<LeakyRelu>();
        OperatorSet.Register<LeakyReluGradient>(Operator.OwnDomain);
    }
}
