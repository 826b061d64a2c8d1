using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public static partial class OperatorRows
{
    private static Operand Positive => new((int[])[3, 37], 0.1, 4);

    private static Operand Of(ElementType type, double low, double high, params int[] shape) => new(shape, low, high, Type: type);

    private static OperatorRow[] Functions =>
    [
        new(new Exp(), new Operand((int[])[3, 37], -20, 3)) { NonFinite = true },
        new(new Log(), Positive) { NonFinite = true },
        new(new Sqrt(), Positive) { NonFinite = true },
        new(new Reciprocal(), Positive) { NonFinite = true },
        new(new Erf(), Wide) { NonFinite = true },
        new(new Abs(), (int[])[3, 37]) { NonFinite = true },
        new(new Abs(), Of(ElementType.Int32, -9, 9, 5, 3)) { HasGradient = false },
        new(new Neg(), Of(ElementType.Int64, -9, 9, 5, 3)) { HasGradient = false },
        new(new Relu(), Of(ElementType.Int32, -9, 9, 5, 3)) { HasGradient = false },
        new(new Sign(), (int[])[3, 37]) { NonFinite = true },
        new(new Floor(), new Operand((int[])[3, 37], -4.4, 3.6)) { NonFinite = true },
        new(new Ceil(), new Operand((int[])[3, 37], -4.4, 3.6)) { NonFinite = true },
        new(new Round(), new Operand((int[])[3, 37], -4.4, 3.6)) { NonFinite = true },
        new(new Sin(), new Operand((int[])[3, 37], -9, 9)),
        new(new Cos(), new Operand((int[])[3, 37], -9, 9)),
        new(new Pow(), Positive, (int[])[37]),
        new(new Pow(), Positive, Tensor.Scalar(2f)) { HasGradient = false, NonFinite = true },
        new(new Pow(), Positive, Tensor.Scalar(3f)) { HasGradient = false },
        new(new Pow(), Positive, Tensor.Scalar(0.5f)) { HasGradient = false, NonFinite = true },
        new(new Pow(), Of(ElementType.Int32, -5, 5, 9), Operand.Ints(3)) { HasGradient = false },
        new(new Mod(), Of(ElementType.Int32, -9, 9, 4, 5), Of(ElementType.Int32, 1, 5, 5)) { HasGradient = false },
        new(new Mod(true), new Operand((int[])[3, 7], -5, 5), new Operand((int[])[7], 1, 2)),
        new(new Sum(), (int[])[3, 5], (int[])[5], (int[])[2, 1, 5]) { NonFinite = true },
        new(new Sum(), (int[])[3, 5]),
        new(new Mean(), (int[])[3, 5], (int[])[5], (int[])[2, 1, 5]),
        new(new Max(), (int[])[3, 5], (int[])[5], (int[])[2, 1, 5]) { NonFinite = true },
        new(new Max(), Of(ElementType.Int64, -9, 9, 4, 5), Of(ElementType.Int64, -9, 9, 5)) { HasGradient = false },
        new(new Min(), (int[])[3, 5], (int[])[5], (int[])[2, 1, 5]) { NonFinite = true },
        new(new Clip(), (int[])[3, 37], Tensor.Scalar(-0.25f), Tensor.Scalar(0.5f)) { HasGradient = false, NonFinite = true },
        new(new Clip(), (int[])[3, 37], new Operand((int[])[], -0.3, -0.2, Differentiate: false), new Operand((int[])[], 0.4, 0.5, Differentiate: false)),
        new(new Clip(), (int[])[3, 37], null, new Operand((int[])[], 0.4, 0.5, Differentiate: false)),
        new(new Clip(), Of(ElementType.Int32, -9, 9, 12), Tensor.Scalar(-3), Tensor.Scalar(4)) { HasGradient = false },
        new(new ClipGradient(), (int[])[3, 37], (int[])[3, 37], Tensor.Scalar(-0.25f), Tensor.Scalar(0.5f)) { HasGradient = false },
        new(new Equal(), Of(ElementType.Int64, -2, 2, 4, 5), Of(ElementType.Int64, -2, 2, 5)) { HasGradient = false },
        new(new Equal(), Of(ElementType.Bool, -2, 2, 4, 5), Of(ElementType.Bool, -2, 2, 5)) { HasGradient = false },
        new(new Less(), (int[])[4, 5], (int[])[4, 1]) { HasGradient = false, NonFinite = true },
        new(new LessOrEqual(), Of(ElementType.Int32, -2, 2, 4, 5), Of(ElementType.Int32, -2, 2, 1)) { HasGradient = false },
        new(new Greater(), (int[])[4, 1], (int[])[4, 5]) { HasGradient = false, NonFinite = true },
        new(new GreaterOrEqual(), (int[])[4, 5], (int[])[4, 5]) { HasGradient = false, NonFinite = true },
        new(new And(), Of(ElementType.Bool, -1, 1, 4, 5), Of(ElementType.Bool, -1, 1, 5)) { HasGradient = false },
        new(new Or(), Of(ElementType.Bool, -1, 1, 4, 5), Of(ElementType.Bool, -1, 1, 5)) { HasGradient = false },
        new(new Xor(), Of(ElementType.Bool, -1, 1, 4, 5), Of(ElementType.Bool, -1, 1, 5)) { HasGradient = false },
        new(new Not(), Of(ElementType.Bool, -1, 1, 4, 5)) { HasGradient = false },
        new(new Where(), Of(ElementType.Bool, -1, 1, 4, 1), (int[])[4, 5], (int[])[5]),
        new(new Where(), Of(ElementType.Bool, -1, 1, 4, 5), Of(ElementType.Int64, -9, 9, 5), Of(ElementType.Int64, -9, 9, 1)) { HasGradient = false },
        new(new IsNaN(), (int[])[3, 37]) { HasGradient = false, NonFinite = true },
        new(new IsInf(), (int[])[3, 37]) { HasGradient = false, NonFinite = true },
        new(new IsInf(DetectNegative: false), (int[])[3, 37]) { HasGradient = false, NonFinite = true },
    ];
}
