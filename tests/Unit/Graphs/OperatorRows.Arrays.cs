using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;
using static MlNetDeepLearning.Tests.Unit.Graphs.Operand;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public static partial class OperatorRows
{
    private static OperatorRow[] Shaping =>
    [
        new(new Identity(), (int[])[3, 5]) { NonFinite = true },
        new(new Reshape(), (int[])[2, 3, 4], Ints(0, -1)),
        new(new Reshape(), (int[])[2, 3, 4], Ints(4, 6)),
        new(new Reshape(AllowZero: true), (int[])[2, 0, 4], Ints(0, 7)),
        new(new ReshapeLike(), (int[])[2, 6], (int[])[3, 4]),
        new(new Flatten(), (int[])[2, 3, 4]),
        new(new Flatten(-1), (int[])[2, 3, 4]),
        new(new Flatten(0), (int[])[2, 3]),
        new(new Squeeze(), (int[])[2, 1, 3, 1], Ints(-1)),
        new(new Squeeze(), (int[])[2, 1, 3, 1]),
        new(new Unsqueeze(), (int[])[2, 3], Ints(0, -1)),
        new(new Expand(), (int[])[3, 1, 2], Ints(4, 1, 5, 1)),
        new(new Expand(), (int[])[1], Ints(2, 0)),
        new(new Expand(), (int[])[5, 1], Ints(5, 33)) { NonFinite = true },
    ];

    private static OperatorRow[] Moving =>
    [
        new(new Transpose(), (int[])[37, 19]) { NonFinite = true },
        new(new Transpose([0, 2, 3, 1]), (int[])[2, 5, 6, 7]),
        new(new Transpose([0, 3, 1, 2]), (int[])[2, 5, 6, 17]),
        new(new Transpose([1, 0, 2]), (int[])[3, 4, 6]),
        new(new Transpose([2, 0, 1]), (int[])[3, 0, 6]),
        new(new Transpose([3, 1, 0, 2]), (int[])[5, 3, 4, 18]),
        new(new Transpose(), (int[])[]),
        new(new Concat(1), (int[])[2, 3, 2], (int[])[2, 1, 2], (int[])[2, 0, 2]),
        new(new Concat(-1), (int[])[3, 4], (int[])[3, 5]),
        new(new Split(1), (int[])[2, 7, 3], Ints(2, 0, 5)) { GradientOutputs = [0, 1, 2] },
        new(new Split(-1, 3), (int[])[2, 8]) { GradientOutputs = [0, 2] },
        new(new Slice(), (int[])[5, 6, 7], Ints(1, -1), Ints(4, long.MinValue), Ints(0, 2), Ints(2, -2)),
        new(new Slice(), (int[])[5, 6], Ints(-3), Ints(long.MaxValue)),
        new(new Slice(), (int[])[5, 6], Ints(4, 0), Ints(2, 100), Ints(1, 0)),
        new(new Slice(), (int[])[4, 3], Ints(long.MaxValue), Ints(long.MinValue), Ints(0), Ints(-1)),
        new(new SliceGradient(), (int[])[2, 2], (int[])[5, 3], Ints(0, 2), Ints(5, 0), null, Ints(3, -1)),
        new(new Pad(), (int[])[2, 3, 4], Ints(0, 1, 2, 1, 0, 3)),
        new(new Pad(), (int[])[3, 5], Ints(-1, 2, 1, -2), Tensor.Scalar(0.25f)) { HasGradient = false },
        new(new Pad(), (int[])[3, 5], Ints(2, -1), null, Ints(-1)),
        new(new Pad("reflect"), (int[])[4, 5], Ints(2, 3, 1, 4)),
        new(new Pad("edge"), (int[])[2, 3], Ints(1, 2, 0, -1)),
        new(new Pad("wrap"), (int[])[2, 3], Ints(3, 1, 1, 4)),
        new(new PadGradient("reflect"), (int[])[5, 8], (int[])[3, 5], Ints(1, 2, 1, 1)) { HasGradient = false },
        new(new Cast(ElementType.Float64), (int[])[4, 3]) { NonFinite = true },
        new(new Cast(ElementType.Float32), new Operand(Shape.Of(7), 0, 100, Type: ElementType.UInt8)) { HasGradient = false },
        new(new Cast(ElementType.Int32), new Operand(Shape.Of(3, 3), -1000, 1000)) { HasGradient = false, NonFinite = true },
    ];

    private static OperatorRow[] Blocks =>
    [
        new(new DepthToSpace(2), (int[])[2, 12, 5, 7]),
        new(new DepthToSpace(3, "CRD"), (int[])[1, 18, 2, 3]),
        new(new SpaceToDepth(2), (int[])[2, 3, 6, 10]),
        new(new EyeLike(K: 1), (int[])[3, 5]) { HasGradient = false },
        new(new EyeLike(ElementType.Int64, -2), (int[])[6, 3]) { HasGradient = false },
        new(new ReverseSequence(), (int[])[5, 3, 2], Tensor.Of<long>([3], 5, 0, 3)),
        new(new ReverseSequence(0, 1), (int[])[3, 4], Tensor.Of<long>([3], 1, 4, 2)),
        new(new CenterCropPad(), (int[])[5, 4, 3], Ints(2, 9, 3)),
        new(new CenterCropPad([-1, 0]), (int[])[6, 2, 5], Ints(8, 3)),
    ];

    private static OperatorRow[] Picking =>
    [
        new(new Gather(), (int[])[5, 3], Tensor.Of<long>([2, 2], 4, 0, -1, 2)),
        new(new Gather(-1), (int[])[2, 3, 4], Tensor.Of<int>([3], 0, 0, 3)),
        new(new Gather(1), (int[])[2, 3, 4], Tensor.Scalar(1L)),
        new(new GatherGradient(), (int[])[4, 70], Tensor.Of<long>([4], 2, 0, 2, -1), (int[])[3, 70]),
        new(new GatherElements(1), (int[])[3, 4], Tensor.Of<long>([2, 5], 3, 0, -1, 1, 1, 2, 2, 0, 3, -4)),
        new(new GatherElements(), (int[])[3, 2], Tensor.Of<int>([4, 1], 2, 0, 2, -3)),
        new(new ScatterElements(1), (int[])[2, 5], Tensor.Of<long>([2, 2], 1, -1, 0, 3), (int[])[2, 2]),
        new(new ScatterElements(0, "add"), (int[])[3, 3], Tensor.Of<long>([2, 3], 0, 1, 2, 0, -1, 2), (int[])[2, 3]),
        new(new ScatterElements(0, "mul"), (int[])[3], Tensor.Of<long>([3], 0, 0, 2), (int[])[3]) { HasGradient = false },
        new(new ScatterElements(0, "max"), (int[])[3], Tensor.Of<long>([3], 0, 0, 2), (int[])[3]) { HasGradient = false },
        new(new ScatterElements(0, "min"), (int[])[3], Tensor.Of<long>([3], 0, 0, 2), (int[])[3]) { HasGradient = false },
        new(new GatherND(), (int[])[3, 4, 2], Tensor.Of<long>([3, 2], 0, 1, -1, 3, 0, 1)),
        new(new GatherND(1), (int[])[2, 3, 2], Tensor.Of<long>([2, 1], 1, 0)) { HasGradient = false },
        new(new ScatterND(), (int[])[4, 3], Tensor.Of<long>([2, 1], 3, -3), (int[])[2, 3]),
        new(new ScatterND("add"), (int[])[4, 3], Tensor.Of<long>([3, 2], 0, 1, 0, 1, 2, 2), (int[])[3]),
        new(new Trilu(), (int[])[2, 3, 4]),
        new(new Trilu(Upper: false), (int[])[4, 4], Tensor.Scalar(-1L)),
    ];

    private static OperatorRow[] Making =>
    [
        new(new Tile(), (int[])[2, 1, 3], Ints(2, 3, 2)),
        new(new Tile(), (int[])[2, 3], Ints(1, 0)),
        new(new TileGradient(), (int[])[4, 6], (int[])[2, 3]) { HasGradient = false },
        new(new ShapeOf(), (int[])[2, 3, 4]) { HasGradient = false },
        new(new ShapeOf(-2, 3), (int[])[2, 3, 4]) { HasGradient = false },
        new(new Size(), (int[])[2, 3, 4]) { HasGradient = false },
        new(new ConstantOfShape(), Ints(2, 3)) { HasGradient = false },
        new(new ConstantOfShape(Tensor.Of<long>([1], 7)), Ints(4)) { HasGradient = false },
        new(new MlNetDeepLearning.Graphs.Range(), Tensor.Scalar(3L), Tensor.Scalar(10L), Tensor.Scalar(3L)) { HasGradient = false },
        new(new MlNetDeepLearning.Graphs.Range(), Tensor.Scalar(1f), Tensor.Scalar(-0.1f), Tensor.Scalar(-0.25f)) { HasGradient = false },
        new(new CastLike(), (int[])[3, 4], Tensor.Scalar(1.0)),
    ];
}
