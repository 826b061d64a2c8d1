using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Runs a graph for each element of a sequence (ONNX SequenceMap). Operands: the sequence, further sequences of the same length (of which the
/// body takes an element each) or tensors (which it takes whole), then what the body uses of the outer graph. Results: a sequence for each of
/// the body's outputs.
/// </summary>
/// <param name="Body">The graph.</param>
/// <param name="Captures">How many of the operands, at the end, are the outer graph's values.</param>
public sealed record SequenceMap(Graph Body, int Captures = 0) : SubgraphOperator
{
    /// <inheritdoc/>
    public override IReadOnlyList<Subgraph> Subgraphs(int operands) => [new("body", Body, Body.Inputs.Count - Captures, operands - Captures)];

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (Body.Inputs.Count != i.InputCount) throw i.Error($"the body takes {Body.Inputs.Count - Captures} inputs, but there are {i.InputCount - Captures} operands");
        foreach ((string _, Value value) in Body.Outputs) i.Output(TensorType.Sequence(value.Type));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        int own = k.InputCount - Captures, length = k.Input(0).Items.Length;
        for (int s = 1; s < own; s++)
            if (k.Input(s).Type == ElementType.Sequence && k.Input(s).Items.Length != length)
                throw new ShapeException($"The sequences have {length} and {k.Input(s).Items.Length} elements");
        Subgraph body = Subgraphs(k.InputCount)[0];
        var results = new Tensor[Body.Outputs.Count][];
        for (int o = 0; o < results.Length; o++) results[o] = new Tensor[length];
        var formals = new Tensor[own];
        for (int t = 0; t < length; t++)
        {
            for (int s = 0; s < own; s++) formals[s] = k.Input(s).Type == ElementType.Sequence ? k.Input(s).Items[t] : k.Input(s);
            Tensor[] one = Run(k, body, formals, t);
            for (int o = 0; o < one.Length; o++) results[o][t] = one[o];
        }
        for (int o = 0; o < results.Length; o++) k.Give(o, Tensor.Sequence(results[o]));
    }
}

/// <summary>Registers <see cref="SequenceMap"/>, which only importers apply.</summary>
internal static class SequenceMapRegistration
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<SequenceMap>();
}
