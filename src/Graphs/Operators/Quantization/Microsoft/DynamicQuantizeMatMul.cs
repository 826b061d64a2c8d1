using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The matrix product of floating-point numbers, quantized over the range they have, with eight-bit weights (com.microsoft DynamicQuantizeMatMul). Operands: a;
/// b; b's scales and optional zero points (one, or one a column); an optional floating-point bias, one a column.
/// </summary>
public sealed record DynamicQuantizeMatMul : Operator
{
    // The left operand's zero point is not an operand.
    private static readonly IntegerMatMulRun Product = new(0, int.MaxValue, 1, 3);

    /// <inheritdoc/>
    public override string Domain => QLinearAdd.Microsoft;

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (i.Element(0) != ElementType.Float32) throw i.Error($"input 0 holds {i.Element(0)}, expected Float32");
        QuantizedTypes.RequireQuantized(i, 1, 2, 3, i.Shape(1)[-1]);
        if (i.HasInput(4)) i.RequireEqual(i.Shape(4).Count, i.Shape(1)[-1], "bias and columns");
        i.Output(ElementType.Float32, MatMulRun.ResultShape(i, 0, 1, false, false));
    }

    /// <inheritdoc/>
    public override unsafe void Run(Kernel k)
    {
        IntegerMatMulRun.Kept kept = Product.Sizes(k);
        long count = k.Input(0).Count;
        (float scale, int zero) = QuantizationLoops.RangeOf(k.In<float>(0), count);
        var finish = new IntegerFinish { Result = IntegerResult.Float32 };
        int* memory = Product.Scales(k, kept, 2, scale, 1, ref finish, count / sizeof(int) + 1);
        if (k.HasInput(4)) finish.ColumnShift = k.In<float>(4);
        byte* bytes = (byte*)(memory + IntegerMatMulRun.Room(kept) + kept.Sizes.N);
        QuantizationLoops.Quantize(k.In<float>(0), bytes, count, scale, zero, 0, 255);
        Product.Run(k, new QuantizedBytes((nint)bytes, false, zero), kept, in finish, memory);
    }
}

/// <summary>Registers <see cref="DynamicQuantizeMatMul"/>, which files bring.</summary>
internal static class DynamicQuantizeMatMulBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<DynamicQuantizeMatMul>(QLinearAdd.Microsoft);
}
