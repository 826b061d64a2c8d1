using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The logistic function of eight-bit numbers, requantized (com.microsoft QLinearSigmoid). Operands: x, its scale and zero point; the result's scale and zero
/// point.
/// </summary>
public sealed record QLinearSigmoid : Operator
{
    /// <inheritdoc/>
    public override string Domain => QLinearAdd.Microsoft;

    /// <inheritdoc/>
    public override void Infer(Inference i) => QuantizedTable.Infer(i);

    /// <inheritdoc/>
    public override void Run(Kernel k) => QuantizedTable.Run(k, 0, static (x, _) => 1 / (1 + MathF.Exp(-x)));
}

/// <summary>Registers <see cref="QLinearSigmoid"/>, which files bring.</summary>
internal static class QLinearSigmoidBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<QLinearSigmoid>(QLinearAdd.Microsoft);
}
