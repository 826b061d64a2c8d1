using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>Alpha · op(A) · op(B) + Beta · C (ONNX Gemm) for A [M, K], B [K, N] (before transposition) and an optional C that broadcasts to [M, N].</summary>
/// <param name="Alpha">The factor on the product.</param>
/// <param name="Beta">The factor on C.</param>
/// <param name="TransA">Whether A is given transposed, [K, M].</param>
/// <param name="TransB">Whether B is given transposed, [N, K].</param>
public sealed record Gemm(
    float Alpha = 1, float Beta = 1, [property: OnnxName("transA")] bool TransA = false, [property: OnnxName("transB")] bool TransB = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i) => GemmRun.Infer(i, TransA, TransB);

    /// <inheritdoc/>
    public override void Run(Kernel k) => GemmRun.Run(k, Alpha, Beta, TransA, TransB, default);

    /// <inheritdoc/>
    public override void Differentiate(Gradient g) => Differentiate(g, g.Dy, this);

    internal static void Differentiate(Gradient g, Value dy, Gemm op)
    {
        (float alpha, float beta, bool ta, bool tb) = (op.Alpha, op.Beta, op.TransA, op.TransB);
        g.Set(0, () => ta ? g.Input(1).Gemm(dy, null, alpha, 1, tb, true) : dy.Gemm(g.Input(1), null, alpha, 1, false, !tb));
        g.Set(1, () => tb ? dy.Gemm(g.Input(0), null, alpha, 1, true, ta) : g.Input(0).Gemm(dy, null, alpha, 1, !ta));
        g.SetBroadcast(2, () => beta == 1 ? dy : dy * beta);
    }
}

/// <summary>Applies <see cref="Graphs.Gemm"/>.</summary>
public static class GemmBuilder
{
    /// <summary>alpha · op(a) · op(b) + beta · c for matrices a and b; c broadcasts to the result and may be left out.</summary>
    public static Value Gemm(this Value a, Value b, Value? c = null, float alpha = 1, float beta = 1, bool transA = false, bool transB = false) =>
        c is null
            ? a.Graph.Add(new Gemm(alpha, beta, transA, transB), a, b)
            : a.Graph.Add(new Gemm(alpha, beta, transA, transB), a, b, c);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<Gemm>();
}
