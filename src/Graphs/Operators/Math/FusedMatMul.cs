using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>Alpha times the product of the last two axes, each operand transposed on request, with broadcasting (com.microsoft FusedMatMul).</summary>
/// <param name="Alpha">The factor on the product.</param>
/// <param name="TransA">Whether the last two axes of the first operand are exchanged.</param>
/// <param name="TransB">Whether the last two axes of the second operand are exchanged.</param>
public sealed record FusedMatMul(
    float Alpha = 1, [property: OnnxName("transA")] bool TransA = false, [property: OnnxName("transB")] bool TransB = false) : Operator
{
    /// <inheritdoc/>
    public override string Domain => "com.microsoft";

    /// <inheritdoc/>
    public override void Infer(Inference i) => MatMulRun.Infer(i, TransA, TransB);

    /// <inheritdoc/>
    public override void Run(Kernel k) => MatMulRun.Forward(k, Alpha, TransA, TransB);

    /// <inheritdoc/>
    public override void Differentiate(Gradient g)
    {
        g.Set(0, () => g.Graph.Add(new MatMulGradient(0, Alpha, TransA, TransB), g.Input(0), g.Input(1), g.Dy));
        g.Set(1, () => g.Graph.Add(new MatMulGradient(1, Alpha, TransA, TransB), g.Input(0), g.Input(1), g.Dy));
    }
}

/// <summary>Applies <see cref="Graphs.FusedMatMul"/>.</summary>
public static class FusedMatMulBuilder
{
    /// <summary>Matrix product with a factor and with operands transposed on request; nothing is copied to transpose.</summary>
    public static Value FusedMatMul(this Value a, Value b, float alpha = 1, bool transA = false, bool transB = false) =>
        a.Graph.Add(new FusedMatMul(alpha, transA, transB), a, b);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<FusedMatMul>("com.microsoft");
}
