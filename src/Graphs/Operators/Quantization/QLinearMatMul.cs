using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The matrix product of eight-bit integers, requantized to eight bits (ONNX QLinearMatMul). Operands: a, its scale and zero point; b, its scales and
/// zero points (one, or one a column); the result's scale and zero point.
/// </summary>
public sealed record QLinearMatMul : Operator
{
    private static readonly IntegerMatMulRun Product = new(0, 2, 3, 5);

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        QuantizedTypes.RequireQuantized(i, 0, 1, 2);
        QuantizedTypes.RequireQuantized(i, 3, 4, 5, i.Shape(3).Rank > 1 ? i.Shape(3)[-1] : (Dim?)null);
        QuantizedTypes.RequireNumbers(i, 6);
        QuantizedTypes.RequireNumbers(i, 7);
        QuantizedTypes.RequireBytes(i, 7);
        Product.Infer(i, i.Element(7));
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        IntegerMatMulRun.Kept kept = Product.Sizes(k);
        IntegerFinish finish = QuantizedTypes.ToBytes(k.Output(0).Type, 1, QuantizedTypes.Zero(k, 7));
        int* memory = Product.Scales(k, kept, 4, QuantizedTypes.Scale(k.Input(1)), QuantizedTypes.Scale(k.Input(6)), ref finish);
        Product.Run(k, QuantizedTypes.Bytes(k, 0, QuantizedTypes.Zero(k, 2)), kept, in finish, memory);
    }
}

/// <summary>Registers <see cref="QLinearMatMul"/>, which files and passes bring.</summary>
internal static class QLinearMatMulBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<QLinearMatMul>();
}
