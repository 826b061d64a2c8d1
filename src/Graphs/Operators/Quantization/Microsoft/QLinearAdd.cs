using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The sum of eight-bit operands that broadcast, requantized (com.microsoft QLinearAdd). Operands: a, its scale and zero point; b, its scale and zero
/// point; the result's scale and zero point.
/// </summary>
public sealed record QLinearAdd : Operator
{
    internal const string Microsoft = "com.microsoft";

    /// <inheritdoc/>
    public override string Domain => Microsoft;

    /// <inheritdoc/>
    public override void Infer(Inference i) => QuantizedElementwise.Infer(i);

    /// <inheritdoc/>
    public override void Run(Kernel k) => QuantizedElementwise.Run(k, product: false);
}

/// <summary>Registers <see cref="QLinearAdd"/>, which files and passes bring.</summary>
internal static class QLinearAddBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<QLinearAdd>(QLinearAdd.Microsoft);
}
