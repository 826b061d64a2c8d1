using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public static partial class OperatorRows
{
    private static OperatorRow[] Convolutions =>
    [
        new(new Conv(Pads: [1, 1, 1, 1]), (int[])[2, 3, 7, 9], (int[])[5, 3, 3, 3], (int[])[5]),
        new(new Conv(Strides: [2, 2], Pads: [1, 1, 1, 1]), (int[])[2, 4, 9, 8], (int[])[13, 4, 3, 3]),
        new(new Conv(Strides: [2, 3], Pads: [0, 2, 1, 0], Dilations: [2, 1]), (int[])[1, 2, 11, 10], (int[])[3, 2, 2, 4], (int[])[3]),
        new(new Conv(Group: 2, Pads: [1, 1, 1, 1]), (int[])[2, 4, 6, 5], (int[])[6, 2, 3, 3], (int[])[6]),
        new(new Conv(Group: 5, Pads: [1, 1, 1, 1]), (int[])[2, 5, 6, 7], (int[])[5, 1, 3, 3], (int[])[5]),
        new(new Conv(Group: 3, Strides: [2, 2], Pads: [1, 0, 1, 2]), (int[])[2, 3, 9, 7], (int[])[6, 1, 3, 5]),
        new(new Conv(AutoPad: "SAME_UPPER", Strides: [2, 2]), (int[])[1, 2, 7, 6], (int[])[4, 2, 4, 4]),
        new(new Conv(AutoPad: "SAME_LOWER"), (int[])[1, 2, 5, 6], (int[])[4, 2, 2, 4]),
        new(new Conv(AutoPad: "VALID"), (int[])[2, 3, 5, 5], (int[])[2, 3, 1, 1], (int[])[2]),
        new(new Conv(Strides: [2, 2]), (int[])[2, 3, 8, 8], (int[])[4, 3, 1, 1]),
        new(new Conv(Strides: [3], Pads: [2, 1], Dilations: [2]), (int[])[2, 3, 17], (int[])[4, 3, 3], (int[])[4]),
        new(new Conv(Pads: [1, 0, 1, 1, 0, 1]), (int[])[1, 2, 3, 4, 3], (int[])[2, 2, 3, 2, 3], (int[])[2]),
        new(new Conv(Pads: [1, 1, 1, 1]), (int[])[3, 16, 8, 9], (int[])[32, 16, 3, 3], (int[])[32]) { Tolerance = 1e-5, HasGradient = false },
        new(new Conv(Pads: [0, 2, 1, 1]), (int[])[2, 32, 12, 7], (int[])[48, 32, 3, 3]) { Tolerance = 1e-5, HasGradient = false },
        new(new ConvGradientInput(Pads: [1, 1, 1, 1]), (int[])[32, 16, 3, 3], (int[])[2, 32, 8, 7], (int[])[2, 16, 8, 7]) { Tolerance = 1e-5, HasGradient = false },
        new(new ConvGradientInput(Pads: [0, 1, 2, 0]), (int[])[16, 48, 3, 3], (int[])[2, 16, 9, 8], (int[])[2, 48, 9, 9]) { Tolerance = 1e-5, HasGradient = false },
        new(new ConvGradientWeight(Pads: [1, 1, 1, 1]), (int[])[3, 16, 9, 8], (int[])[3, 48, 9, 8], (int[])[48, 16, 3, 3]) { Tolerance = 1e-5, HasGradient = false },
        new(new ConvGradientWeight(Pads: [2, 0, 0, 1]), (int[])[3, 32, 7, 9], (int[])[3, 16, 7, 8], (int[])[16, 32, 3, 3]) { Tolerance = 1e-5, HasGradient = false },
        new(new ConvTranspose(), (int[])[2, 3, 4, 5], (int[])[3, 4, 3, 3], (int[])[4]),
        new(new ConvTranspose(Strides: [2, 2], Pads: [1, 1, 1, 1], OutputPadding: [1, 1]), (int[])[2, 4, 5, 4], (int[])[4, 3, 3, 3]),
        new(new ConvTranspose(Strides: [2, 3], Group: 2, Pads: [0, 1, 1, 0]), (int[])[1, 4, 3, 4], (int[])[4, 2, 2, 4], (int[])[4]),
        new(new ConvTranspose(Strides: [2, 2], OutputShape: [8, 9]), (int[])[1, 2, 4, 4], (int[])[2, 2, 3, 3]),
        new(new ConvTranspose(AutoPad: "SAME_UPPER", Strides: [2], Dilations: [2]), (int[])[1, 2, 6], (int[])[2, 3, 3], (int[])[3]),
        new(new ConvTranspose(Strides: [3, 3]), (int[])[1, 2, 2, 3], (int[])[2, 2, 2, 2]),
        new(new ConvGradientInput(Pads: [1, 1, 1, 1], Strides: [2, 2]), (int[])[4, 3, 3, 3], (int[])[2, 4, 4, 3], new Operand((int[])[2, 3, 7, 5], Differentiate: false)),
        new(new ConvGradientWeight(Pads: [1, 1, 1, 1], Strides: [2, 2]), (int[])[2, 3, 7, 5], (int[])[2, 4, 4, 3], new Operand((int[])[4, 3, 3, 3], Differentiate: false)),
        new(new ChannelSum(), (int[])[3, 4, 5, 7]) { HasGradient = false },
        new(new ChannelSum(), (int[])[3, 70]) { HasGradient = false },
    ];

    private static OperatorRow[] Fused =>
    [
        .. from a in ((string, float, float)[])[("Relu", 0, 0), ("LeakyRelu", 0.1f, 0), ("Clip", -0.2f, 0.3f), ("Sigmoid", 0, 0), ("Tanh", 0, 0),
               ("HardSigmoid", 0.2f, 0.5f), ("HardSwish", 0, 0), ("Silu", 0, 0), ("LeakyRelu", 1.5f, 0)]
           from row in (OperatorRow[])[
               new(new FusedConv(a.Item1, a.Item2, a.Item3, Strides: [2, 2]), (int[])[2, 3, 9, 9], (int[])[5, 3, 3, 3], (int[])[5]),
               new(new FusedConv(a.Item1, a.Item2, a.Item3, Pads: [1, 1, 1, 1]), (int[])[2, 16, 8, 8], (int[])[16, 16, 3, 3], (int[])[16]) { Tolerance = 1e-4 },
               new(new FusedConv(a.Item1, a.Item2, a.Item3, Group: 4, Pads: [1, 1, 1, 1]), (int[])[2, 4, 9, 9], (int[])[4, 1, 3, 3]),
               new(new FusedGemm(a.Item1, a.Item2, a.Item3), (int[])[13, 5], (int[])[5, 35], (int[])[35])]
           select row with { HasGradient = false, Tolerance = Math.Max(row.Tolerance, 4e-6) },
    ];

    private static OperatorRow[] Linears =>
    [
        new(new FusedLinear(), (int[])[2, 3, 5], (int[])[5, 7]) { HasGradient = false },
        new(new FusedLinear("Relu"), (int[])[2, 3, 4, 5], (int[])[5, 37], (int[])[37]) { HasGradient = false },
    ];

    private static OperatorRow[] Pools =>
    [
        new(new MaxPool([2, 2], Strides: [2, 2]), (int[])[2, 3, 8, 34]),
        new(new MaxPool([2, 2], Strides: [2, 2]), (int[])[2, 3, 7, 9]),
        new(new MaxPool([3, 3], Strides: [2, 2], Pads: [1, 1, 1, 1]), (int[])[2, 3, 9, 10]),
        new(new MaxPool([3, 2], CeilMode: true, Strides: [2, 3], Dilations: [2, 1]), (int[])[1, 2, 10, 8]),
        new(new MaxPool([2, 2], AutoPad: "SAME_UPPER", StorageOrder: 1), (int[])[1, 2, 5, 4]),
        new(new MaxPool([3], Strides: [1], Pads: [1, 1]), (int[])[2, 3, 21]),
        new(new MaxPool([2, 2, 2], Strides: [2, 2, 2]), (int[])[1, 2, 4, 4, 4]),
        new(new MaxPoolGradient([2, 2], Strides: [2, 2]), Tensor.Of<float>([1, 1, 2, 2], 1, 4, 3, 2), Tensor.Of<float>([1, 1, 1, 1], 4),
            Tensor.Of<float>([1, 1, 1, 1], 0.5f)) { HasGradient = false },
        new(new AveragePool([2, 2], Strides: [2, 2]), (int[])[2, 3, 8, 34]),
        new(new AveragePool([3, 3], Pads: [1, 1, 1, 1]), (int[])[2, 3, 9, 10]),
        new(new AveragePool([3, 3], CountIncludePad: true, CeilMode: true, Strides: [2, 2], Pads: [1, 1, 1, 1]), (int[])[1, 2, 8, 7]),
        new(new AveragePool([3, 2], CeilMode: true, Strides: [3, 2], Dilations: [1, 2]), (int[])[1, 2, 10, 8]),
        new(new AveragePool([3], AutoPad: "SAME_LOWER", Strides: [2]), (int[])[2, 2, 8]),
        new(new AveragePoolGradient([2, 2], Strides: [1, 1]), (int[])[1, 2, 3, 4], new Operand((int[])[1, 2, 4, 5], Differentiate: false)),
        new(new GlobalAveragePool(), (int[])[2, 3, 5, 7]),
        new(new GlobalAveragePoolGradient(), (int[])[2, 3, 1, 1], new Operand((int[])[2, 3, 4, 5], Differentiate: false)),
        new(new GlobalMaxPool(), (int[])[2, 3, 5, 7]) { NonFinite = true },
    ];

    private static OperatorRow[] Products =>
    [
        new(new MatMul(), (int[])[3, 5], (int[])[5, 7]),
        new(new MatMul(), (int[])[2, 3, 5], (int[])[5, 7]),
        new(new MatMul(), (int[])[2, 1, 3, 4], (int[])[3, 4, 2]),
        new(new MatMul(), (int[])[3, 4], (int[])[5, 4, 2]),
        new(new MatMul(), (int[])[4], (int[])[4, 3]),
        new(new MatMul(), (int[])[2, 3, 4], (int[])[4]),
        new(new MatMul(), (int[])[6], (int[])[6]),
        new(new MatMul(), (int[])[5], (int[])[2, 5, 3]),
        new(new MatMul(), (int[])[3, 0], (int[])[0, 2]),
        new(new FusedMatMul(0.5f, true, false), (int[])[2, 5, 3], (int[])[2, 5, 4]),
        new(new FusedMatMul(2, false, true), (int[])[6, 3, 5], (int[])[6, 4, 5]),
        new(new FusedMatMul(1, true, true), (int[])[2, 5, 3], (int[])[4, 5]),
        new(new FusedMatMul(1, false, true), (int[])[2, 3, 5], (int[])[4, 5]),
        new(new MatMulGradient(1), (int[])[2, 3], (int[])[3, 4], (int[])[2, 4]) { HasGradient = false },
        new(new Gemm(), (int[])[3, 5], (int[])[5, 7], (int[])[7]),
        new(new Gemm(0.5f, 2, true, false), (int[])[5, 3], (int[])[5, 7], (int[])[3, 1]),
        new(new Gemm(2, 1, false, true), (int[])[3, 5], (int[])[7, 5], (int[])[3, 7]),
        new(new Gemm(1, 0.5f, true, true), (int[])[5, 3], (int[])[7, 5], (int[])[]),
        new(new Gemm(1, 1, false, true), (int[])[17, 33], (int[])[21, 33], (int[])[17, 1]),
        new(new Gemm(), (int[])[2, 3], (int[])[3, 2]),
        new(new Det(), (int[])[2, 3, 4, 4]) { HasGradient = false },
    ];
}
