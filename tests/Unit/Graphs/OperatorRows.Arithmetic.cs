using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public static partial class OperatorRows
{
    private static OperatorRow[] Arithmetic =>
    [
        new(new Add(), (int[])[2, 3, 17], (int[])[2, 3, 17]) { NonFinite = true },
        new(new Add(), (int[])[4, 1, 7], (int[])[3, 1]),
        new(new Add(), (int[])[5, 0], (int[])[1]),
        new(new Sub(), (int[])[33], (int[])[]) { NonFinite = true },
        new(new Mul(), (int[])[1, 5, 1, 19], (int[])[3, 1, 2, 1]) { NonFinite = true },
        new(new Div(), (int[])[3, 65], new Operand((int[])[3, 1], 0.5, 2)) { NonFinite = true },
        new(new Neg(), (int[])[3, 11]) { NonFinite = true },
        new(new FillLike(2), (int[])[3, 2]),
        new(new ElementwiseChain(new ChainProgram([new(new Mul(), 0, 1), new(new Tanh(), ~0), new(new Sub(), ~1, 0), new(new Abs(), ~2)], 0)),
            (int[])[3, 1500], (int[])[]) { HasGradient = false, NonFinite = true, Saved = false },
    ];
}
