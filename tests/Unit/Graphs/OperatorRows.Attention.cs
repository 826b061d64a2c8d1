using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public static partial class OperatorRows
{
    private static OperatorRow[] Attentions =>
    [
        new(new Attention(QNumHeads: 2, KvNumHeads: 2), (int[])[2, 3, 8], (int[])[2, 5, 8], (int[])[2, 5, 6]),
        new(new Attention(true, 2, 4, Softcap: 2), (int[])[1, 3, 16], (int[])[1, 3, 8], (int[])[1, 3, 8]) { GradientOutputs = [0, 3] },
        new(new Attention(Scale: 0.5f), (int[])[2, 2, 3, 4], (int[])[2, 2, 5, 4], (int[])[2, 2, 5, 3], (int[])[3, 5]),
        new(new Attention(QkMatmulOutputMode: 3), (int[])[2, 2, 3, 4], (int[])[2, 2, 5, 4], (int[])[2, 2, 5, 3], Of(ElementType.Bool, -1, 1, 2, 1, 3, 5)) { GradientOutputs = [0, 3] },
        new(new Attention(true), (int[])[1, 4, 3, 4], (int[])[1, 2, 3, 4], (int[])[1, 2, 3, 4], null, (int[])[1, 2, 2, 4], (int[])[1, 2, 2, 4]) { GradientOutputs = [0, 1, 2] },
        new(new Attention(true), (int[])[2, 1, 70, 16], (int[])[2, 1, 130, 16], (int[])[2, 1, 130, 8], (int[])[1, 130], null, null, Tensor.Ints(100, 3)) { HasGradient = false },
        new(new Attention(), (int[])[2, 3, 90, 16], (int[])[2, 3, 37, 16], (int[])[2, 3, 37, 20], (int[])[2, 3, 90, 1]) { HasGradient = false },
        new(new Attention(QNumHeads: 3, KvNumHeads: 1), (int[])[2, 65, 24], (int[])[2, 9, 8], (int[])[2, 9, 8], (int[])[2, 1, 1, 7]) { HasGradient = false },
    ];
}
