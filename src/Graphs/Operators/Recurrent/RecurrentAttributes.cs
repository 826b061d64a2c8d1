using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>What <see cref="LSTM"/>, <see cref="GRU"/> and <see cref="RNN"/> have in common: attributes, shapes, activations.</summary>
internal readonly record struct RecurrentAttributes(
    int Gates, ListOf<float> Alpha, ListOf<float> Beta, ListOf<string> Activations, float? Clip, string Direction, int? HiddenSize, int Layout, string[] Defaults)
{
    private static readonly Dictionary<string, (CellActivation Activation, bool TakesAlpha, bool TakesBeta)> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Sigmoid"] = (new(CellFunction.Sigmoid), false, false),
        ["Tanh"] = (new(CellFunction.Tanh), false, false),
        ["Relu"] = (new(CellFunction.Relu), false, false),
        ["Affine"] = (new(CellFunction.Affine, 1, 0), true, true),
        ["LeakyRelu"] = (new(CellFunction.LeakyRelu, 0.01f), true, false),
        ["ThresholdedRelu"] = (new(CellFunction.ThresholdedRelu, 1), true, false),
        ["ScaledTanh"] = (new(CellFunction.ScaledTanh, 1, 1), true, true),
        ["HardSigmoid"] = (new(CellFunction.HardSigmoid, 0.2f, 0.5f), true, true),
        ["Elu"] = (new(CellFunction.Elu, 1), true, false),
        ["Softsign"] = (new(CellFunction.Softsign), false, false),
        ["Softplus"] = (new(CellFunction.Softplus), false, false),
    };

    /// <summary>1, or 2 for both directions.</summary>
    public int Directions => Direction == "bidirectional" ? 2 : 1;

    /// <summary>Whether sequences stand first in the shapes and time second.</summary>
    public bool BatchFirst => Layout == 1;

    /// <summary>The bound on what functions are applied to; infinity for none.</summary>
    public float Bound => Clip is > 0 and { } clip ? clip : float.PositiveInfinity;

    /// <summary>Whether a direction, 0 or 1, runs from the end.</summary>
    public bool IsReverse(int direction) => Direction == "reverse" || direction == 1;

    /// <summary>
    /// The functions of a direction, with their parameters. The lists of parameters name those functions only that take one, in order; what is
    /// not named has its default.
    /// </summary>
    public CellActivation[] Functions(int direction)
    {
        int count = Defaults.Length, alphas = 0, betas = 0;
        var functions = new CellActivation[count * Directions];
        for (int n = 0; n < functions.Length; n++)
        {
            string name = Activations.Length > 0 ? Activations[n] : Defaults[n % count];
            (CellActivation function, bool takesAlpha, bool takesBeta) = Known[name];
            if (takesAlpha && alphas < Alpha.Length) function = function with { Alpha = Alpha[alphas++] };
            if (takesBeta && betas < Beta.Length) function = function with { Beta = Beta[betas++] };
            functions[n] = function;
        }
        return functions[(direction * count)..((direction + 1) * count)];
    }

    /// <summary>Checks attributes and operands; gives the results' types.</summary>
    /// <param name="i">The inference.</param>
    /// <param name="states">How many states the cell has: 1, or 2 with the cell state of LSTM.</param>
    public void Infer(Inference i, int states)
    {
        Check(i);
        i.RequireRank(0, 3, 3);
        i.RequireRank(1, 3, 3);
        i.RequireRank(2, 3, 3);
        SymbolicShape x = i.Shape(0), w = i.Shape(1), r = i.Shape(2);
        Dim hidden = r[2], steps = x[BatchFirst ? 1 : 0], batch = x[BatchFirst ? 0 : 1];
        i.RequireEqual(w[2], x[2], "input size of w and of x");
        if (HiddenSize is { } size) i.RequireEqual(hidden, size, "hidden_size and the weights r");
        Require(i, 1, [Directions, hidden * Gates, w[2]], "w");
        Require(i, 2, [Directions, hidden * Gates, hidden], "r");
        Require(i, 3, [Directions, hidden * (2 * Gates)], "the bias");
        Require(i, 4, [batch], "sequence_lens");
        SymbolicShape state = BatchFirst ? [batch, Directions, hidden] : [Directions, batch, hidden];
        for (int s = 0; s < states; s++) Require(i, 5 + s, state, s == 0 ? "initial_h" : "initial_c");
        if (states == 2) Require(i, 7, [Directions, hidden * 3], "the peepholes");
        if (i.HasInput(4) && i.Element(4) is not ElementType.Int32) throw i.Error($"sequence_lens holds {i.Element(4)}, expected Int32");
        i.Output(i.Element(0), BatchFirst ? [batch, steps, Directions, hidden] : [steps, Directions, batch, hidden]);
        for (int s = 0; s < states; s++) i.Output(i.Element(0), state);
    }

    private void Check(Inference i)
    {
        if (Direction is not ("forward" or "reverse" or "bidirectional")) throw i.Error($"direction '{Direction}' is not one of forward, reverse, bidirectional");
        if (Layout is not (0 or 1)) throw i.Error($"layout {Layout} is neither 0 nor 1");
        if (Activations.Length > 0 && Activations.Length != Directions * Defaults.Length)
            throw i.Error($"{Activations.Length} activations are given, but {Directions} directions take {Directions * Defaults.Length}");
        foreach (string name in Activations)
            if (!Known.ContainsKey(name)) throw i.Error($"activation '{name}' is not one of {string.Join(", ", Known.Keys)}");
    }

    private static void Require(Inference i, int input, SymbolicShape expected, string what)
    {
        if (!i.HasInput(input)) return;
        SymbolicShape shape = i.Shape(input);
        bool fits = shape.Rank == expected.Rank;
        for (int d = 0; fits && d < shape.Rank; d++) fits = !shape[d].IsKnown || !expected[d].IsKnown || shape[d] == expected[d];
        if (!fits) throw i.Error($"{what} has shape {shape}, expected {expected}");
    }
}
