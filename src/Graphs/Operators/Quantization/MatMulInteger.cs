using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The matrix product of eight-bit integers with 32-bit results (ONNX MatMulInteger), batched like MatMul, with optional zero points: of a one or
/// one a row, of b one or one a column. The sums wrap around where they do not fit 32 bits.
/// </summary>
public sealed record MatMulInteger : Operator
{
    private static readonly IntegerMatMulRun Product = new(0, 2, 1, 3);

    /// <inheritdoc/>
    public override void Infer(Inference i) => Product.Infer(i, ElementType.Int32);

    /// <inheritdoc/>
    public override void Run(Kernel k) => Product.Run(k, new IntegerFinish { Result = IntegerResult.Int32 });
}

/// <summary>Applies <see cref="Graphs.MatMulInteger"/>.</summary>
public static class MatMulIntegerBuilder
{
    /// <summary>The product of eight-bit matrices less their zero points, with 32-bit results.</summary>
    public static Value MatMulInteger(this Value a, Value b, Value? aZero = null, Value? bZero = null) =>
        a.Graph.Add(new MatMulInteger(), a, b, aZero, bZero);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<MatMulInteger>();
}
