using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public static partial class OperatorRows
{
    private static OperatorRow[] Recurrent =>
    [
        .. from direction in (string[])["forward", "reverse", "bidirectional"]
           from layout in (int[])[0, 1]
           from cell in (string[])["LSTM", "GRU", "GRU after", "RNN"]
           from rest in (bool[])[false, true]
           select RecurrentRow(cell, direction, layout, rest),
        Peepholes(new LSTM()),
        Peepholes(new LSTM(InputForget: true, Clip: 0.3f)),
        Peepholes(new LSTM(Activations: ["HardSigmoid", "Softsign", "Elu"], ActivationAlpha: [0.3f, 0.7f], ActivationBeta: [0.4f])),
        new(new GRU(Activations: ["sigmoid", "Relu"], Clip: 0.4f), (int[])[3, 2, 5], (int[])[1, 9, 5], (int[])[1, 9, 3], (int[])[1, 18]) { HasGradient = false },
        new(new GRU(Activations: ["Sigmoid", "ScaledTanh"], ActivationAlpha: [0.8f], ActivationBeta: [1.2f], LinearBeforeReset: true),
            (int[])[3, 2, 5], (int[])[1, 9, 5], (int[])[1, 9, 3], (int[])[1, 18]) { HasGradient = false },
        .. from activation in (string[])["Affine", "LeakyRelu", "ThresholdedRelu", "Softplus", "Elu", "Relu", "HardSigmoid"]
           select new OperatorRow(new RNN(Activations: [activation]), (int[])[3, 2, 5], (int[])[1, 19, 5], new Operand((int[])[1, 19, 19], -0.3, 0.3)) { HasGradient = false },
        new(new LSTM(), (int[])[7, 1, 33], new Operand((int[])[1, 68, 33], -0.3, 0.3), new Operand((int[])[1, 68, 17], -0.3, 0.3)) { HasGradient = false },
        new(new LSTM(), (int[])[0, 2, 3], (int[])[1, 8, 3], (int[])[1, 8, 2], (int[])[1, 16], null, (int[])[1, 2, 2], (int[])[1, 2, 2]) { HasGradient = false },
    ];

    private static OperatorRow RecurrentRow(string cell, string direction, int layout, bool rest)
    {
        int gates = cell switch { "LSTM" => 4, "RNN" => 1, _ => 3 }, directions = direction == "bidirectional" ? 2 : 1;
        int[] x = layout == 0 ? [5, 3, 4] : [3, 5, 4], state = layout == 0 ? [directions, 3, 7] : [3, directions, 7];
        Operator op = cell switch
        {
            "LSTM" => new LSTM(Direction: direction, Layout: layout),
            "RNN" => new RNN(Direction: direction, Layout: layout, HiddenSize: 7),
            _ => new GRU(Direction: direction, Layout: layout, LinearBeforeReset: cell != "GRU"),
        };
        Operand?[] operands = [x, (int[])[directions, gates * 7, 4], (int[])[directions, gates * 7, 7]];
        if (rest) operands = [.. operands, (int[])[directions, 2 * gates * 7], Tensor.Of<int>([3], 5, 2, 0), state];
        if (rest && cell == "LSTM") operands = [.. operands, state];
        return new OperatorRow(op, operands) { HasGradient = false, Tolerance = 4e-6 };
    }

    private static OperatorRow Peepholes(LSTM op) => new(op, (int[])[4, 2, 3], (int[])[1, 20, 3], (int[])[1, 20, 5], (int[])[1, 40], null, null, null, (int[])[1, 15])
    {
        HasGradient = false,
        Tolerance = 4e-6,
    };
}
