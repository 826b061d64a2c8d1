using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public static partial class OperatorRows
{
    private static OperatorRow[] Normalizations =>
    [
        new(new LayerNormalization(), (int[])[3, 4, 37], Apart(37), (int[])[37]) { GradientOutputs = [0] },
        new(new LayerNormalization(1, 1e-3f), (int[])[40, 4, 9], Apart(4, 9)),
        new(new LayerNormalizationGradient(-1, 1e-5f), (int[])[70, 37], (int[])[70, 37], Apart(37)) { HasGradient = false, Tolerance = 1e-5 },
        new(new RMSNormalization(), (int[])[3, 4, 37], Apart(37)),
        new(new RMSNormalizationGradient(-1, 1e-5f), (int[])[70, 37], (int[])[70, 37], Apart(37)) { HasGradient = false, Tolerance = 1e-5 },
        new(new GroupNormalization(2), (int[])[3, 6, 5, 7], Apart(6), (int[])[6]),
        new(new GroupNormalization(1), (int[])[3, 4], Apart(4), (int[])[4]),
        new(new GroupNormalizationGradient(3, 1e-5f), (int[])[2, 6, 9, 9], (int[])[2, 6, 9, 9], Apart(6)) { HasGradient = false, Tolerance = 1e-5 },
        new(new InstanceNormalization(1e-3f), (int[])[3, 4, 5, 7], Apart(4), (int[])[4]),
        new(new LRN(5, 0.1f, 0.75f, 2), (int[])[2, 7, 5, 7]),
        new(new LRN(4, 0.5f, 0.6f), (int[])[2, 3, 2]),
        new(new LpNormalization(), (int[])[3, 7, 5]),
        new(new LpNormalization(1, 1), (int[])[3, 7, 5]),
    ];

    private static OperatorRow[] Choices =>
    [
        new(new ArgMax(1), (int[])[3, 21, 5]) { HasGradient = false },
        new(new ArgMax(-1, false, true), Of(ElementType.Int32, 0, 4, 3, 21)) { HasGradient = false },
        new(new ArgMin(0, false), (int[])[7, 4]) { HasGradient = false },
        new(new CumSum(), (int[])[3, 7, 2], Tensor.Scalar(1L)),
        new(new CumSum(true, true), (int[])[3, 7, 2], Tensor.Scalar(-2)),
        new(new TopK(), (int[])[3, 41], Axes(5)),
        new(new TopK(1, false), (int[])[2, 9, 3], Axes(4)),
        new(new TopK(), Of(ElementType.Int64, 0, 5, 4, 20), Axes(20)) { HasGradient = false },
        new(new TopKGradient(1), (int[])[2, 3], Of(ElementType.Int64, 0, 9, 2, 3), (int[])[2, 9]) { HasGradient = false },
        new(new OneHot(), Of(ElementType.Int64, -3, 6, 2, 5), Tensor.Scalar(4L), Tensor.Of(Shape.Of(2), 0f, 1f)) { HasGradient = false },
        new(new OneHot(1), Of(ElementType.Int32, 0, 4, 2, 5), Tensor.Scalar(4L), Tensor.Of(Shape.Of(2), -1, 3)) { HasGradient = false },
    ];
}
