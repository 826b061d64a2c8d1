using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The elementwise product of eight-bit operands that broadcast, requantized (com.microsoft QLinearMul). Operands: a, its scale and zero point; b, its
/// scale and zero point; the result's scale and zero point.
/// </summary>
public sealed record QLinearMul : Operator
{
    /// <inheritdoc/>
    public override string Domain => QLinearAdd.Microsoft;

    /// <inheritdoc/>
    public override void Infer(Inference i) => QuantizedElementwise.Infer(i);

    /// <inheritdoc/>
    public override void Run(Kernel k) => QuantizedElementwise.Run(k, product: true);
}

/// <summary>Registers <see cref="QLinearMul"/>, which files and passes bring.</summary>
internal static class QLinearMulBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<QLinearMul>(QLinearAdd.Microsoft);
}
