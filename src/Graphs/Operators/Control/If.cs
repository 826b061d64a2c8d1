using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// One of two graphs, as a condition says while the graph runs (ONNX If). Operands: the condition (one Bool), then what the first branch uses
/// of the outer graph, then what the second uses. The results are those of the branch that ran.
/// </summary>
/// <param name="ThenBranch">Runs when the condition is true.</param>
/// <param name="ElseBranch">Runs when it is not; has as many outputs.</param>
public sealed record If(Graph ThenBranch, Graph ElseBranch) : SubgraphOperator
{
    /// <inheritdoc/>
    public override IReadOnlyList<Subgraph> Subgraphs(int operands) =>
        [new("then_branch", ThenBranch, 0, 1), new("else_branch", ElseBranch, 0, 1 + ThenBranch.Inputs.Count)];

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (i.Input(0).Element is not (ElementType.Bool or ElementType.Undefined)) throw i.Error($"the condition is {i.Input(0)}, not Bool");
        if (ThenBranch.Outputs.Count != ElseBranch.Outputs.Count)
            throw i.Error($"one branch has {ThenBranch.Outputs.Count} outputs, the other {ElseBranch.Outputs.Count}");
        for (int o = 0; o < ThenBranch.Outputs.Count; o++) i.Output(Common(ThenBranch.Outputs[o].Value.Type, ElseBranch.Outputs[o].Value.Type));
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        Tensor[] results = Run(k, Subgraphs(k.InputCount)[IsTrue(k.Input(0)) ? 0 : 1], []);
        for (int o = 0; o < results.Length; o++) k.Give(o, results[o]);
    }
}

/// <summary>Registers <see cref="If"/>, which only importers apply.</summary>
internal static class IfRegistration
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<If>();
}
