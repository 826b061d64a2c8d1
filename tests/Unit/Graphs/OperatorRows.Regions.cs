using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public static partial class OperatorRows
{
    private static OperatorRow[] Regions =>
    [
        new(new NonMaxSuppression(), new Operand((int[])[2, 40, 4], 0, 1), new Operand((int[])[2, 3, 40], 0, 1), Tensor.Scalar(5L), Tensor.Scalar(0.3f),
            Tensor.Scalar(0.2f)) { HasGradient = false },
        new(new NonMaxSuppression(1), new Operand((int[])[1, 40, 4], 0.2, 1), new Operand((int[])[1, 1, 40], 0, 1), Tensor.Scalar(50L), Tensor.Scalar(0.5f))
            { HasGradient = false },
        new(new MaxRoiPool([2, 3]), (int[])[2, 3, 7, 8], Tensor.Of<float>([3, 5], 0, 1, 1, 5, 6, 1, 0, 0, 2, 1, 0, 9, 3, 12, 5)) { HasGradient = false },
        new(new RoiAlign(OutputHeight: 2, OutputWidth: 3, SpatialScale: 0.5f), (int[])[2, 3, 7, 8],
            Tensor.Of<float>([3, 4], 1, 1, 13, 12, 0.3f, 2, 3, 5.5f, -3, -2, 20, 7), Tensor.Of<long>([3], 1, 0, 1)) { HasGradient = false },
        new(new RoiAlign("output_half_pixel", "max", 3, 2, 2), (int[])[2, 3, 7, 8],
            Tensor.Of<float>([2, 4], 1, 1, 5, 6, 0.3f, 2, 3, 2.5f), Tensor.Of<long>([2], 0, 1)) { HasGradient = false },
        new(new MaxUnpool([2, 2], Strides: [2, 2]), (int[])[1, 2, 2, 2], Tensor.Of<long>([1, 2, 2, 2], 0, 3, 9, 14, 17, 23, 24, 31)),
        new(new MaxUnpool([2]), (int[])[1, 1, 3], Tensor.Of<long>([1, 1, 3], 4, 0, 2), Axes(1, 1, 6)),
    ];

    private static OperatorRow[] Selecting =>
    [
        new(new NonZero(), Of(ElementType.Bool, -1, 1, 4, 5)) { HasGradient = false },
        new(new NonZero(), Of(ElementType.Int32, -1, 2, 3, 2, 5)) { HasGradient = false },
        new(new NonZero(), Tensor.Scalar(2f)) { HasGradient = false },
        new(new Unique(), Of(ElementType.Int64, -3, 3, 4, 5)) { HasGradient = false },
        new(new Unique(Sorted: false), Of(ElementType.Int32, -3, 3, 20)) { HasGradient = false },
        new(new Unique(-1), Of(ElementType.Int32, 0, 2, 2, 9)) { HasGradient = false },
    ];
}
