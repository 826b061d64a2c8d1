using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public static partial class OperatorRows
{
    private static OperatorRow[] Resizing =>
    [
        .. from mode in (string[])["nearest", "linear", "cubic"]
           from coordinates in (string[])["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"]
           from sizes in (long[][])[[1, 2, 9, 37], [1, 2, 3, 5]]
           select new OperatorRow(new Resize(CoordinateTransformationMode: coordinates, Mode: mode), (int[])[1, 2, 5, 9], null, null, Operand.Ints(sizes)),
        .. from rounding in (string[])["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]
           select new OperatorRow(new Resize(NearestMode: rounding), (int[])[2, 3, 7], null, Tensor.Of<float>([3], 1, 1, 1.5f)),
        new(new Resize(CoordinateTransformationMode: "half_pixel_symmetric", Mode: "linear"), (int[])[1, 1, 6, 5], null, Tensor.Of<float>([4], 1, 1, 1.3f, 0.7f)),
        new(new Resize(CoordinateTransformationMode: "tf_half_pixel_for_nn"), (int[])[1, 1, 4, 4], null, null, Operand.Ints(1, 1, 3, 2)),
        new(new Resize(CoordinateTransformationMode: "tf_crop_and_resize", ExtrapolationValue: 7, Mode: "linear"), (int[])[1, 2, 5, 6],
            Tensor.Of<float>([8], 0, 0, 0.4f, 0.6f, 1, 1, 1.2f, 1.7f), null, Operand.Ints(1, 2, 4, 5)),
        new(new Resize(CoordinateTransformationMode: "tf_crop_and_resize"), (int[])[1, 2, 5, 6],
            Tensor.Of<float>([8], 0, 0, 0.8f, 0.1f, 1, 1, 0.2f, 0.9f), null, Operand.Ints(1, 2, 6, 4)),
        new(new Resize(Antialias: true, Mode: "linear"), (int[])[1, 2, 9, 40], null, null, Operand.Ints(1, 2, 4, 17)),
        new(new Resize(Antialias: true, ExcludeOutside: true, Mode: "cubic"), (int[])[1, 2, 21, 19], null, null, Operand.Ints(1, 2, 6, 30)),
        new(new Resize(CubicCoeffA: -0.5f, ExcludeOutside: true, Mode: "cubic"), (int[])[1, 3, 6, 5], null, null, Operand.Ints(1, 3, 17, 8)),
        new(new Resize(Axes: [-2, 1], Mode: "linear"), (int[])[2, 5, 6, 35], null, null, Operand.Ints(3, 9)),
        new(new Resize(Axes: [0, 2], Mode: "linear"), (int[])[3, 2, 4, 3], null, Tensor.Of<float>([2], 2, 0.5f)),
        new(new Resize(Axes: [2, 3], KeepAspectRatioPolicy: "not_larger", Mode: "linear"), (int[])[1, 1, 6, 9], null, null, Operand.Ints(12, 12)),
        new(new Resize(Axes: [2, 3], KeepAspectRatioPolicy: "not_smaller"), (int[])[1, 1, 6, 9], null, null, Operand.Ints(12, 12)),
        new(new Resize(Mode: "linear"), (int[])[1, 2, 3, 4, 5], null, Tensor.Of<float>([5], 1, 1, 2, 2, 2)),
        new(new Resize(Mode: "linear"), (int[])[3, 4], null, Tensor.Of<float>([2], 2, 1)),
        new(new Resize(), (int[])[1, 2, 3, 4, 5], null, Tensor.Of<float>([5], 2, 1, 2, 3, 0.5f)),
        new(new Resize(), (int[])[1, 3, 13, 17], null, Tensor.Of<float>([4], 1, 1, 2, 2)) { NonFinite = true },
        new(new Resize(), (int[])[1, 13, 17, 3], null, Tensor.Of<float>([4], 1, 2, 2, 1)),
        new(new Resize(), (int[])[2, 3], null, Tensor.Of<float>([2], 1, 1)),
        new(new ResizeGradient(Mode: "linear"), (int[])[1, 1, 6, 8], new Operand((int[])[1, 1, 3, 5], Differentiate: false), null, null, Operand.Ints(1, 1, 6, 8)),
    ];
}
