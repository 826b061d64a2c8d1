using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public static partial class OperatorRows
{
    private static Operand Angles(double low, double high) => new((int[])[3, 37], low, high);

    private static OperatorRow[] Trigonometry =>
    [
        new(new Tan(), Angles(-1.4, 1.4)),
        new(new Atan(), Angles(-9, 9)) { NonFinite = true },
        new(new Asin(), Angles(-0.95, 0.95)) { NonFinite = true },
        new(new Acos(), Angles(-0.95, 0.95)) { NonFinite = true },
        new(new Sinh(), Angles(-3, 3)) { NonFinite = true },
        new(new Cosh(), Angles(-3, 3)) { NonFinite = true },
        new(new Asinh(), Angles(-9, 9)) { NonFinite = true },
        new(new Acosh(), Angles(1.1, 9)) { NonFinite = true },
        new(new Atanh(), Angles(-0.9, 0.9)) { NonFinite = true },
    ];

    private static OperatorRow[] Bits =>
    [
        new(new BitwiseAnd(), Of(ElementType.Int32, -99, 99, 4, 5), Of(ElementType.Int32, -99, 99, 5)) { HasGradient = false },
        new(new BitwiseOr(), Of(ElementType.Int64, -99, 99, 4, 5), Of(ElementType.Int64, -99, 99, 4, 1)) { HasGradient = false },
        new(new BitwiseXor(), Of(ElementType.UInt8, 0, 255, 4, 5), Of(ElementType.UInt8, 0, 255, 5)) { HasGradient = false },
        new(new BitwiseNot(), Of(ElementType.Int32, -99, 99, 4, 5)) { HasGradient = false },
        new(new BitShift("LEFT"), Of(ElementType.UInt8, 0, 255, 4, 5), Of(ElementType.UInt8, 0, 12, 5)) { HasGradient = false },
        new(new BitShift("RIGHT"), Of(ElementType.UInt8, 0, 255, 4, 5), Of(ElementType.UInt8, 0, 12, 5)) { HasGradient = false },
    ];

    private static OperatorRow[] Signals =>
    [
        new(new DFT(), (int[])[2, 8, 2]),
        new(new DFT(true), (int[])[2, 6, 3, 2], null, Tensor.Scalar(1L)),
        new(new DFT(), (int[])[3, 5, 1]),
        new(new DFT(Onesided: true), (int[])[2, 7, 1], Tensor.Scalar(16L)) { HasGradient = false },
        new(new DFT(), (int[])[2, 3, 40, 2], Tensor.Scalar(30L), Tensor.Scalar(-2L)) { HasGradient = false },
        new(new STFT(), (int[])[2, 50, 1], Tensor.Scalar(5L), (int[])[16]) { HasGradient = false },
        new(new STFT(false), (int[])[1, 50, 2], Tensor.Scalar(7L), null, Tensor.Scalar(12L)) { HasGradient = false },
        new(new BlackmanWindow(), Tensor.Scalar(9L)) { HasGradient = false },
        new(new HammingWindow(ElementType.Float64, false), Tensor.Scalar(10)) { HasGradient = false },
        new(new HannWindow(), Tensor.Scalar(10L)) { HasGradient = false },
        new(new MelWeightMatrix(), Tensor.Scalar(8L), Tensor.Scalar(64L), Tensor.Scalar(8000L), Tensor.Scalar(20f), Tensor.Scalar(4000f)) { HasGradient = false },
    ];

    private static OperatorRow[] RandomNumbers =>
    [
        new(new RandomUniform([3, 21], High: 3, Low: -2)) { HasGradient = false },
        new(new RandomUniformLike(ElementType.Float64), (int[])[3, 7]) { HasGradient = false },
        new(new RandomNormal([3, 21], ElementType.Float64, 5, 0.5f, 7)) { HasGradient = false },
        new(new RandomNormalLike(), (int[])[3, 7]) { HasGradient = false },
        new(new Bernoulli(ElementType.Int32), new Operand((int[])[3, 37], 0, 1)) { HasGradient = false },
        new(new Bernoulli(Seed: 3), new Operand((int[])[3, 37], 0, 1)) { HasGradient = false },
        new(new Multinomial(ElementType.Int64, 9), (int[])[3, 7]) { HasGradient = false },
    ];
}
