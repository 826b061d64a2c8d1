using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// LeakyRelu of eight-bit numbers, requantized (com.microsoft QLinearLeakyRelu). Operands: x, its scale and zero point; the result's scale and zero point.
/// </summary>
/// <param name="Alpha">The slope for negative numbers.</param>
public sealed record QLinearLeakyRelu(float Alpha = 0.01f) : Operator
{
    /// <inheritdoc/>
    public override string Domain => QLinearAdd.Microsoft;

    /// <inheritdoc/>
    public override void Infer(Inference i) => QuantizedTable.Infer(i);

    /// <inheritdoc/>
    public override void Run(Kernel k) => QuantizedTable.Run(k, Alpha, static (x, alpha) => x < 0 ? alpha * x : x);
}

/// <summary>Registers <see cref="QLinearLeakyRelu"/>, which files bring.</summary>
internal static class QLinearLeakyReluBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<QLinearLeakyRelu>(QLinearAdd.Microsoft);
}
