using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>A sequence without the element at a position, or without its last one (ONNX SequenceErase).</summary>
public sealed record SequenceErase : Operator
{
    /// <inheritdoc/>
    public override bool GivesResults => true;

    /// <inheritdoc/>
    public override void Infer(Inference i) => i.Output(TensorType.Sequence(i.Input(0).Item));

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        List<Tensor> items = [.. k.Input(0).Items];
        if (items.Count == 0) throw new ArgumentException("The sequence has no element that could be taken out.");
        items.RemoveAt(k.HasInput(1) ? SequencePosition.Of(k, 1, items.Count, last: items.Count - 1) : items.Count - 1);
        k.Give(0, Tensor.Sequence([.. items]));
    }
}

/// <summary>Applies <see cref="Graphs.SequenceErase"/>.</summary>
public static class SequenceEraseBuilder
{
    /// <summary>A sequence without the element at a position, or without its last one.</summary>
    public static Value SequenceErase(this Value sequence, Value? position = null) => sequence.Graph.Add(new SequenceErase(), sequence, position);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<SequenceErase>();
}
