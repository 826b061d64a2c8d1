using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public static partial class OperatorRows
{
    private static Operand Axes(params long[] axes) => Operand.Ints(axes);

    private static OperatorRow[] Reductions =>
    [
        new(new ReduceSum(), (int[])[3, 5, 67], Axes(2)) { NonFinite = true },
        new(new ReduceSum(false), (int[])[7, 5, 33], Axes(0, -1)),
        new(new ReduceSum(), (int[])[3, 5, 4, 3], Axes(1, 3)),
        new(new ReduceSum(false), (int[])[5, 83], Axes(0)) { NonFinite = true },
        new(new ReduceSum(), (int[])[3, 5, 7]),
        new(new ReduceSum(false), (int[])[3, 5, 7]),
        new(new ReduceSum(true, true), (int[])[3, 5]),
        new(new ReduceSum(), (int[])[3, 0, 7], Axes(1)) { HasGradient = false },
        new(new ReduceSum(), (int[])[], null),
        new(new ReduceSum(), (int[])[2, 17000], Axes(1)) { HasGradient = false },
        new(new ReduceSum(), (int[])[700, 70], Axes(0)) { HasGradient = false },
        new(new ReduceSum(), (int[])[600, 3, 40], Axes(0, 2)) { HasGradient = false },
        new(new ReduceSum(), Of(ElementType.Int64, -9, 9, 4, 5), Axes(1)) { HasGradient = false },
        new(new ReduceMean(false), (int[])[3, 5, 7], Axes(0, 2)),
        new(new ReduceMean(), (int[])[3, 5, 7], Axes(0)),
        new(new ReduceMean(), (int[])[2, 17000], Axes(1)) { HasGradient = false },
        new(new ReduceMean(), (int[])[300, 70], Axes(0)) { HasGradient = false },
        new(new ReduceProd(), new Operand((int[])[3, 7, 5], 0.5, 1.5), Axes(1)),
        new(new ReduceMax(), (int[])[3, 7, 35], Axes(1)) { NonFinite = true },
        new(new ReduceMax(false), (int[])[3, 7, 35], Axes(2)) { NonFinite = true },
        new(new ReduceMax(), Of(ElementType.UInt8, 0, 200, 4, 5), Axes(1)) { HasGradient = false },
        new(new ReduceMax(), Of(ElementType.Bool, -1, 1, 4, 5), Axes(1)) { HasGradient = false },
        new(new ReduceMin(), (int[])[3, 7, 35], Axes(-1, 0)) { NonFinite = true },
        new(new ReduceSumSquare(), (int[])[3, 7, 5], Axes(1)),
        new(new ReduceL1(), (int[])[3, 7, 5], Axes(1)),
        new(new ReduceL2(false), (int[])[3, 7, 5], Axes(2)),
        new(new ReduceL2(false), Of(ElementType.Int32, -9, 9, 4, 5), Axes(1)) { HasGradient = false },
        new(new ReduceLogSum(), new Operand((int[])[3, 7, 5], 0.5, 1.5), Axes(1)),
        new(new ReduceLogSumExp(false), new Operand((int[])[3, 7, 35], -90, 100), Axes(2)),
        new(new ReduceLogSumExp(), (int[])[3, 7, 5], Axes(1)),
        new(new Unreduce(false, false, true), (int[])[7], (int[])[3, 7, 5], Axes(0, 2)),
        new(new Unreduce(true, false), (int[])[1, 5], (int[])[3, 5], Axes(0)),
        new(new Unreduce(true, false, true), (int[])[1, 5], (int[])[3, 5], Axes(0)),
        new(new SumTo(), (int[])[4, 3, 5], (int[])[3, 1]),
        new(new SumTo(), (int[])[2, 3, 4], (int[])[4]),
        new(new SumTo(), (int[])[300, 3, 4], (int[])[4]) { HasGradient = false },
        new(new SumTo(), (int[])[8, 5, 6, 6], (int[])[5, 1, 1]),
    ];
}
