using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The product of eight-bit matrices with a 32-bit bias, requantized, or as floating-point numbers where no scale of the result is given (com.microsoft QGemm).
/// Operands: A [M, K], its scale and zero point; B [K, N], its scales and zero points (one, or one a column); an optional bias of N integers in steps of
/// A's scale times B's; the result's optional scale and zero point.
/// </summary>
/// <param name="Alpha">The factor on product and bias.</param>
/// <param name="TransA">Not supported: A comes row after row.</param>
/// <param name="TransB">Whether B is given transposed, [N, K].</param>
public sealed record QGemm(float Alpha = 1, [property: OnnxName("transA")] bool TransA = false, [property: OnnxName("transB")] bool TransB = false) : Operator
{
    private IntegerMatMulRun Product => new(0, 2, 3, 5, TransB);

    /// <inheritdoc/>
    public override string Domain => QLinearAdd.Microsoft;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (TransA) throw i.Error("transA is not supported; transpose the left operand before");
        i.RequireRank(0, 2, 2);
        i.RequireRank(3, 2, 2);
        Dim columns = i.Shape(3)[TransB ? 0 : 1];
        QuantizedTypes.RequireQuantized(i, 0, 1, 2);
        QuantizedTypes.RequireQuantized(i, 3, 4, 5, columns);
        if (i.HasInput(6))
        {
            if (i.Element(6) != ElementType.Int32) throw i.Error($"the bias holds {i.Element(6)}, expected Int32");
            i.RequireEqual(i.Shape(6).Count, columns, "bias and columns");
        }
        QuantizedTypes.RequireNumbers(i, 7);
        QuantizedTypes.RequireNumbers(i, 8);
        Product.Infer(i, !i.HasInput(7) ? ElementType.Float32 : i.HasInput(8) ? i.Element(8) : i.Element(0));
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        IntegerMatMulRun.Kept kept = Product.Sizes(k);
        bool floats = !k.HasInput(7);
        float factor = Alpha * QuantizedTypes.Scale(k.Input(1)), y = floats ? 1 : QuantizedTypes.Scale(k.Input(7));
        IntegerFinish finish = floats ? new IntegerFinish { Result = IntegerResult.Float32 } : QuantizedTypes.ToBytes(k.Output(0).Type, 1, QuantizedTypes.Zero(k, 8));
        int* memory = Product.Scales(k, kept, 4, factor, y, ref finish);
        if (k.HasInput(6)) finish.ColumnBias = k.In<int>(6);
        Product.Run(k, QuantizedTypes.Bytes(k, 0, QuantizedTypes.Zero(k, 2)), kept, in finish, memory);
    }
}

/// <summary>Registers <see cref="QGemm"/>, which files and passes bring.</summary>
internal static class QGemmBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<QGemm>(QLinearAdd.Microsoft);
}
