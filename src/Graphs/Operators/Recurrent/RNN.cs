using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The simple recurrent layer (ONNX RNN): h' = f(x · w + h · r + bias). Operands: x [steps, batch, input], w [directions, hidden, input],
/// r [directions, hidden, hidden]; optionally the bias [directions, 2 · hidden] of w, then of r; sequence_lens [batch]; initial_h
/// [directions, batch, hidden]. Results: y [steps, directions, batch, hidden], and the state after the last step.
/// </summary>
/// <param name="ActivationAlpha">First parameters of those activations that take one, in order.</param>
/// <param name="ActivationBeta">Second parameters of those activations that take one, in order.</param>
/// <param name="Activations">That of each direction; Tanh when left out.</param>
/// <param name="Clip">The bound on what activations are applied to.</param>
/// <param name="Direction">forward, reverse or bidirectional.</param>
/// <param name="HiddenSize">The length of the state, which the weights tell too.</param>
/// <param name="Layout">0: as above; 1: batch first in x, y and the states.</param>
public sealed record RNN(
    ListOf<float> ActivationAlpha = default, ListOf<float> ActivationBeta = default, ListOf<string> Activations = default, float? Clip = null,
    string Direction = "forward", int? HiddenSize = null, int Layout = 0) : Operator, IRecurrentOperator
{
    private static readonly string[] Defaults = ["Tanh"];

    private RecurrentAttributes Attributes => new(1, ActivationAlpha, ActivationBeta, Activations, Clip, Direction, HiddenSize, Layout, Defaults);

    /// <inheritdoc/>
    public override void Infer(Inference i) => Attributes.Infer(i, states: 1);

    /// <inheritdoc/>
    public override void Run(Kernel k) => RecurrentRun.Run(k, this, Attributes);

    unsafe RecurrentLayer IRecurrentOperator.Layer(int input, int hidden, float* w, float* r, int direction) =>
        new RnnLayer(input, hidden, w, r, Attributes.Functions(direction), Attributes.Bound);

    void IRecurrentOperator.Cell(RecurrentRow row, double[] next)
    {
        for (int j = 0; j < next.Length; j++) next[j] = row.Clipped(0, row.FromInput(0, j) + row.FromState(0, j, row.Hidden));
    }
}

/// <summary>Applies <see cref="Graphs.RNN"/>.</summary>
public static class RNNBuilder
{
    /// <summary>The simple recurrent layer of x; see <see cref="Graphs.RNN"/> for the shapes and results.</summary>
    public static IReadOnlyList<Value> RNN(this Value x, Value w, Value r, Value? bias = null, Value? lengths = null, Value? initialH = null, RNN? how = null) =>
        x.Graph.AddNode(how ?? new RNN(), x, w, r, bias, lengths, initialH).Outputs;

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<RNN>();
}
