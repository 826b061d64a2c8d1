using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The gradient of <see cref="MatMul"/> or <see cref="FusedMatMul"/> by one of its operands: takes a, b and dy. Transposed reads and sums
/// over broadcast axes happen inside the multiply.
/// </summary>
/// <param name="Operand">0 for the gradient by a, 1 for that by b.</param>
/// <param name="Alpha">As of the product.</param>
/// <param name="TransA">As of the product.</param>
/// <param name="TransB">As of the product.</param>
public sealed record MatMulGradient(
    int Operand, float Alpha = 1, [property: OnnxName("transA")] bool TransA = false, [property: OnnxName("transB")] bool TransB = false) : Operator
{
    /// <inheritdoc/>
    public override string Domain => OwnDomain;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireSameElement();
        if (Operand is not (0 or 1)) throw i.Error($"operand {Operand} must be 0 or 1");
        i.OutputLike(Operand);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k) => MatMulRun.Gradient(k, Operand, Alpha, TransA, TransB);
}

/// <summary>Registers <see cref="MatMulGradient"/>, which only the products' gradients apply.</summary>
internal static class MatMulGradientBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<MatMulGradient>(Operator.OwnDomain);
}
