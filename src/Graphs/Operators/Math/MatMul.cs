using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>Matrix product of the last two axes with NumPy's broadcasting over the others (ONNX MatMul); one-dimensional operands are vectors.</summary>
public sealed record MatMul : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i) => MatMulRun.Infer(i, false, false);

    /// <inheritdoc/>
    public override void Run(Kernel k) => MatMulRun.Forward(k, 1, false, false);

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        g.Set(0, () => g.Graph.Add(new MatMulGradient(0), g.Input(0), g.Input(1), g.Dy));
        g.Set(1, () => g.Graph.Add(new MatMulGradient(1), g.Input(0), g.Input(1), g.Dy));
    }
}

/// <summary>Applies <see cref="Graphs.MatMul"/>.</summary>
public static class MatMulBuilder
{
    /// <summary>Matrix product of the last two axes, with broadcasting over the others.</summary>
    public static Value MatMul(this Value a, Value b) => a.Graph.Add(new MatMul(), a, b);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<MatMul>();
}
