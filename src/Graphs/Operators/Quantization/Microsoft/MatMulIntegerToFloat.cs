using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The matrix product of eight-bit integers as floating-point numbers (com.microsoft MatMulIntegerToFloat). Operands: a; b; their scales (b's: one, or one a
/// column); their optional zero points; an optional floating-point bias, one a column.
/// </summary>
public sealed record MatMulIntegerToFloat : Operator
{
    private static readonly IntegerMatMulRun Product = new(0, 4, 1, 5);

    /// <inheritdoc/>
    public override string Domain => QLinearAdd.Microsoft;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        QuantizedTypes.RequireNumbers(i, 2);
        QuantizedTypes.RequireNumbers(i, 3, i.Shape(1)[-1]);
        if (i.HasInput(6)) i.RequireEqual(i.Shape(6).Count, i.Shape(1)[-1], "bias and columns");
        Product.Infer(i, ElementType.Float32);
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        IntegerMatMulRun.Kept kept = Product.Sizes(k);
        var finish = new IntegerFinish { Result = IntegerResult.Float32 };
        int* memory = Product.Scales(k, kept, 3, QuantizedTypes.Scale(k.Input(2)), 1, ref finish);
        if (k.HasInput(6)) finish.ColumnShift = k.In<float>(6);
        Product.Run(k, QuantizedTypes.Bytes(k, 0, QuantizedTypes.Zero(k, 4)), kept, in finish, memory);
    }
}

/// <summary>Registers <see cref="MatMulIntegerToFloat"/>, which files bring.</summary>
internal static class MatMulIntegerToFloatBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<MatMulIntegerToFloat>(QLinearAdd.Microsoft);
}
