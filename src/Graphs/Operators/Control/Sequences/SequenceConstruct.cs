using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>A sequence of the operands (ONNX SequenceConstruct).</summary>
public sealed record SequenceConstruct : Operator
{
    /// <inheritdoc/>
    public override bool GivesResults => true;

    /// <inheritdoc/>
    public override void Infer(Inference i) => i.Output(TensorType.Sequence(i.InputCount > 0 ? i.Input(0) : null));

    /// <inheritdoc/>
    public override void Run(Kernel k) => k.Give(0, Tensor.Sequence([.. Enumerable.Range(0, k.InputCount).Select(i => k.Input(i).Clone())]));
}

/// <summary>Applies <see cref="Graphs.SequenceConstruct"/>.</summary>
public static class SequenceConstructBuilder
{
    /// <summary>A sequence of values of one graph.</summary>
    public static Value SequenceConstruct(params ReadOnlySpan<Value?> items) => items[0]!.Graph.Add(new SequenceConstruct(), items);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<SequenceConstruct>();
}
