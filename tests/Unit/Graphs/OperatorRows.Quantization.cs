using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public static partial class OperatorRows
{
    private static OperatorRow[] Quantization =>
    [
        Quantized(new QuantizeLinear(), new Operand((int[])[3, 5, 31], -4, 4), S(0.02f), U(128)),
        Quantized(new QuantizeLinear(), new Operand((int[])[67], -4, 4), S(0.025f), I(-3)),
        Quantized(new QuantizeLinear(), new Operand((int[])[2, 3, 5, 7], -4, 4), S(0.02f, 0.5f, 0.011f), U(0, 255, 17)),
        Quantized(new QuantizeLinear(-1), new Operand((int[])[2, 3], -4, 4), S(0.02f, 0.5f, 0.011f), I(0, 127, -128)),
        Quantized(new QuantizeLinear(), new Operand((int[])[40], -4, 4), S(0.02f)),
        Quantized(new QuantizeLinear(OutputDtype: ElementType.Int4), new Operand((int[])[40], -4, 4), S(0.3f)),
        Quantized(new QuantizeLinear(), new Operand((int[])[40], -4, 4), S(0.0003f), Tensor.Of<ushort>([1], 32000)),
        Quantized(new QuantizeLinear(OutputDtype: ElementType.Int16), new Operand((int[])[40], -4, 4), S(0.0003f)),
        Quantized(new QuantizeLinear(1, 3), new Operand((int[])[2, 7], -4, 4), Tensor.Of([2, 3], 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f), Tensor.Of<byte>([2, 3], 1, 2, 3, 4, 5, 6)),
        Quantized(new QuantizeLinear(0, 2), new Operand((int[])[4, 3], -4, 4), Tensor.Of([2, 3], 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f)),
        Quantized(new DequantizeLinear(), Bytes(3, 5, 31), S(0.02f), U(128)),
        Quantized(new DequantizeLinear(), Signed(70), S(0.02f), I(-7)),
        Quantized(new DequantizeLinear(), Signed(2, 3, 5, 7), S(0.02f, 0.5f, 0.011f), I(0, 100, -17)),
        Quantized(new DequantizeLinear(-1), Signed(2, 3), S(0.02f, 0.5f, 0.011f)),
        Quantized(new DequantizeLinear(), new Operand((int[])[33], -100000, 100000, Type: ElementType.Int32), S(0.02f)),
        Quantized(new DequantizeLinear(1, 3), Bytes(2, 7), Tensor.Of([2, 3], 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f), Tensor.Of<byte>([2, 3], 1, 2, 3, 4, 5, 6)),
        Quantized(new DynamicQuantizeLinear(), new Operand((int[])[3, 37], -4, 2)),
        Quantized(new DynamicQuantizeLinear(), new Operand((int[])[5], 1, 2)),
        Quantized(new DynamicQuantizeLinear(), new Operand((int[])[40], 0, 0)),
    ];

    private static OperatorRow[] QuantizedProducts =>
    [
        Quantized(new ConvInteger(Pads: [1, 1, 1, 1]), Bytes(2, 3, 7, 9), Signed(5, 3, 3, 3)),
        Quantized(new ConvInteger(Strides: [2, 2], Pads: [1, 0, 1, 2]), Bytes(1, 4, 9, 8), Bytes(13, 4, 3, 3), U(131), U(99)),
        Quantized(new ConvInteger(Group: 2, Pads: [1, 1, 1, 1]), Signed(2, 6, 6, 5), Signed(6, 3, 3, 3), I(-90), I(1, 2, 3, -4, 5, -6)),
        Quantized(new ConvInteger(Group: 5, Pads: [1, 1, 1, 1]), Bytes(2, 5, 6, 37), Signed(5, 1, 3, 3), U(7)),
        Quantized(new ConvInteger(Group: 3, Strides: [2, 2], Pads: [1, 0, 1, 2]), Bytes(2, 3, 9, 7), Bytes(6, 1, 3, 5)),
        Quantized(new ConvInteger(Strides: [2, 3], Pads: [0, 2, 1, 0], Dilations: [2, 1]), Bytes(1, 2, 11, 10), Signed(3, 2, 2, 4), U(255), I(-128)),
        Quantized(new ConvInteger(Strides: [2, 2]), Bytes(2, 3, 8, 8), Signed(4, 3, 1, 1)),
        Quantized(new ConvInteger(Strides: [3], Pads: [2, 1], Dilations: [2]), Bytes(2, 3, 17), Signed(4, 3, 3)),
        Quantized(new ConvInteger(Pads: [1, 0, 1, 1, 0, 1]), Bytes(1, 2, 3, 4, 3), Signed(2, 2, 3, 2, 3)),
        Quantized(new ConvInteger(Pads: [1, 1, 1, 1]), Bytes(1, 131, 9, 9), Signed(17, 131, 3, 3), U(128)),
        Quantized(new ConvInteger(Pads: [1, 0, 2, 1]), Bytes(2, 9, 13, 11), Signed(13, 9, 3, 3), U(200), I(-3)),
        Quantized(new ConvInteger(Group: 2, Pads: [1, 1, 1, 1]), Signed(2, 16, 9, 37), Bytes(24, 8, 3, 3), I(-90), Tensor.Of<byte>([24], [.. Enumerable.Range(0, 24).Select(i => (byte)(i * 10))])),
        Quantized(new ConvInteger(), Bytes(1, 8, 70, 5), Signed(30, 8, 3, 3)),
        Quantized(new QLinearConv(Pads: [1, 1, 1, 1]), Bytes(1, 16, 32, 32), S(0.02f), U(12), Signed(16, 16, 3, 3), S(0.01f), I(0), S(0.7f), U(128), Tensor.Of<int>([16], [.. Enumerable.Range(0, 16).Select(i => 1000 - 90 * i)])),
        Quantized(new QLinearConv(Pads: [1, 1, 1, 1]), Bytes(2, 3, 7, 9), S(0.02f), U(12), Signed(5, 3, 3, 3), S(0.01f), I(0), S(0.05f), U(128)),
        Quantized(new QLinearConv(Pads: [1, 1, 1, 1]), Bytes(1, 16, 8, 8), S(0.02f), U(12), Signed(24, 16, 3, 3), S([.. Enumerable.Range(1, 24).Select(i => 0.001f * i)]),
            I(new sbyte[24]), S(0.4f), I(-3), Tensor.Of<int>([24], [.. Enumerable.Range(0, 24).Select(i => 1000 - 90 * i)])),
        Quantized(new QLinearConv(Group: 4, Pads: [1, 1, 1, 1]), Bytes(1, 4, 8, 35), S(0.02f), U(12), Bytes(4, 1, 3, 3), S(0.01f), U(100), S(0.05f), U(128), Tensor.Of<int>([4], 1, 200, -3, 4)),
        Quantized(new MatMulInteger(), Bytes(13, 5), Signed(5, 35)),
        Quantized(new MatMulInteger(), Signed(3, 2, 7), Bytes(7, 33), I(3), U(200)),
        Quantized(new MatMulInteger(), Bytes(2, 3, 4, 7), Bytes(2, 1, 7, 5), U(9), U(77)),
        Quantized(new MatMulInteger(), Bytes(4, 7), Signed(7, 3), U(1, 2, 3, 255), I(5, -6, 7)),
        Quantized(new MatMulInteger(), Bytes(7), Signed(7, 3)),
        Quantized(new MatMulInteger(), Bytes(3, 4100), Signed(4100, 3), U(255), I(-128)),
        Quantized(new QLinearMatMul(), Bytes(13, 5), S(0.02f), U(12), Signed(5, 35), S(0.03f), I(0), S(0.07f), U(128)),
        Quantized(new QLinearMatMul(), Signed(2, 13, 5), S(0.02f), I(12), Signed(5, 3), S(0.03f, 0.1f, 0.2f), I(0, 1, -2), S(0.07f), I(-3)),
    ];

    private static OperatorRow[] QuantizedMicrosoft =>
    [
        Quantized(new ByteTable(), Bytes(3, 71), Tensor.Of<byte>([256], [.. Enumerable.Range(0, 256).Select(i => (byte)(i * 7))])),
        Quantized(new ByteTable(), Signed(5), Tensor.Of<sbyte>([256], [.. Enumerable.Range(0, 256).Select(i => (sbyte)(i / 2))])),
        Quantized(new MaxPool([3, 2], Strides: [2, 1], Pads: [1, 1, 0, 1]), Signed(2, 3, 9, 70)),
        Quantized(new MaxPool([2, 2], Strides: [2, 2]), Bytes(2, 3, 9, 70)),
        Quantized(new QLinearAdd(), Bytes(2, 3, 5, 37), S(0.02f), U(12), Bytes(2, 3, 5, 37), S(0.03f), U(200), S(0.04f), U(128)),
        Quantized(new QLinearAdd(), Signed(2, 3, 5, 7), S(0.02f), I(12), Signed(3, 1, 1), S(0.03f), null, S(0.04f)),
        Quantized(new QLinearMul(), Bytes(2, 3, 5, 37), S(0.02f), U(12), Bytes(37), S(0.03f), U(200), S(0.09f), U(128)),
        Quantized(new QLinearMul(), Signed(40), S(0.02f), I(12), Signed(1), S(0.03f), I(-3), S(0.01f), I(7)),
        Quantized(new QLinearSigmoid(), Bytes(3, 71), S(0.05f), U(130), S(1f / 256), U(0)),
        Quantized(new QLinearLeakyRelu(0.2f), Signed(3, 71), S(0.05f), I(-10), S(0.04f), I(-100)),
        Quantized(new QLinearGlobalAveragePool(), Bytes(2, 3, 7, 9), S(0.05f), U(130), S(0.007f), U(3)),
        Quantized(new QLinearGlobalAveragePool(), Signed(2, 3, 5), S(0.05f), I(-13), S(0.011f), I(3)),
        Quantized(new QLinearAveragePool([2, 3], Pads: [1, 0, 0, 1], Strides: [2, 1]), Bytes(2, 3, 7, 9), S(0.0513f), U(130), S(0.0371f), U(3)),
        Quantized(new QLinearAveragePool([3, 3], CountIncludePad: true, AutoPad: "SAME_UPPER"), Signed(1, 2, 7, 9), S(0.0513f), I(-30), S(0.0371f), I(3)),
        Quantized(new QLinearConcat(1), S(0.05f), U(100), Bytes(2, 3, 4), S(0.02f), U(10), Bytes(2, 70, 4), S(0.05f), U(100), Bytes(2, 1, 4), S(0.1f), U(0)),
        Quantized(new QLinearSoftmax(13), Bytes(3, 11), S(0.05f), U(130), S(1f / 256), U(0)),
        Quantized(new QLinearSoftmax(13, 1), Signed(2, 5, 3), S(0.05f), I(1), S(1f / 256), I(-128)),
        Quantized(new QLinearSoftmax(12, 1), Signed(2, 5, 3), S(0.05f), I(1), S(1f / 256), I(-128)),
        Quantized(new QGemm(), Bytes(13, 5), S(0.02f), U(12), Signed(5, 35), S(0.03f), I(0), null, S(0.07f), U(128)),
        Quantized(new QGemm(TransB: true), Bytes(1, 70), S(0.02f), U(12), Signed(3, 70), S(0.03f, 0.1f, 0.2f), I(0, 1, -2), Tensor.Of<int>([3], 100, -200, 300), S(0.7f), U(128)),
        Quantized(new QGemm(0.5f), Signed(4, 7), S(0.02f), I(12), Signed(7, 3), S(0.03f, 0.1f, 0.2f), I(0, 0, 0), Tensor.Of<int>([3], 100, -200, 300)),
        Quantized(new MatMulIntegerToFloat(), Bytes(2, 4, 7), Signed(7, 33), S(0.02f), S(0.03f), U(17), I(-3)),
        Quantized(new MatMulIntegerToFloat(), Bytes(4, 7), Bytes(7, 3), S(0.02f), S(0.03f, 0.1f, 0.2f), null, U(5, 6, 7), Tensor.Of([3], 1f, 2f, -3f)),
        Quantized(new DynamicQuantizeMatMul(), new Operand((int[])[3, 4, 7], -2, 3), Signed(7, 33), S(0.03f), I(-3)),
        Quantized(new DynamicQuantizeMatMul(), new Operand((int[])[4, 7], -2, 3), Signed(7, 3), S(0.03f, 0.1f, 0.2f), null, Tensor.Of([3], 1f, 2f, -3f)),
    ];

    private static OperatorRow Quantized(Operator op, params Operand?[] operands) => new(op, operands) { HasGradient = false };

    private static Operand Bytes(params int[] shape) => new(Shape.Of(shape), 0, 256, Type: ElementType.UInt8);

    private static Operand Signed(params int[] shape) => new(Shape.Of(shape), -128.99, 127.99, Type: ElementType.Int8);

    private static Operand S(params float[] scales) => scales.Length == 1 ? Tensor.Scalar(scales[0]) : Tensor.Of<float>([scales.Length], scales);

    private static Operand U(params byte[] zeros) => zeros.Length == 1 ? Tensor.Scalar(zeros[0]) : Tensor.Of<byte>([zeros.Length], zeros);

    private static Operand I(params sbyte[] zeros) => zeros.Length == 1 ? Tensor.Scalar(zeros[0]) : Tensor.Of<sbyte>([zeros.Length], zeros);
}
