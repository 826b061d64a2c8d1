using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Gated recurrent unit (ONNX GRU). Operands: x [steps, batch, input], w [directions, 3 · hidden, input], r [directions, 3 · hidden, hidden],
/// with the gates update, reset, hidden; optionally the bias [directions, 6 · hidden] of w, then of r; sequence_lens [batch]; initial_h
/// [directions, batch, hidden]. Results: y [steps, directions, batch, hidden], and the state after the last step.
/// </summary>
/// <param name="ActivationAlpha">First parameters of those activations that take one, in order.</param>
/// <param name="ActivationBeta">Second parameters of those activations that take one, in order.</param>
/// <param name="Activations">For each direction those of the gates and of the hidden part; Sigmoid, Tanh when left out.</param>
/// <param name="Clip">The bound on what activations are applied to.</param>
/// <param name="Direction">forward, reverse or bidirectional.</param>
/// <param name="HiddenSize">The length of the state, which the weights tell too.</param>
/// <param name="Layout">0: as above; 1: batch first in x, y and the states.</param>
/// <param name="LinearBeforeReset">Whether the reset gate applies to the state's product with its weights, as PyTorch has it, instead of to the
/// state.</param>
public sealed record GRU(
    ListOf<float> ActivationAlpha = default, ListOf<float> ActivationBeta = default, ListOf<string> Activations = default, float? Clip = null,
    string Direction = "forward", int? HiddenSize = null, int Layout = 0, bool LinearBeforeReset = false) : Operator, IRecurrentOperator
{
    private static readonly string[] Defaults = ["Sigmoid", "Tanh"];

    private RecurrentAttributes Attributes =>
        new(3, ActivationAlpha, ActivationBeta, Activations, Clip, Direction, HiddenSize, Layout, Defaults);

    /// <inheritdoc/>
    public override void Infer(Inference i) => Attributes.Infer(i, states: 1);

    /// <inheritdoc/>
    public override void Run(Kernel k) => RecurrentRun.Run(k, this, Attributes);

    unsafe RecurrentLayer IRecurrentOperator.Layer(int input, int hidden, float* w, float* r, int direction) =>
        new GruLayer(input, hidden, w, r, Attributes.Functions(direction), Attributes.Bound, LinearBeforeReset);

    void IRecurrentOperator.Cell(RecurrentRow row, double[] next)
    {
        double[] h = row.Hidden, reset = new double[h.Length], kept = new double[h.Length];
        for (int j = 0; j < h.Length; j++)
        {
            reset[j] = row.Clipped(0, row.FromInput(1, j) + row.FromState(1, j, h));
            kept[j] = reset[j] * h[j];
        }
        for (int j = 0; j < h.Length; j++)
        {
            double z = row.Clipped(0, row.FromInput(0, j) + row.FromState(0, j, h));
            double state = LinearBeforeReset ? reset[j] * row.FromState(2, j, h) : row.FromState(2, j, kept);
            next[j] = (1 - z) * row.Clipped(1, row.FromInput(2, j) + state) + z * h[j];
        }
    }
}

/// <summary>Applies <see cref="Graphs.GRU"/>.</summary>
public static class GRUBuilder
{
    /// <summary>Gated recurrent unit of x; see <see cref="Graphs.GRU"/> for the shapes and results.</summary>
    public static IReadOnlyList<Value> GRU(
        this Value x, Value w, Value r, Value? bias = null, Value? lengths = null, Value? initialH = null, GRU? how = null) =>
        x.Graph.AddNode(how ?? new GRU(), x, w, r, bias, lengths, initialH).Outputs;

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<GRU>();
}
