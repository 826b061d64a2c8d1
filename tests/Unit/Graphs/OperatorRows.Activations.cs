using MlNetDeepLearning.Graphs;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

public static partial class OperatorRows
{
    private static Operand Wide => new((int[])[3, 37], -4, 4);

    private static OperatorRow[] Activations =>
    [
        new(new Relu(), (int[])[3, 37]) { NonFinite = true },
        new(new Relu(), (int[])[0]),
        new(new ReluGradient(), (int[])[3, 37], new Operand((int[])[3, 37], Differentiate: false)) { NonFinite = true },
        new(new LeakyRelu(), (int[])[3, 37]) { NonFinite = true },
        new(new LeakyRelu(-0.5f), (int[])[9]),
        new(new LeakyReluGradient(0.1f), (int[])[3, 37], new Operand((int[])[3, 37], Differentiate: false)),
        new(new Sigmoid(), Wide) { NonFinite = true },
        new(new SigmoidGradient(), (int[])[3, 37], new Operand((int[])[3, 37], 0, 1)),
        new(new Tanh(), Wide) { NonFinite = true },
        new(new TanhGradient(), (int[])[3, 37], new Operand((int[])[3, 37])),
        new(new Softplus(), new Operand((int[])[3, 37], -30, 30)) { NonFinite = true },
        new(new Softsign(), Wide),
        new(new SoftsignGradient(), Wide, Wide) { HasGradient = false },
        new(new Elu(0.7f), Wide) { NonFinite = true },
        new(new EluGradient(0.7f), Wide, Wide) { HasGradient = false },
        new(new Selu(), Wide) { NonFinite = true },
        new(new SeluGradient(1.6f, 1.1f), Wide, Wide) { HasGradient = false },
        new(new Celu(0.7f), Wide),
        new(new CeluGradient(0.7f), Wide, Wide) { HasGradient = false },
        new(new ThresholdedRelu(0.5f), Wide) { NonFinite = true },
        new(new ThresholdedReluGradient(0.5f), Wide, Wide) { HasGradient = false },
        new(new HardSigmoid(0.3f, 0.4f), Wide) { NonFinite = true },
        new(new HardSigmoidGradient(0.3f), Wide, new Operand((int[])[3, 37], 0, 1)) { HasGradient = false },
        new(new HardSwish(), Wide),
        new(new HardSwishGradient(), Wide, Wide) { HasGradient = false },
        new(new Gelu(), Wide),
        new(new Gelu("tanh"), Wide),
        new(new GeluGradient("none"), Wide, Wide) { HasGradient = false },
        new(new GeluGradient("tanh"), Wide, Wide) { HasGradient = false },
        new(new Mish(), Wide),
        new(new Mish(), new Operand((int[])[50], -60, 60)),
        new(new MishGradient(), Wide, new Operand((int[])[3, 37], -30, 30)) { HasGradient = false },
        new(new Swish(), Wide),
        new(new Swish(1.7f), Wide),
        new(new SwishGradient(1.7f), Wide, Wide) { HasGradient = false },
        new(new PRelu(), (int[])[2, 5, 7], (int[])[5, 1]),
        new(new PRelu(), (int[])[2, 5, 7], (int[])[1]),
    ];
}
