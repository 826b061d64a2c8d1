using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Long short-term memory (ONNX LSTM). Operands: x [steps, batch, input], w [directions, 4 · hidden, input], r [directions, 4 · hidden, hidden],
/// with the gates input, output, forget, cell; optionally the bias [directions, 8 · hidden] of w, then of r; sequence_lens [batch]; initial_h
/// and initial_c [directions, batch, hidden]; peepholes [directions, 3 · hidden] of input, output, forget. Results: y [steps, directions,
/// batch, hidden], and hidden and cell state after the last step.
/// </summary>
/// <param name="ActivationAlpha">First parameters of those activations that take one, in order.</param>
/// <param name="ActivationBeta">Second parameters of those activations that take one, in order.</param>
/// <param name="Activations">For each direction those of the gates, of the cell's input and of its state; Sigmoid, Tanh, Tanh when left out.</param>
/// <param name="Clip">The bound on what activations of gates are applied to.</param>
/// <param name="Direction">forward, reverse or bidirectional.</param>
/// <param name="HiddenSize">The length of the state, which the weights tell too.</param>
/// <param name="InputForget">Whether the forget gate is 1 minus the input gate.</param>
/// <param name="Layout">0: as above; 1: batch first in x, y and the states.</param>
public sealed record LSTM(
    ListOf<float> ActivationAlpha = default, ListOf<float> ActivationBeta = default, ListOf<string> Activations = default, float? Clip = null,
    string Direction = "forward", int? HiddenSize = null, bool InputForget = false, int Layout = 0) : Operator, IRecurrentOperator
{
    private static readonly string[] Defaults = ["Sigmoid", "Tanh", "Tanh"];

    private RecurrentAttributes Attributes =>
        new(4, ActivationAlpha, ActivationBeta, Activations, Clip, Direction, HiddenSize, Layout, Defaults);

    /// <inheritdoc/>
    public override void Infer(Inference i) => Attributes.Infer(i, states: 2);

    /// <inheritdoc/>
    public override void Run(Kernel k) => RecurrentRun.Run(k, this, Attributes);

    unsafe RecurrentLayer IRecurrentOperator.Layer(int input, int hidden, float* w, float* r, int direction) =>
        new LstmLayer(input, hidden, w, r, Attributes.Functions(direction), Attributes.Bound, InputForget);

    void IRecurrentOperator.Cell(RecurrentRow row, double[] next)
    {
        double[] h = row.Hidden, c = row.CellState;
        for (int j = 0; j < h.Length; j++)
        {
            double i = row.Clipped(0, Sum(0) + row.Peephole(0, j) * c[j]);
            double f = InputForget ? 1 - i : row.Clipped(0, Sum(2) + row.Peephole(2, j) * c[j]);
            c[j] = f * c[j] + i * row.Clipped(1, Sum(3));
            next[j] = row.Clipped(0, Sum(1) + row.Peephole(1, j) * c[j]) * row.Function(2, c[j]);

            double Sum(int gate) => row.FromInput(gate, j) + row.FromState(gate, j, h);
        }
    }
}

/// <summary>Applies <see cref="Graphs.LSTM"/>.</summary>
public static class LSTMBuilder
{
    /// <summary>Long short-term memory of x; see <see cref="Graphs.LSTM"/> for the shapes and results.</summary>
    public static IReadOnlyList<Value> LSTM(
        this Value x, Value w, Value r, Value? bias = null, Value? lengths = null, Value? initialH = null, Value? initialC = null, LSTM? how = null) =>
        x.Graph.AddNode(how ?? new LSTM(), x, w, r, bias, lengths, initialH, initialC).Outputs;

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<LSTM>();
}
