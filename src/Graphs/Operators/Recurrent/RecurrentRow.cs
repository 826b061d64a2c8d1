using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>One sequence of one direction: weights, states and the input of the step.</summary>
internal sealed class RecurrentRow(
    RecurrentAttributes attributes, int direction, int gates, int input, double[] w, double[] r, double[] bias, double[] peepholes, double[] hidden, double[] cell)
{
    private readonly CellActivation[] _functions = attributes.Functions(direction);

    public double[] Input { get; } = new double[input];

    public double[] Hidden => hidden;

    public double[] CellState => cell;

    /// <summary>The input's product with a gate's weights for one element of the state, and the bias of that.</summary>
    public double FromInput(int gate, int j) => Dot(w, (gate * hidden.Length + j) * input, Input) + Bias(gate, j);

    /// <summary>A state's product with a gate's weights for one element of the state, and the bias of that.</summary>
    public double FromState(int gate, int j, double[] state) => Dot(r, (gate * hidden.Length + j) * hidden.Length, state) + Bias(gates + gate, j);

    /// <summary>A gate's weight on the cell state.</summary>
    public double Peephole(int gate, int j) => peepholes.Length == 0 ? 0 : peepholes[gate * hidden.Length + j];

    /// <summary>One of the cell's functions of a number that is held within the bound before.</summary>
    public double Clipped(int function, double x) => _functions[function].Invoke(Math.Clamp(x, -attributes.Bound, attributes.Bound));

    /// <summary>One of the cell's functions.</summary>
    public double Function(int function, double x) => _functions[function].Invoke(x);

    private double Bias(int gate, int j) => bias.Length == 0 ? 0 : bias[gate * hidden.Length + j];

    private static double Dot(double[] matrix, int at, double[] vector)
    {
        double sum = 0;
        for (int i = 0; i < vector.Length; i++) sum += matrix[at + i] * vector[i];
        return sum;
    }
}
