using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public static partial class OperatorRows
{
    private static Tensor Yes => Tensor.Scalar(true);

    private static Operand Labels(int classes, params int[] shape) => Of(ElementType.Int64, 0, classes, shape);

    private static Operand Apart(params int[] shape) => new(shape, 0.5, 2);

    private static OperatorRow[] Networks =>
    [
        new(new Softmax(), Wide),
        new(new Softmax(), (int[])[5, 16]),
        new(new Softmax(1), (int[])[2, 5, 19]),
        new(new Softmax(0), (int[])[7, 3]),
        new(new Softmax(), new Operand((int[])[3, 40], -200, 200, Differentiate: false)) { HasGradient = false },
        new(new SoftmaxGradient(-1), (int[])[4, 37], (int[])[4, 37]) { HasGradient = false },
        new(new SoftmaxGradient(1), (int[])[2, 5, 19], (int[])[2, 5, 19]) { HasGradient = false },
        new(new LogSoftmax(), Wide),
        new(new LogSoftmax(1), (int[])[2, 5, 19]),
        new(new LogSoftmaxGradient(-1), (int[])[4, 37], (int[])[4, 37]) { HasGradient = false },
        new(new LogSoftmaxGradient(1), (int[])[2, 5, 19], (int[])[2, 5, 19]) { HasGradient = false },
        new(new SoftmaxCrossEntropyLoss(), new Operand((int[])[6, 10], -3, 3), Labels(10, 6)) { GradientOutputs = [0, 1] },
        new(new SoftmaxCrossEntropyLoss(), new Operand((int[])[6, 10], -3, 3), Of(ElementType.Int32, 0, 10, 6), Apart(10) with { Differentiate = false }),
        new(new SoftmaxCrossEntropyLoss("none", 2), new Operand((int[])[3, 5, 4, 17], -3, 3), Labels(5, 3, 4, 17)),
        new(new SoftmaxCrossEntropyLoss("sum"), new Operand((int[])[3, 5, 7], -3, 3), Labels(5, 3, 7)),
        new(new SoftmaxCrossEntropyLossGradient("mean", 1), (int[])[], new Operand((int[])[9, 20], -4, 0), Labels(20, 9)) { HasGradient = false },
        new(new SoftmaxCrossEntropyLossGradient("none"), (int[])[3, 19], new Operand((int[])[3, 5, 19], -4, 0), Labels(5, 3, 19)) { HasGradient = false },
        new(new NegativeLogLikelihoodLoss(IgnoreIndex: 1), (int[])[6, 4, 3], Labels(4, 6, 3), Apart(4) with { Differentiate = false }),
        new(new NegativeLogLikelihoodLoss("none"), (int[])[6, 4], Labels(4, 6)),
        new(new NegativeLogLikelihoodLossGradient("sum"), (int[])[], (int[])[6, 4], Labels(4, 6)) { HasGradient = false },
        new(new SoftCrossEntropy(), new Operand((int[])[6, 10], -3, 3), new Operand((int[])[6, 10], 0, 0.2)),
        new(new SoftCrossEntropy("sum"), new Operand((int[])[2, 10, 5], -3, 3), new Operand((int[])[2, 10, 5], 0, 0.2)),
        new(new SoftCrossEntropy("none"), new Operand((int[])[2, 10, 5], -3, 3), new Operand((int[])[2, 10, 5], 0, 0.2, Differentiate: false)),
        new(new SoftCrossEntropyGradient("mean"), (int[])[], new Operand((int[])[6, 10], -4, 0), new Operand((int[])[6, 10], 0, 1)) { HasGradient = false },
        new(new Dropout(), (int[])[3, 77], Tensor.Scalar(0.3f), Yes),
        new(new Dropout(7), (int[])[3, 77], null, Yes),
        new(new Dropout(), (int[])[3, 77]),
        new(new Dropout(), (int[])[300, 77], Tensor.Scalar(0.9f), Yes) { HasGradient = false },
        new(new DropoutGradient(), (int[])[3, 77], Of(ElementType.Bool, -1, 1, 3, 77), Tensor.Scalar(0.3f), Yes),
        new(new BatchNormalization(), (int[])[3, 5, 4, 5], Apart(5), (int[])[5], Apart(5) with { Differentiate = false }, Apart(5) with { Differentiate = false }),
        new(new BatchNormalization(), (int[])[3, 21], Apart(21), (int[])[21], Apart(21) with { Differentiate = false }, Apart(21) with { Differentiate = false }),
        new(new BatchNormalization(TrainingMode: true), (int[])[3, 5, 4, 5], Apart(5), (int[])[5], Apart(5) with { Differentiate = false }, Apart(5) with { Differentiate = false }),
        new(new BatchNormalization(1e-3f, 0.8f, true), (int[])[4, 3, 7, 7], Apart(3), (int[])[3], Apart(3) with { Differentiate = false }, Apart(3) with { Differentiate = false }),
        new(new BatchNormalization(TrainingMode: true), (int[])[9, 21], Apart(21), (int[])[21], Apart(21) with { Differentiate = false }, Apart(21) with { Differentiate = false }),
        new(new BatchNormalization(TrainingMode: true), new Operand((int[])[40, 2, 16, 16], 99, 101), Apart(2), (int[])[2], Apart(2), Apart(2)) { HasGradient = false, Tolerance = 2e-5 },
        new(new BatchNormalizationGradient(1e-5f, true), (int[])[40, 2, 13, 13], (int[])[40, 2, 13, 13], Apart(2), (int[])[2], Apart(2)) { HasGradient = false },
        new(new BatchNormalizationGradient(1e-5f, false), (int[])[300, 19], (int[])[300, 19], Apart(19), (int[])[19], Apart(19)) { HasGradient = false, Tolerance = 1e-5 },
        new(new FusedBatchNormalization(1e-5f, 0.9f, true), (int[])[4, 3, 7, 7], Apart(3), (int[])[3], Apart(3), Apart(3), (int[])[4, 3, 7, 7]) { HasGradient = false },
        new(new FusedBatchNormalization(1e-5f, 0.9f, false), (int[])[40, 21], Apart(21), (int[])[21], Apart(21), Apart(21), (int[])[40, 21]) { HasGradient = false },
        new(new FusedBatchNormalization(1e-5f, 0.9f, true), (int[])[40, 21], Apart(21), (int[])[21], Apart(21), Apart(21)) { HasGradient = false },
        new(new FusedBatchNormalizationGradient(1e-5f), (int[])[40, 2, 13, 13], (int[])[40, 2, 13, 13], Apart(2), (int[])[2], Apart(2), (int[])[40, 2, 13, 13]) { HasGradient = false, Tolerance = 1e-5 },
        new(new FusedBatchNormalizationGradient(1e-5f), (int[])[40, 21], (int[])[40, 21], Apart(21), (int[])[21], Apart(21), (int[])[40, 21]) { HasGradient = false, Tolerance = 1e-5 },
    ];
}
